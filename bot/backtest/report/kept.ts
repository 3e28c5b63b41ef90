import path from "node:path";
import { type ContenderFigures, type EquityCurve, KEPT_FIGURES, type KeptBacktest, type KeptFigure } from "../../core/keptBacktest.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Backtest, Contested, PastSource } from "../backtest.ts";
import type { Run } from "../engine/run.ts";
import { dailyGrowth } from "../metrics/daily.ts";
import { leadOverBest } from "./lead.ts";
import { notesOf } from "./provenance.ts";

/**
 * A backtest as the store keeps it: what was assumed, the figures of each contender and its money day by day.
 *
 * @throws NavPathError, MissingDaysError as `performance`.
 */
export function keptBacktestOf(
  backtest: Backtest,
  { name, madeAtSeconds }: { readonly name: string | null; readonly madeAtSeconds: UnixSeconds },
): KeptBacktest {
  const { spec, contested, fromSeconds, toSeconds, isSynthetic, marketIds, ceilingReturn } = backtest;
  const { everySeconds, gasMultiplier, prices, relativeCapBps, leastSupplyUsd, riskFreeApr, members, seed, policy, flows } = spec;
  return {
    name,
    madeAtSeconds,
    fromSeconds,
    toSeconds,
    capitalUsd: spec.capitalUsd,
    universe: spec.universe,
    origin: originText(spec.source),
    isSynthetic,
    contenders: contested.map(({ run }) => run.contender),
    settings: {
      everySeconds,
      flatFee: spec.feeModel.kind === "flat" ? spec.feeModel.fraction : null,
      gasMultiplier,
      prices,
      relativeCapBps,
      leastSupplyUsd,
      riskFreeApr,
      members,
      seed,
      policy,
      flows,
    },
    marketIds,
    figures: contested.map(figuresOf),
    curves: contested.map(({ run }) => curveOf(run)),
    ceilingReturn,
    lead: leadOverBest(backtest),
    notes: notesOf(backtest),
  };
}

/** A folder by its last name only: where it lies is nobody's business. */
function originText(source: PastSource): string {
  switch (source.kind) {
    case "database":
      return "what the database holds";
    case "folder":
      return `the history in ${path.basename(path.resolve(source.folder))}`;
    case "synthetic":
      return `${source.markets} made-up markets over ${source.days} days, seed ${source.seed}`;
  }
}

function figuresOf({ run, performance }: Contested): ContenderFigures {
  const { contender, strategy, costs, rebalances, decisions, locked } = run;
  const { days, netReturn, maxDrawdown, reasons, cautions } = performance;
  const isKept = ([name]: readonly [string, string]) => (KEPT_FIGURES as readonly string[]).includes(name);
  return {
    contender,
    strategy,
    days,
    netReturn,
    ...(Object.fromEntries(KEPT_FIGURES.map((name) => [name, performance[name]])) as Record<KeptFigure, number | null>),
    maxDrawdown,
    reasons: Object.fromEntries(Object.entries(reasons).filter(isKept)),
    cautions,
    gasUsd: costs.gasUsd,
    conversionUsd: costs.conversionUsd,
    rebalances: rebalances.length,
    decisions,
    lockedShare: locked.meanShare,
    markets: run.marketIds.flatMap((marketId, market) => {
      const [yieldUsd, priceUsd] = [run.yieldUsd[market] as number, run.priceUsd[market] as number];
      return yieldUsd === 0 && priceUsd === 0 ? [] : [{ marketId, yieldUsd, priceUsd }];
    }),
  };
}

function curveOf(run: Run): EquityCurve {
  const { timeSeconds, growth } = dailyGrowth(run);
  let moment = 0;
  const navUsd = Array.from(timeSeconds, (seconds) => {
    while (moment + 1 < run.timeSeconds.length && (run.timeSeconds[moment + 1] as number) <= seconds) moment += 1;
    return run.navUsd[moment] as number;
  });
  return { contender: run.contender, timeSeconds: [...timeSeconds], navUsd, growth: [...growth] };
}
