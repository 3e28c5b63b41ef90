import { expect } from "chai";
import { encodeBytes32String, parseUnits } from "ethers";
import { sharesMinted } from "../../bot/backtest/costs/stableSwap/amounts.ts";
import type { StableSwapPool } from "../../bot/backtest/costs/stableSwap/pool.ts";
import type { DecidedMove } from "../../bot/core/decision.ts";
import type { Plan } from "../../bot/core/plan.ts";
import type { VaultState } from "../../bot/core/vaultState.ts";
import type { ExecutionEvent } from "../../bot/execute/events.ts";
import { type ExecutionPolicy, execute } from "../../bot/execute/execute.ts";
import { type Measured, measurePlan } from "../../bot/execute/moves/measure.ts";
import { type MoveSlippage, slippageOf } from "../../bot/execute/moves/slippage.ts";
import { withMinimum } from "../../bot/execute/plan.ts";
import { publicSubmitter } from "../../bot/execute/publicSubmitter.ts";
import { boundedRpc, type JsonRpc } from "../../bot/execute/rpc.ts";
import type { Submitter } from "../../bot/execute/submitter.ts";
import { vaultInterface } from "../../bot/execute/vaultAbi.ts";
import { developmentAccounts } from "../../scripts/local-mainnet/accounts.ts";
import { CURVE_TRADER } from "../../scripts/local-mainnet/actors.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { CURVE_COINS } from "../../scripts/local-mainnet/deploy/curve.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { memoryMoveLog } from "../execute/memoryMoveLog.ts";
import { MemoryOutbox } from "../execute/memoryOutbox.ts";
import { decisionFor, keeper, POLICY, vaultState } from "../execute/support/scenario.ts";
import { openVault } from "../openVault.ts";
import { CURVE_3POOL, UNISWAP_USDC_USDT } from "./adapters/poolMarkets.ts";
import { deployUsdcVault, knownMarket, useVaultOnFork, type VaultOnFork } from "./vaultOnFork.ts";

const USDC = 10n ** 6n;
const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"].map(knownMarket).concat(CURVE_3POOL, UNISWAP_USDC_USDT);
const [AAVE, COMPOUND, SKY, CURVE, UNISWAP] = [0, 1, 2, 3, 4] as const;
const DEPOSITED = 8_000_000n * USDC;
const LOSS_BPS = 50;
const { curve3Pool, curve3Crv, usdsPsm } = mainnetAddresses;
const TOTAL = "function totalAssets() view returns (uint256)";
/** Of the 3pool's adapter: what its mark leaves out for leaving. */
const HAIRCUT_BPS = 4n;
const SECONDS_PER_BLOCK = 12;

describe("what moves cost, as the chain answers it, on a fork", function () {
  this.timeout(120_000);
  const [, { privateKey }] = developmentAccounts(2) as [unknown, { privateKey: string }];
  const useChain = useVaultOnFork({
    deploy: (fork) => deployUsdcVault(fork, MARKETS, { limits: { idleFloorBps: 0, rebalanceLossBps: LOSS_BPS, dailyTurnoverBps: 60_000 } }),
    standIn: "Compound V3, Sky and Curve, stand-ins",
    prepare: (chain) => chain.deposit(chain.users[0].address, DEPOSITED),
  });
  let chain: VaultOnFork;
  let rpc: JsonRpc;
  beforeEach(() => {
    chain = useChain();
    rpc = boundedRpc({ send: (method, params) => chain.provider.request({ method, params }) }, 20_000);
  });

  /** Changes by market, in tokens. */
  type Changes = Readonly<Record<number, bigint>>;

  const movesOf = (changes: Changes): DecidedMove[] =>
    Object.entries(changes)
      .map(([i, tokens]) => ({ marketId: MARKETS[Number(i)]?.id ?? "", adapter: chain.adapters[Number(i)] ?? "", change: tokens * USDC }))
      .sort((a, b) => Number(a.change > 0n) - Number(b.change > 0n));

  async function planOf(changes: Changes): Promise<Plan> {
    const { timestampSeconds } = await readHead(chain.provider);
    const stateNonce = await chain.read(chain.vault, "function stateNonce() view returns (uint64)");
    const call = { decisionId: "moves", chainId: 1, vault: chain.vault, stateNonce, deadlineSeconds: timestampSeconds + 600 };
    return withMinimum({ ...call, moves: movesOf(changes) }, 0n);
  }

  async function measured(plan: Plan): Promise<Measured> {
    const measurement = await measurePlan({ rpc, errors: vaultInterface }, plan, chain.keeper);
    if (!measurement.ok) throw new Error(measurement.reason);
    return measurement;
  }

  const rebalance = (changes: Changes) => chain.rebalance(...MARKETS.map((_, i) => (changes[i] ?? 0n) * USDC));

  /** Measures the plan, makes it in the block it was measured for, and requires every position to be what was said. */
  async function measuredAndMade(changes: Changes): Promise<readonly MoveSlippage[]> {
    await chain.setNextBlockTime(SECONDS_PER_BLOCK);
    const plan = await planOf(changes);
    const measurement = await measured(plan);
    expect(measurement.blockTag).to.equal("pending");
    await rebalance(changes);
    for (const [i, { adapter, marketId }] of plan.moves.entries()) {
      expect(await chain.read(adapter, TOTAL), marketId).to.equal(measurement.positions[i]?.after);
    }
    expect(await chain.read(chain.vault, "function grossAssets() view returns (uint256)")).to.equal(measurement.grossAfter);
    return slippageOf(plan, measurement);
  }

  it("is exactly what every market does, in and out, small and large, and nothing at par", async () => {
    const into = await measuredAndMade({ [AAVE]: 500_000n, [COMPOUND]: 100n, [SKY]: 900_000n, [CURVE]: 1_000_000n, [UNISWAP]: 300_000n });
    const more = await measuredAndMade({ [AAVE]: 1n, [COMPOUND]: 1_500_000n, [SKY]: 50n, [CURVE]: 200n, [UNISWAP]: 10n });
    const out = await measuredAndMade({ [AAVE]: -400_000n, [COMPOUND]: -900_000n, [SKY]: -1n, [CURVE]: -600_000n, [UNISWAP]: 20_000n });
    const rest = await measuredAndMade({ [UNISWAP]: -100_000n, [SKY]: -700_000n, [CURVE]: 400_000n });
    const atPar = new Set([AAVE, COMPOUND, SKY].map((i) => MARKETS[i]?.id));
    for (const { marketId, cost, slippageBps } of [...into, ...more, ...out, ...rest]) {
      if (atPar.has(marketId)) expect(cost, marketId).within(-3n, 3n);
      // The marks keep 4 and 3 basis points back for the way out; pools charge one, and the range's is shallow.
      else expect(slippageBps, marketId).within(-5, 8);
    }
  });

  it("says nothing and fails nothing where the plan itself would fail", async () => {
    const measurement = await measurePlan({ rpc, errors: vaultInterface }, await planOf({ [AAVE]: 9_000_000n }), chain.keeper);
    expect(measurement).to.deep.include({ ok: false, unmeasured: false, errorName: "InsufficientIdle" });
    const stranger = await measurePlan({ rpc, errors: vaultInterface }, await planOf({ [AAVE]: 1n }), chain.users[0].address);
    expect(stranger).to.deep.include({ ok: false, errorName: "AccessControlUnauthorizedAccount" });
  });

  it("is Sky's fees where it charges them, to a hundredth of a basis point", async () => {
    const psm = await chain.read<string>(usdsPsm, "function psm() view returns (address)");
    for (const [what, bps] of [
      ["tin", 7n],
      ["tout", 3n],
    ] as const) {
      const file = [encodeBytes32String(what), bps * 10n ** 14n];
      await chain.send(ADMINISTRATORS.skyPauseProxy, psm, "function file(bytes32,uint256)", file);
    }
    for (const size of [1_000n, 2_000_000n]) {
      const [into] = (await measuredAndMade({ [SKY]: size })) as [MoveSlippage];
      // The mark takes off the way out as soon as the money is in.
      expect(into.slippageBps).within(9.98, 10.01);
      const [out] = (await measuredAndMade({ [SKY]: -(size / 2n) })) as [MoveSlippage];
      expect(out.slippageBps).within(-0.01, 0.01);
    }
  });

  it("is the 3pool's own arithmetic at every size, even and uneven", async () => {
    for (const sale of [0n, 2_500_000n, 2_500_000n]) {
      if (sale > 0n) await sellForUsdt(sale);
      for (const size of [1_000n, 400_000n, 3_000_000n]) {
        const [{ cost }] = slippageOf(...(await both({ [CURVE]: size }))) as [MoveSlippage];
        const amount = size * USDC;
        const shares = sharesMinted(await readPool(), [0n, amount, 0n]);
        const virtualPrice = await chain.read(curve3Pool, "function get_virtual_price() view returns (uint256)");
        const mark = (((shares * virtualPrice) / 10n ** 30n) * (10_000n - HAIRCUT_BPS)) / 10_000n;
        const differenceBps = (Number(cost - (amount - mark)) / Number(amount)) * 1e4;
        expect(differenceBps, `${size} after selling ${sale}`).within(-1, 1);
      }
    }
  });
  const both = async (changes: Changes) => {
    const plan = await planOf(changes);
    return [plan, await measured(plan)] as const;
  };

  describe("a decision carried out", () => {
    const SIZE = 1_000_000n;
    /** The 3pool's balance goes far before it costs much more. */
    const TIGHT = { maxMoveSlippageBps: 30, slippageToleranceBps: 1 };

    /** Sells USDC to the 3pool: it then pays fewer shares for more of it. */
    const unbalance = (tokens: bigint) => sellForUsdt(tokens, 1);

    interface Run {
      readonly meanwhile?: () => Promise<unknown>;
      readonly slippage?: ExecutionPolicy["slippage"];
    }

    /** The keeper of the bot against the fork; `meanwhile` happens after it has signed, and before the block takes it. */
    async function carryOut(changes: Changes, { meanwhile = async () => undefined, slippage = POLICY.slippage }: Run = {}) {
      const open = publicSubmitter(rpc, 20_000);
      const late: Submitter = {
        ...open,
        async submit(row, head) {
          await meanwhile();
          return open.submit(row, head);
        },
      };
      const moveLog = memoryMoveLog();
      const { deps, events } = keeper({
        provider: rpc,
        privateKey,
        vault: chain.vault,
        outbox: new MemoryOutbox(),
        private: late,
        moveLog,
        policy: { plan: { deadlineSeconds: 600, maxLossBps: LOSS_BPS }, slippage },
        signingPolicy: { chainId: 1, adapters: null, maxGasLimit: 8_000_000n },
      });
      const state = await stateNow();
      const decision = decisionFor(state, { moves: movesOf(changes), reason: "net-benefit" });
      const reckoned = { [CURVE_3POOL.id]: { enterBps: 2, exitBps: 3 } };
      const outcome = await execute({ ...deps, reckoned }, decision, state);
      return { outcome, events, moveLog, state };
    }

    async function stateNow(): Promise<VaultState> {
      const { number, timestampSeconds } = await readHead(chain.provider);
      const gross = "function grossAssets() view returns (uint256)";
      const positions = await Promise.all(
        MARKETS.map(async ({ id }, i) => {
          const adapter = chain.adapters[i] as string;
          const totalAssets = await chain.read(adapter, TOTAL);
          const [position] = vaultState(chain.vault).positions as [VaultState["positions"][number]];
          return { ...position, marketId: id, adapter, totalAssets, withdrawable: totalAssets };
        }),
      );
      return vaultState(chain.vault, {
        ...openVault({ rebalanceLossBps: LOSS_BPS }),
        chainId: 1,
        blockNumber: number,
        blockTimeSeconds: timestampSeconds,
        stateNonce: await chain.read(chain.vault, "function stateNonce() view returns (uint64)"),
        grossAssets: await chain.read(chain.vault, gross),
        idle: await chain.read(chain.vault, "function idle() view returns (uint256)"),
        positions,
      });
    }

    const driftOf = (events: readonly ExecutionEvent[]) => {
      const event = events.find((one) => one.type === "drift");
      if (event?.type !== "drift") throw new Error("no drift");
      return event.result;
    };

    it("that nobody disturbs ends where it was expected to, within the interest of a block", async () => {
      const { outcome, events, moveLog } = await carryOut({ [AAVE]: 2_000_000n, [CURVE]: SIZE });
      expect(outcome.kind).to.equal("mined");
      const result = driftOf(events);
      expect(result.moves.map(({ marketId }) => marketId)).to.have.members(["1:aave-v3:usdc", CURVE_3POOL.id]);
      for (const { marketId, driftBps } of result.moves) expect(driftBps, marketId).within(-0.001, 0.01);
      expect(result.actualTotalAssets - result.expectedTotalAssets).within(-3n, USDC);
      expect(Number(result.actualGasUsed) / Number(result.expectedGasUsed)).within(0.75, 1.01);
      expect(moveLog.results).to.deep.equal([result]);
    });

    it("loses what somebody takes from it on its way, and the drift says how much", async () => {
      const slippage = { maxMoveSlippageBps: 100, slippageToleranceBps: 20 };
      const { outcome, events } = await carryOut({ [CURVE]: SIZE }, { slippage, meanwhile: () => unbalance(3_000_000n) });
      expect(outcome.kind).to.equal("mined");
      const [move] = driftOf(events).moves;
      if (move === undefined) throw new Error("no move");
      const { driftBps, actualPosition, expectedPosition } = move;
      expect(driftBps).within(-20, -0.1);
      expect(Number(actualPosition - expectedPosition) / Number(SIZE * USDC)).to.be.closeTo(driftBps / 1e4, 1e-12);
    });

    it("fails in the vault when more is taken than was measured, although the vault's own limit would let it pass", async () => {
      const { outcome, events, state } = await carryOut({ [CURVE]: SIZE }, { slippage: TIGHT, meanwhile: () => unbalance(13_000_000n) });
      expect(outcome).to.deep.include({ kind: "reverted" });
      expect(outcome.kind === "reverted" && outcome.reason).to.match(/TotalAssetsBelowMinimum/);
      const event = events.find((one) => one.type === "measured");
      if (event?.type !== "measured") throw new Error("not measured");
      const loosest = state.grossAssets - (state.grossAssets * BigInt(LOSS_BPS)) / 10_000n;
      expect(event.minTotalAssets > loosest).to.equal(true);
    });

    it("is refused before it is sent when the pool has become uneven since it was decided", async () => {
      await unbalance(13_000_000n);
      const { outcome, events } = await carryOut({ [CURVE]: SIZE }, { slippage: TIGHT });
      expect(outcome).to.deep.include({ kind: "refused", reason: "slippage" });
      expect(outcome.kind === "refused" && outcome.explanation).to.match(/3pool.* the decision reckoned with 5\.00 bps/);
      expect(events.map(({ type }) => type)).to.deep.equal(["planned", "measured", "refused"]);
    });
  });

  async function sellForUsdt(tokens: bigint, sold = 0): Promise<void> {
    const amount = parseUnits(String(tokens), CURVE_COINS[sold]?.decimals);
    await chain.send(CURVE_TRADER, curve3Pool, "function exchange(int128,int128,uint256,uint256)", [sold, 2, amount, 0n]);
  }

  async function readPool(): Promise<StableSwapPool> {
    const view = (fragment: string, ...args: readonly unknown[]) =>
      chain.read(curve3Pool, `function ${fragment} view returns (uint256)`, args);
    return {
      balances: await Promise.all(CURVE_COINS.map((_, coin) => view("balances(uint256)", coin))),
      decimals: CURVE_COINS.map(({ decimals }) => decimals),
      amplification: await view("A()"),
      fee: await view("fee()"),
      shareSupply: await chain.read(curve3Crv, "function totalSupply() view returns (uint256)"),
    };
  }
});
