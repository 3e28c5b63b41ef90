import { inspect } from "node:util";
import { expect } from "chai";
import { getAddress, Transaction, Wallet } from "ethers";
import fc from "fast-check";
import { InvalidPrivateKeyError, localSigner } from "../../../bot/execute/signers/localSigner.ts";
import { GuardedSigner, SignedOtherBytesError } from "../../../bot/execute/signers/signer.ts";
import { SigningDeniedError, type SigningRule } from "../../../bot/execute/signers/signingPolicy.ts";
import type { UnsignedTransaction } from "../../../bot/execute/transaction.ts";
import { encodeRebalance } from "../../../bot/execute/vaultAbi.ts";
import { ADAPTER_A, signingPolicy } from "../support/scenario.ts";

const VAULT = getAddress("0x00000000000000000000000000000000000000fa");
const wallet = Wallet.createRandom();
const POLICY = signingPolicy(VAULT);

const DATA = encodeRebalance([{ adapter: ADAPTER_A, assets: -5n }], { deadlineSeconds: 9n, stateNonce: 1n, minTotalAssets: 2n });

const allowed: UnsignedTransaction = {
  chainId: POLICY.chainId,
  from: wallet.address,
  to: VAULT,
  nonce: 3,
  data: DATA,
  valueWei: 0n,
  gasLimit: 500_000n,
  maxFeePerGasWei: 10n ** 9n,
  maxPriorityFeePerGasWei: 10n ** 8n,
};

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error) => error,
  );
}

describe("execute: signer", () => {
  const signer = new GuardedSigner(localSigner(wallet.privateKey), POLICY);

  it("signs what ethers' own wallet signs, byte for byte", async () => {
    const expected = await wallet.signTransaction({
      type: 2,
      chainId: allowed.chainId,
      to: allowed.to,
      nonce: allowed.nonce,
      data: allowed.data,
      value: 0n,
      gasLimit: allowed.gasLimit,
      maxFeePerGas: allowed.maxFeePerGasWei,
      maxPriorityFeePerGas: allowed.maxPriorityFeePerGasWei,
    });
    const raw = await signer.signTransaction(allowed);
    expect(raw).to.equal(expected);
    expect(Transaction.from(raw).from).to.equal(signer.address);
  });

  const denied: [string, SigningRule, Partial<UnsignedTransaction>][] = [
    ["another sender", "sender", { from: VAULT }],
    ["another chain", "chain-id", { chainId: 1 }],
    ["another target", "target", { to: ADAPTER_A }],
    ["another function: transfer(address,uint256)", "selector", { data: `0xa9059cbb${DATA.slice(10)}` }],
    ["no function", "selector", { data: "0x" }],
    ["arguments cut short", "calldata", { data: DATA.slice(0, -64) }],
    ["bytes after the arguments", "calldata", { data: `${DATA}00` }],
    ["ether", "value", { valueWei: 1n }],
    ["too much gas", "gas-limit", { gasLimit: POLICY.maxGasLimit + 1n }],
    ["too high a fee", "max-fee", { maxFeePerGasWei: POLICY.maxFeePerGasWei + 1n }],
    [
      "too high a priority fee",
      "priority-fee",
      { maxFeePerGasWei: 10n ** 10n, maxPriorityFeePerGasWei: POLICY.maxPriorityFeePerGasWei + 1n },
    ],
  ];
  for (const [what, rule, change] of denied) {
    it(`does not sign ${what}`, async () => {
      const error = await failure(signer.signTransaction({ ...allowed, ...change }));
      expect(error).to.be.instanceOf(SigningDeniedError).with.property("rule", rule);
    });
  }

  it("does not ask the key about what it denies", async () => {
    let asked = 0;
    const counting = {
      address: wallet.address,
      signTransaction: async () => {
        asked++;
        return "0x";
      },
    };
    const guarded = new GuardedSigner(counting, POLICY);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 200 }), async (bytes) => {
        const data = `0x${Buffer.from(bytes).toString("hex")}`;
        expect(await failure(guarded.signTransaction({ ...allowed, data }))).to.be.instanceOf(SigningDeniedError);
      }),
    );
    expect(asked).to.equal(0);
  });

  it("does not pass on bytes that are not what was to be signed", async () => {
    const other = new GuardedSigner(
      { address: wallet.address, signTransaction: () => localSigner(wallet.privateKey).signTransaction({ ...allowed, nonce: 4 }) },
      POLICY,
    );
    expect(await failure(other.signTransaction(allowed))).to.be.instanceOf(SignedOtherBytesError);
    const stranger = localSigner(Wallet.createRandom().privateKey);
    const wrongKey = new GuardedSigner({ address: wallet.address, signTransaction: stranger.signTransaction }, POLICY);
    expect(await failure(wrongKey.signTransaction(allowed))).to.be.instanceOf(SignedOtherBytesError);
  });

  it("takes a key with and without 0x", () => {
    expect(localSigner(wallet.privateKey.slice(2)).address).to.equal(wallet.address);
  });

  it("never shows the key, however the signer is printed", () => {
    const digits = wallet.privateKey.slice(2);
    for (const printed of [inspect(signer, { depth: 10, showHidden: true }), JSON.stringify(signer), String(signer)]) {
      expect(printed.toLowerCase()).to.not.include(digits);
    }
  });

  const secp256k1Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  const badKeys: [string, string][] = [
    ["one digit short", wallet.privateKey.slice(0, -1)],
    ["one digit long", `${wallet.privateKey}a`],
    ["with a typing error", `${wallet.privateKey.slice(0, -1)}g`],
    ["in quotes", `"${wallet.privateKey}"`],
    ["empty", ""],
    ["a mnemonic", "test test test test test test test test test test test junk"],
    ["zero", `0x${"0".repeat(64)}`],
    ["the order of the curve", `0x${secp256k1Order}`],
  ];
  for (const [what, key] of badKeys) {
    it(`refuses a key that is ${what}, with a remedy and without repeating it`, () => {
      let error: unknown;
      try {
        localSigner(key);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).to.be.instanceOf(InvalidPrivateKeyError);
      const { remedy, exitCode } = error as InvalidPrivateKeyError;
      expect(remedy).to.include("64 hexadecimal digits");
      expect(exitCode).to.equal(2);
      if (key.length > 8) expect(inspect(error, { depth: 10, showHidden: true })).to.not.include(key.slice(4, -4));
    });
  }
});
