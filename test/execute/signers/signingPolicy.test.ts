import { expect } from "chai";
import { getAddress, Wallet, zeroPadValue } from "ethers";
import fc from "fast-check";
import { judge, SigningDeniedError, type SigningPolicy } from "../../../bot/execute/signers/signingPolicy.ts";
import type { UnsignedTransaction } from "../../../bot/execute/transaction.ts";
import { CANCELLATION_GAS } from "../../../bot/execute/transaction.ts";
import { encodeRebalance, type Guard, type Move, REBALANCE_SELECTOR } from "../../../bot/execute/vaultAbi.ts";

const NOW = 1_800_000_000;
const signer = Wallet.createRandom().address;
const addressNumber = (index: number) => getAddress(zeroPadValue(`0x${(0xa000 + index).toString(16)}`, 20));
const VAULTS = [addressNumber(0), addressNumber(1)];
const ADAPTERS = [2, 3, 4, 5].map(addressNumber);

const POLICY: SigningPolicy = {
  chainId: 1,
  vaults: VAULTS,
  adapters: ADAPTERS,
  maxMoves: 4,
  maxDeadlineSeconds: 360,
  maxGasLimit: 8_000_000n,
  maxFeePerGasWei: 200n * 10n ** 9n,
  maxPriorityFeePerGasWei: 5n * 10n ** 9n,
  maxCostWei: 10n ** 18n,
};

const verdict = (transaction: UnsignedTransaction, policy = POLICY) =>
  judge(transaction, { signer, policy, nowSeconds: NOW })?.rule ?? null;

const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => getAddress(`0x${Buffer.from(bytes).toString("hex")}`));
const amount = fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n });
const movesOf = (adapters: readonly string[]) =>
  fc.array(fc.record({ adapter: fc.constantFrom(...adapters), assets: amount }), { minLength: 1, maxLength: POLICY.maxMoves });
const allowedGuard = fc.record({
  deadlineSeconds: fc.bigInt({ min: 0n, max: BigInt(NOW + 360) }),
  stateNonce: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  minTotalAssets: fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }),
});
/** Fees within each ceiling, and together within that of the cost. */
const allowedFees = fc
  .record({
    gasLimit: fc.bigInt({ min: 21_000n, max: POLICY.maxGasLimit }),
    maxFeePerGasWei: fc.bigInt({ min: 0n, max: POLICY.maxFeePerGasWei }),
    maxPriorityFeePerGasWei: fc.bigInt({ min: 0n, max: POLICY.maxPriorityFeePerGasWei }),
  })
  .filter(({ gasLimit, maxFeePerGasWei }) => gasLimit * maxFeePerGasWei <= POLICY.maxCostWei);

interface Case {
  readonly moves: readonly Move[];
  readonly guard: Guard;
  readonly transaction: UnsignedTransaction;
}

const allowedRebalance: fc.Arbitrary<Case> = fc
  .record({ moves: movesOf(ADAPTERS), guard: allowedGuard, fees: allowedFees, vault: fc.constantFrom(...VAULTS), nonce: fc.nat() })
  .map(({ moves, guard, fees, vault, nonce }) => ({
    moves,
    guard,
    transaction: { chainId: 1, from: signer, to: vault, nonce, valueWei: 0n, data: encodeRebalance(moves, guard), ...fees },
  }));

const cancellation = fc.record({ fees: allowedFees, nonce: fc.nat() }).map(
  ({ fees, nonce }): UnsignedTransaction => ({
    ...fees,
    chainId: 1,
    from: signer,
    to: signer,
    nonce,
    valueWei: 0n,
    data: "0x",
    gasLimit: CANCELLATION_GAS,
  }),
);
const allowedTransaction = fc.oneof(
  allowedRebalance.map(({ transaction }) => transaction),
  cancellation,
);

describe("execute: signing policy", () => {
  it("allows every rebalance of a known vault between known adapters within the ceilings", () => {
    fc.assert(
      fc.property(allowedRebalance, ({ transaction }) => {
        expect(verdict(transaction)).to.equal(null);
      }),
    );
  });

  it("allows the cancellation of any nonce within the ceilings", () => {
    fc.assert(
      fc.property(cancellation, (transaction) => {
        expect(verdict(transaction)).to.equal(null);
      }),
    );
  });

  it("denies both as soon as anything of the envelope is out of bounds", () => {
    const positive = fc.bigInt({ min: 1n, max: 2n ** 128n });
    const mutation = fc.oneof(
      address.filter((from) => from !== signer).map((from) => ["sender", { from }] as const),
      fc
        .nat()
        .filter((chainId) => chainId !== POLICY.chainId)
        .map((chainId) => ["chain-id", { chainId }] as const),
      positive.map((valueWei) => ["value", { valueWei }] as const),
      positive.map((excess) => ["max-fee", { maxFeePerGasWei: POLICY.maxFeePerGasWei + excess }] as const),
      positive.map((excess) => ["priority-fee", { maxPriorityFeePerGasWei: POLICY.maxPriorityFeePerGasWei + excess }] as const),
    );
    fc.assert(
      fc.property(allowedTransaction, mutation, (transaction, [rule, change]) => {
        expect(verdict({ ...transaction, ...change })).to.equal(rule);
      }),
    );
  });

  it("denies what would cost more than the ceiling of the whole, though gas and fee each are within theirs", () => {
    fc.assert(
      fc.property(allowedTransaction, fc.bigInt({ min: 1n, max: 10n ** 18n }), (transaction, less) => {
        const cost = transaction.gasLimit * transaction.maxFeePerGasWei;
        fc.pre(cost > 0n);
        const maxCostWei = cost > less ? cost - less : 0n;
        expect(verdict(transaction, { ...POLICY, maxCostWei })).to.equal("total-cost");
        expect(verdict(transaction, { ...POLICY, maxCostWei: cost })).to.equal(null);
      }),
    );
  });

  it("denies every target but the vaults", () => {
    fc.assert(
      fc.property(allowedRebalance, fc.oneof(address, fc.constantFrom(...ADAPTERS)), ({ transaction }, to) => {
        fc.pre(!VAULTS.includes(to) && to !== signer);
        expect(verdict({ ...transaction, to })).to.equal("target");
      }),
    );
  });

  it("denies every other selector, whatever follows it", () => {
    fc.assert(
      fc.property(allowedRebalance, fc.uint8Array({ maxLength: 4 }), ({ transaction }, bytes) => {
        const selector = `0x${Buffer.from(bytes).toString("hex")}`;
        fc.pre(!`${selector}${transaction.data.slice(10)}`.startsWith(REBALANCE_SELECTOR));
        expect(verdict({ ...transaction, data: `${selector}${transaction.data.slice(10)}` })).to.equal("selector");
        expect(verdict({ ...transaction, data: selector })).to.equal("selector");
      }),
    );
  });

  it("denies arguments that are cut short or followed by anything", () => {
    fc.assert(
      fc.property(allowedRebalance, fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), ({ transaction }, appended, cut) => {
        const { data } = transaction;
        expect(verdict({ ...transaction, data: `${data}${Buffer.from(appended).toString("hex")}` })).to.equal("calldata");
        const bytesLeft = 4 + (cut % ((data.length - 10) / 2));
        expect(verdict({ ...transaction, data: data.slice(0, 2 + 2 * bytesLeft) })).to.equal("calldata");
      }),
    );
  });

  it("allows no change of a single byte that makes the call one outside of what it judges", () => {
    fc.assert(
      fc.property(allowedRebalance, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ transaction }, place, flip) => {
        const bytes = Buffer.from(transaction.data.slice(2), "hex");
        const at = place % bytes.length;
        bytes[at] = (bytes[at] as number) ^ flip;
        const data = `0x${bytes.toString("hex")}`;
        if (verdict({ ...transaction, data }) !== null) return;
        // What is still allowed differs in an amount, a nonce or a bound only: between the same adapters, or others that are known.
        const word = Math.floor((at - 4) / 32);
        const moves = bytes.readUInt32BE(4 + 4 * 32 + 28);
        expect(at).to.be.at.least(4);
        // Head: offset, deadline, state nonce, least assets; tail: count, then (adapter, assets) pairs.
        expect([1, 2, 3].includes(word) || (word > 4 && word < 5 + 2 * moves), `word ${word}`).to.equal(true);
        for (let move = 0; move < moves; move++) {
          const adapter = bytes.subarray(4 + (5 + 2 * move) * 32 + 12, 4 + (6 + 2 * move) * 32);
          expect(ADAPTERS).to.include(getAddress(`0x${adapter.toString("hex")}`));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("denies a move of an adapter that is not known, wherever it stands", () => {
    fc.assert(
      fc.property(allowedRebalance, address, fc.nat(), ({ moves, guard, transaction }, adapter, place) => {
        fc.pre(!ADAPTERS.includes(adapter));
        const changed = moves.with(place % moves.length, { adapter, assets: 1n });
        const data = encodeRebalance(changed, guard);
        expect(verdict({ ...transaction, data })).to.equal("adapter");
        expect(verdict({ ...transaction, data }, { ...POLICY, adapters: null }), "left to the vault").to.equal(null);
        expect(verdict(transaction, { ...POLICY, adapters: [] }), "none is known").to.equal("adapter");
      }),
    );
  });

  it("denies no moves, and more than are allowed", () => {
    fc.assert(
      fc.property(allowedRebalance, fc.integer({ min: POLICY.maxMoves + 1, max: 30 }), ({ guard, transaction }, count) => {
        const moves = Array.from({ length: count }, () => ({ adapter: ADAPTERS[0] as string, assets: 1n }));
        expect(verdict({ ...transaction, data: encodeRebalance(moves, guard) })).to.equal("moves");
        expect(verdict({ ...transaction, data: encodeRebalance([], guard) })).to.equal("moves");
      }),
    );
  });

  it("denies a guard that guards no assets, or for longer than allowed", () => {
    const late = fc.bigInt({ min: BigInt(NOW + 361), max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(allowedRebalance, late, ({ moves, guard, transaction }, deadlineSeconds) => {
        const encoded = (change: Partial<Guard>) => ({ ...transaction, data: encodeRebalance(moves, { ...guard, ...change }) });
        expect(verdict(encoded({ minTotalAssets: 0n }))).to.equal("minimum-assets");
        expect(verdict(encoded({ deadlineSeconds }))).to.equal("deadline");
        expect(verdict(encoded({ deadlineSeconds }), { ...POLICY, maxDeadlineSeconds: null })).to.equal(null);
      }),
    );
  });

  it("denies a rebalance with more gas than the ceiling", () => {
    fc.assert(
      fc.property(allowedRebalance, fc.bigInt({ min: 1n, max: 10n ** 9n }), ({ transaction }, excess) => {
        expect(verdict({ ...transaction, gasLimit: POLICY.maxGasLimit + excess, maxFeePerGasWei: 0n })).to.equal("gas-limit");
      }),
    );
  });

  it("denies every transaction to oneself that is not exactly a cancellation", () => {
    const other = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => ({ data: `0x${Buffer.from(bytes).toString("hex")}` })),
      allowedRebalance.map(({ transaction: { data } }) => ({ data })),
      fc
        .bigInt({ min: 0n, max: 100_000n })
        .filter((gasLimit) => gasLimit !== CANCELLATION_GAS)
        .map((gasLimit) => ({ gasLimit })),
    );
    fc.assert(
      fc.property(cancellation, other, (transaction, change) => {
        expect(verdict({ ...transaction, ...change })).to.equal("cancellation");
      }),
    );
  });

  it("allows an empty transaction to nobody else, not even to a vault", () => {
    fc.assert(
      fc.property(cancellation, fc.oneof(address, fc.constantFrom(...VAULTS)), (transaction, to) => {
        fc.pre(to !== signer);
        expect(verdict({ ...transaction, to })).to.be.oneOf(["target", "selector"]);
      }),
    );
  });

  it("says what to do: raise a ceiling, look at a clock, or look at the configuration", () => {
    const remedyOf = (rule: "total-cost" | "deadline" | "target") => new SigningDeniedError({ rule, explanation: "…" }).remedy;
    expect(remedyOf("total-cost")).to.match(/Raise the ceiling/);
    expect(remedyOf("deadline")).to.match(/clock/);
    expect(remedyOf("target")).to.match(/configured chain, vaults and key/);
  });
});
