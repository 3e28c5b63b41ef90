import type { MarketId } from "../../bot/core/market.ts";
import type { RiskScore, Veto, VetoReason } from "../../bot/core/risk.ts";
import { type BundleSummary, bundleSummary } from "./bundleSummary.ts";
import type { Scenario } from "./scenario.ts";
import type { StrategyRun } from "./strategyRun.ts";
import type { TroublePoint } from "./troublePoint.ts";
import { TROUBLES, type TroubleName } from "./troubles.ts";

/** What `--scenario` writes with --json. Ticks count from one, as they are printed. USD figures count one USDC as one dollar. */
export interface TroubleSummary {
  readonly scenario: TroubleName;
  readonly seed: string;
  readonly ticks: number;
  readonly hoursPerTick: number;
  /** Wall-clock time of the whole demo. */
  readonly seconds: number;
  /** What the keeper offered to its relay. */
  readonly bundles: BundleSummary;
  /** The markets that money should leave. */
  readonly markets: readonly MarketId[];
  /** The first tick after the trouble began, the first after its worst, and the first after it was over. */
  readonly beganTick: number;
  readonly worstTick: number;
  readonly overTick: number;
  readonly worstSeconds: number;
  /** The first in one of the markets that was not there before the trouble. */
  readonly firstVeto: { readonly tick: number; readonly timeSeconds: number; readonly reason: VetoReason } | null;
  readonly firstHighTick: number | null;
  readonly firstBreakerDue: { readonly tick: number; readonly timeSeconds: number; readonly reason: string } | null;
  readonly exit: Exit;
  /** The most that was in the markets and could not be withdrawn, at any tick. */
  readonly mostStuckUsd: number;
  /** The deepest fall of what the vault had earned, gas apart. */
  readonly lostUsd: number;
  readonly gasUsd: number;
  readonly earnedNetUsd: number;
  readonly path: readonly TroublePoint[];
}

/** How the keeper's money came out of the markets while the trouble lasted. */
export type Exit =
  /** There was never anything. */
  | { readonly kind: "kept-out" }
  /** After this tick nothing was there until it was over; how long before the worst, or after it if negative. */
  | { readonly kind: "left"; readonly tick: number; readonly hoursBeforeWorst: number }
  /** This much was still there when it was over. */
  | { readonly kind: "stayed"; readonly usd: number };

/** What rounding may leave behind in a market. */
const DUST_USD = 1;

export function troubleSummary(
  name: TroubleName,
  scenario: Scenario,
  run: Pick<StrategyRun, "gasUsd" | "earnedNetUsd" | "bundles">,
  path: readonly TroublePoint[],
  seconds: number,
): TroubleSummary {
  const { markets } = TROUBLES[name];
  const { steps, endsBeforeTick } = scenario.trouble;
  const began = Math.min(...steps.map(({ beforeTick }) => beforeTick));
  const worst = Math.max(...steps.map(({ beforeTick }) => beforeTick));
  const worstSeconds = path[worst]?.happened.at(-1)?.timeSeconds ?? Number.NaN;
  const during = path.slice(began, endsBeforeTick);
  const before = path[began - 1]?.risks ?? [];
  const [veto] = during.flatMap((point) => newVetoes(point, markets, before).map(({ reason }) => ({ ...momentOf(point), reason })));
  const high = during.find((point) => newlyHigh(point, markets, before));
  const due = during.find((point) => point.breakerDue !== null);
  return {
    scenario: name,
    seed: scenario.seed,
    ticks: path.length,
    hoursPerTick: scenario.hoursPerTick,
    seconds,
    markets,
    beganTick: began + 1,
    worstTick: worst + 1,
    overTick: endsBeforeTick + 1,
    worstSeconds,
    firstVeto: veto ?? null,
    firstHighTick: high === undefined ? null : high.tick + 1,
    firstBreakerDue: due?.breakerDue ? { ...momentOf(due), reason: due.breakerDue } : null,
    exit: exitOf(during, markets, worstSeconds),
    mostStuckUsd: Math.max(0, ...during.map(({ stuckUsd }) => sumOver(stuckUsd, markets))),
    lostUsd: deepestFall(path),
    bundles: bundleSummary(run.bundles),
    gasUsd: run.gasUsd,
    earnedNetUsd: run.earnedNetUsd,
    path,
  };
}

function momentOf({ tick, timeSeconds }: TroublePoint) {
  return { tick: tick + 1, timeSeconds };
}

/** Of the markets in trouble, less those that were there before it. */
function newVetoes({ risks }: TroublePoint, markets: readonly MarketId[], before: readonly RiskScore[]): readonly Veto[] {
  return risks
    .filter(({ marketId }) => markets.includes(marketId))
    .flatMap(({ marketId, vetoes }) => {
      const known = before.find((risk) => risk.marketId === marketId)?.vetoes ?? [];
      return vetoes.filter(({ reason }) => !known.some((one) => one.reason === reason));
    });
}

function newlyHigh({ risks }: TroublePoint, markets: readonly MarketId[], before: readonly RiskScore[]): boolean {
  const wasHigh = (id: MarketId) => before.some(({ marketId, riskClass }) => marketId === id && riskClass === "high");
  return risks.some(({ marketId, riskClass }) => markets.includes(marketId) && riskClass === "high" && !wasHigh(marketId));
}

function exitOf(during: readonly TroublePoint[], markets: readonly MarketId[], worstSeconds: number): Exit {
  const inside = during.filter((point) => sumOver(point.heldUsd, markets) > DUST_USD || sumOver(point.positionsUsd, markets) > DUST_USD);
  const last = inside.at(-1);
  if (last === undefined) return { kind: "kept-out" };
  const usd = sumOver(last.positionsUsd, markets);
  if (usd > DUST_USD) return { kind: "stayed", usd };
  return { kind: "left", tick: last.tick + 1, hoursBeforeWorst: (worstSeconds - last.timeSeconds) / 3_600 };
}

function sumOver(usd: Readonly<Record<MarketId, number>>, markets: readonly MarketId[]): number {
  return markets.reduce((sum, id) => sum + (usd[id] ?? 0), 0);
}

function deepestFall(path: readonly TroublePoint[]): number {
  let gasUsd = 0;
  let highest = 0;
  let deepest = 0;
  for (const point of path) {
    gasUsd += point.gasUsd;
    const earnedUsd = point.earnedNetUsd + gasUsd;
    highest = Math.max(highest, earnedUsd);
    deepest = Math.max(deepest, highest - earnedUsd);
  }
  return deepest;
}
