import { thousands } from "../../bot/watch/format.ts";
import { table } from "../../bot/watch/table.ts";
import { type BundleSummary, bundleSummary, bundleText } from "./bundleSummary.ts";
import type { Scenario } from "./scenario.ts";
import type { StrategyRun, TickPoint } from "./strategyRun.ts";

/** What the demo writes with --json. USD figures count one USDC at its oracle price of one dollar. */
export interface DemoSummary {
  readonly ticks: number;
  readonly seed: string;
  readonly simulatedDays: number;
  /** Wall-clock time of the whole demo. */
  readonly seconds: number;
  readonly observations: number;
  readonly rebalances: number;
  /** Before the first deposit. */
  readonly navStart: number;
  readonly deposits: number;
  readonly withdrawals: number;
  readonly navEnd: number;
  readonly gasUsed: number;
  readonly gasUsd: number;
  /** navEnd + withdrawals − deposits − navStart − gas, of each strategy on its own fork of the same chain. */
  readonly earnedNetUsd: number;
  readonly earnedEqualWeightUsd: number;
  readonly earnedBestApyUsd: number;
  readonly earnedIdleUsd: number;
  /** Of the keeper. */
  readonly bundles: BundleSummary;
  readonly strategies: Readonly<Record<string, StrategySummary>>;
}

export interface StrategySummary {
  readonly rebalances: number;
  readonly gasUsed: number;
  readonly gasUsd: number;
  readonly earnedNetUsd: number;
  readonly navEnd: number;
  readonly path: readonly TickPoint[];
}

export function demoSummary(scenario: Scenario, runs: readonly StrategyRun[], seconds: number): DemoSummary {
  const [keeper] = runs as [StrategyRun];
  const earned = (strategy: string) => runs.find((run) => run.strategy === strategy)?.earnedNetUsd ?? Number.NaN;
  return {
    ticks: keeper.points.length,
    seed: scenario.seed,
    simulatedDays: (scenario.ticks * scenario.hoursPerTick) / 24,
    seconds,
    observations: keeper.observations,
    rebalances: keeper.rebalances,
    navStart: keeper.navStartUsd,
    deposits: keeper.depositsUsd,
    withdrawals: keeper.withdrawalsUsd,
    navEnd: keeper.navEndUsd,
    gasUsed: keeper.gasUsed,
    gasUsd: keeper.gasUsd,
    earnedNetUsd: keeper.earnedNetUsd,
    earnedEqualWeightUsd: earned("equal-weight"),
    earnedBestApyUsd: earned("best-apr"),
    earnedIdleUsd: earned("idle"),
    bundles: bundleSummary(keeper.bundles),
    strategies: Object.fromEntries(
      runs.map(({ strategy, rebalances, gasUsed, gasUsd, earnedNetUsd, navEndUsd, points }) => [
        strategy,
        { rebalances, gasUsed, gasUsd, earnedNetUsd, navEnd: navEndUsd, path: points },
      ]),
    ),
  };
}

export function summaryText(summary: DemoSummary): string {
  const { deposits, withdrawals, navEnd, simulatedDays } = summary;
  const days = Number(simulatedDays.toFixed(1));
  const rows = Object.entries(summary.strategies).map(([strategy, { rebalances, gasUsed, gasUsd, earnedNetUsd }]) => [
    strategy,
    String(rebalances),
    thousands(gasUsed, 0),
    thousands(gasUsd),
    thousands(earnedNetUsd),
    `${((100 * earnedNetUsd * 365) / simulatedDays / deposits).toFixed(2)} %`,
  ]);
  return [
    `${days} simulated days in ${summary.seconds.toFixed(0)} s. Deposited ${thousands(deposits)} USD, withdrawn ${thousands(withdrawals)}, left ${thousands(navEnd)}.`,
    table([["strategy", "rebalances", "gas", "gas USD", "earned net USD", "a year, of deposits"], ...rows]),
    bundleText(summary.bundles),
    `One scenario of ${days} days shows that the loop works; it does not show what a strategy earns over years.`,
  ].join("\n");
}
