import { Contract, type TransactionReceipt, type TransactionResponse } from "ethers";
import type { Recording } from "../../bot/backtest/replay/recording.ts";
import { erc20Abi } from "../../bot/chain/abi.ts";
import { type Address, toFloat } from "../../bot/core/units.ts";
import { type RecentBundle, recentBundles } from "../../bot/store/bundles.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import type { DevelopmentVault } from "../deploy/developmentVault.ts";
import type { DevelopmentAccount } from "../local-mainnet/accounts.ts";
import type { Undo } from "../local-mainnet/life/scenarios.ts";
import { readHead } from "../local-mainnet/provider.ts";
import { KeeperRecorder } from "./keeperRecorder.ts";
import { type LiveVault, usdcUnits, userOf } from "./liveVault.ts";
import type { Scenario } from "./scenario.ts";

export interface StrategyRunOptions {
  readonly scenario: Scenario;
  readonly strategy: string;
  readonly onTick: (point: TickPoint, report: TickReport, happened: readonly Happening[]) => void | Promise<void>;
}

/** A step of the scenario's trouble, or its end. */
export interface Happening {
  readonly what: string;
  /** Of the block after which it is so. */
  readonly timeSeconds: number;
}

/** What one tick saw and did, in numbers. */
export interface TickPoint {
  readonly tick: number;
  readonly blockNumber: number;
  readonly timeSeconds: number;
  readonly aprs: Readonly<Record<string, number>>;
  readonly positionsUsd: Readonly<Record<string, number>>;
  readonly idleUsd: number;
  readonly navUsd: number;
  /** Earned since the start, gas paid. */
  readonly earnedNetUsd: number;
  readonly action: string;
  readonly reason: string;
  readonly gasUsed: number;
  readonly gasUsd: number;
}

export interface StrategyRun {
  readonly strategy: string;
  readonly vault: Address;
  readonly points: readonly TickPoint[];
  readonly observations: number;
  readonly rebalances: number;
  readonly navStartUsd: number;
  readonly navEndUsd: number;
  readonly depositsUsd: number;
  readonly withdrawalsUsd: number;
  readonly gasUsed: number;
  readonly gasUsd: number;
  /** navEnd + withdrawals − deposits − navStart − gas. */
  readonly earnedNetUsd: number;
  /** What was offered to the relay, oldest first. */
  readonly bundles: readonly RecentBundle[];
  /** From the first tick until after the withdrawal. */
  readonly recording: Recording;
}

/** More than any run has. */
const EVERY_BUNDLE = 10_000;
const HOUR_SECONDS = 3600;

/** Lives the scenario with a vault that was opened for it, through the real contracts and the real keeper. */
export async function runStrategy(live: LiveVault, { scenario, strategy, onTick }: StrategyRunOptions): Promise<StrategyRun> {
  const { address, fork, contracts: vault, life, scenarios, keeper, nextBlock } = live;
  const recorder = new KeeperRecorder(keeper);
  const points: TickPoint[] = [];
  const undos: Undo[] = [];
  const endTrouble = async () => {
    for (const undo of undos.splice(0).reverse()) await undo();
  };
  let observations = 0;
  let rebalances = 0;
  let gasUsed = 0;
  let gasUsd = 0;
  let depositsUsd = 0;
  for (let number = 0; number < scenario.ticks; number++) {
    for (const deposit of scenario.deposits.filter((one) => one.beforeTick === number)) {
      await depositUsdc(vault, userOf(vault, deposit.user), usdcUnits(deposit.usdc), nextBlock);
      depositsUsd += deposit.usdc;
    }
    const happened: Happening[] = [];
    const note = async (what: string) => {
      happened.push({ what, timeSeconds: (await readHead(fork.provider)).timestampSeconds });
    };
    for (const step of scenario.trouble.steps.filter(({ beforeTick }) => beforeTick === number)) {
      undos.push(await step.begin(scenarios));
      await note(step.what);
    }
    if (number === scenario.trouble.endsBeforeTick) {
      await endTrouble();
      await note("all undone");
    }
    await nextBlock();
    await live.followHead();
    const report = await recorder.tick();
    const spent = gasOf(report);
    observations += report.snapshot.observations.length;
    rebalances += report.outcome?.kind === "mined" ? 1 : 0;
    gasUsed += spent.gasUsed;
    gasUsd += spent.gasUsd;
    const point = pointOf(number, report, spent, { depositsUsd, gasUsd });
    points.push(point);
    await onTick(point, report, happened);
    await life.advance(scenario.hoursPerTick * HOUR_SECONDS);
  }
  await endTrouble();

  const withdrawalsUsd = await leave(vault, userOf(vault, scenario.leavingUser), nextBlock);
  const navEndUsd = toUsdc(await vault.as(vault.owner).getFunction("totalAssets").staticCall());
  return {
    strategy,
    vault: address,
    points,
    observations,
    rebalances,
    navStartUsd: 0,
    navEndUsd,
    depositsUsd,
    withdrawalsUsd,
    gasUsed,
    gasUsd,
    earnedNetUsd: navEndUsd + withdrawalsUsd - depositsUsd - gasUsd,
    bundles: (await recentBundles(keeper.store.db, { chainId: keeper.deps.chainId, vault: address }, EVERY_BUNDLE)).toReversed(),
    recording: await recorder.close(),
  };
}

function gasOf({ outcome, snapshot }: TickReport): { gasUsed: number; gasUsd: number } {
  if (outcome?.kind !== "mined" && outcome?.kind !== "reverted") return { gasUsed: 0, gasUsd: 0 };
  const { gasUsed, costWei } = outcome.inclusion;
  return { gasUsed: Number(gasUsed), gasUsd: toFloat(costWei, 18) * (snapshot.ethPriceUsd ?? Number.NaN) };
}

function pointOf(
  number: number,
  { snapshot, vault, decision, outcome }: TickReport,
  spent: { gasUsed: number; gasUsd: number },
  totals: { depositsUsd: number; gasUsd: number },
): TickPoint {
  const moves = outcome?.kind === "mined" ? decision.moves : [];
  const moved = new Map(moves.map((move) => [move.marketId, move.change]));
  const navUsd = toUsdc(vault.totalAssets);
  return {
    tick: number,
    blockNumber: snapshot.block.number,
    timeSeconds: snapshot.block.timeSeconds,
    aprs: Object.fromEntries(snapshot.observations.map((one) => [one.marketId, one.supplyApr])),
    positionsUsd: Object.fromEntries(
      vault.positions.map((position) => [position.marketId, toUsdc(position.totalAssets + (moved.get(position.marketId) ?? 0n))]),
    ),
    idleUsd: toUsdc(vault.idle - moves.reduce((sum, move) => sum + move.change, 0n)),
    navUsd,
    earnedNetUsd: navUsd - totals.depositsUsd - totals.gasUsd,
    action: decision.action,
    reason: decision.reason,
    ...spent,
  };
}

async function depositUsdc(
  vault: DevelopmentVault,
  user: DevelopmentAccount,
  amount: bigint,
  nextBlock: () => Promise<void>,
): Promise<void> {
  const contract = vault.as(user);
  const usdc = new Contract(vault.deployment.asset.address, erc20Abi, contract.runner);
  await nextBlock();
  await mined(usdc.getFunction("approve").send(vault.deployment.vault.address, amount));
  await nextBlock();
  await mined(contract.getFunction("deposit").send(amount, user.address));
}

/** Redeems all of the user's shares; returns the USDC that arrived. */
async function leave(vault: DevelopmentVault, user: DevelopmentAccount, nextBlock: () => Promise<void>): Promise<number> {
  const contract = vault.as(user);
  const shares: bigint = await contract.getFunction("balanceOf").staticCall(user.address);
  await nextBlock();
  const receipt = await mined(contract.getFunction("redeem").send(shares, user.address, user.address));
  // Only the vault's own event: sUSDS is an ERC-4626 too, and emits the same one in USDS.
  const withdraw = receipt.logs
    .filter((log) => log.address === vault.deployment.vault.address)
    .map((log) => contract.interface.parseLog(log))
    .find((log) => log?.name === "Withdraw");
  if (withdraw == null) throw new Error("the vault said nothing of the withdrawal");
  return toUsdc(withdraw.args.assets);
}

async function mined(sent: Promise<TransactionResponse>): Promise<TransactionReceipt> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("a transaction of the demo was not mined");
  return receipt;
}

function toUsdc(amount: bigint): number {
  return toFloat(amount, 6);
}
