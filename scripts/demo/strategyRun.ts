import { Contract, type TransactionReceipt, type TransactionResponse } from "ethers";
import type { Recording } from "../../bot/backtest/replay/recording.ts";
import { erc20Abi } from "../../bot/chain/abi.ts";
import { configuredMarkets, openKeeper } from "../../bot/compose.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import type { Address } from "../../bot/core/units.ts";
import { toFloat } from "../../bot/core/units.ts";
import { localSigner } from "../../bot/execute/signers/localSigner.ts";
import { type RecentBundle, recentBundles } from "../../bot/store/bundles.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import { type DevelopmentVault, deployDevelopmentVault } from "../deploy/developmentVault.ts";
import { writeDeploymentRecord } from "../deploy/record.ts";
import type { DevelopmentAccount } from "../local-mainnet/accounts.ts";
import { type Fork, forkOf } from "../local-mainnet/forkOf.ts";
import { createLife } from "../local-mainnet/life/createLife.ts";
import { createScenarios, type Undo } from "../local-mainnet/life/scenarios.ts";
import { readHead } from "../local-mainnet/provider.ts";
import { chainClock } from "./chainClock.ts";
import { overRelay, startDemoRelay } from "./demoRelay.ts";
import { KeeperRecorder } from "./keeperRecorder.ts";
import type { Scenario } from "./scenario.ts";

export interface StrategyRunOptions {
  readonly scenario: Scenario;
  readonly strategy: string;
  /** The chain to fork, and where. */
  readonly upstream: { readonly rpcUrl: string; readonly blockNumber: number };
  /** A database of its own. */
  readonly databaseUrl: string;
  readonly recordsFolder: string;
  readonly onTick: (point: TickPoint, report: TickReport, happened: readonly Happening[]) => void;
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
  /** Left running for the user to look at; the caller closes it. */
  readonly fork: Fork;
  readonly keeperKey: string;
}

const SECONDS_PER_BLOCK = 12;
/** More than any run has. */
const EVERY_BUNDLE = 10_000;
/** By how much the keeper waits less for blocks than where they take twelve seconds. */
const FASTER = 20;
const HOUR_SECONDS = 3600;

/** Three protocols for one token, as the demo's table shows them. */
export const DEMO_MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"];

/** Lives the scenario with one strategy on a fork of its own, through the real contracts and the real keeper. */
export async function runStrategy(options: StrategyRunOptions): Promise<StrategyRun> {
  const { scenario, strategy, upstream } = options;
  const fork = await forkOf(upstream);
  const relay = await startDemoRelay(fork.provider, scenario.seed);
  const configuration = loadConfiguration({
    file: null,
    environment: {},
    overrides: {
      rpcUrls: [fork.rpcUrl],
      databaseUrl: options.databaseUrl,
      markets: DEMO_MARKETS,
      tickSeconds: scenario.hoursPerTick * HOUR_SECONDS,
      strategy,
      ...overRelay(relay),
      ...scenario.settings,
    },
  });
  const vault = await deployDevelopmentVault({
    fork,
    markets: configuredMarkets(configuration),
    users: scenario.deposits.length,
    ...scenario.vault,
  });
  writeDeploymentRecord(options.recordsFolder, vault.deployment);
  const address = vault.deployment.vault.address;
  for (const { user, usdc } of scenario.deposits) await vault.funding.usdc(userOf(vault, user).address, usdcUnits(usdc));

  // Time on this chain is the scenario's: every block of ours comes twelve seconds after the one before, whatever the machine's speed.
  const nextBlock = async () => {
    const { timestampSeconds } = await readHead(fork.provider);
    await fork.provider.request({ method: "evm_setNextBlockTimestamp", params: [timestampSeconds + SECONDS_PER_BLOCK] });
  };
  const life = await createLife({ provider: fork.provider, seed: scenario.seed });
  const scenarios = createScenarios(life);
  const clock = chainClock();
  const keeper = await openKeeper({
    configuration: { ...configuration, vault: address },
    signer: localSigner(vault.keeper.privateKey),
    dryRun: false,
    clock: { ...clock, sleep: (milliseconds, stop) => clock.sleep(milliseconds / FASTER, stop) },
  });

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
  try {
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
      clock.set((await readHead(fork.provider)).timestampSeconds);
      const report = await recorder.tick();
      const spent = gasOf(report);
      observations += report.snapshot.observations.length;
      rebalances += report.outcome?.kind === "mined" ? 1 : 0;
      gasUsed += spent.gasUsed;
      gasUsd += spent.gasUsd;
      const point = pointOf(number, report, spent, { depositsUsd, gasUsd });
      points.push(point);
      options.onTick(point, report, happened);
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
      bundles: (await recentBundles(keeper.store.db, { chainId: configuration.chainId, vault: address }, EVERY_BUNDLE)).toReversed(),
      recording: await recorder.close(),
      fork,
      keeperKey: vault.keeper.privateKey,
    };
  } catch (error) {
    await fork.close();
    throw error;
  } finally {
    await keeper.close();
    await relay.close();
    vault.close();
  }
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

function userOf({ users }: DevelopmentVault, number: number): DevelopmentAccount {
  const user = users[number];
  if (user === undefined) throw new RangeError(`the scenario has no user ${number}`);
  return user;
}

function usdcUnits(usdc: number): bigint {
  return BigInt(usdc) * 10n ** 6n;
}

function toUsdc(amount: bigint): number {
  return toFloat(amount, 6);
}
