import type { Kysely } from "kysely";
import { SEVERITIES, type Severity } from "../core/alert.ts";
import type { Apr, UnixSeconds } from "../core/units.ts";
import { groupBy } from "../predict/live/groupBy.ts";
import { openAlerts } from "../store/alerts.ts";
import type { DatabaseSpace } from "../store/databaseSpace.ts";
import { type LiveScore, liveScoreboard } from "../store/liveScoreboard.ts";
import type { Database } from "../store/schema.ts";

/** What the database says of all that uses it: the same whichever process asks. */
export interface DatabaseMeasures {
  readonly space: DatabaseSpace;
  /** How many alerts are open, acknowledged ones among them. */
  readonly openAlerts: Readonly<Record<Severity, number>>;
  /** By model and horizon. */
  readonly forecasts: readonly ForecastMeasure[];
}

/** How good a model's forecasts of the last 30 days were, all its versions together; rates are fractions a year. */
export interface ForecastMeasure {
  readonly model: string;
  readonly horizonSeconds: number;
  /** Trials whose outcome is known. */
  readonly samples: number;
  readonly mae: Apr;
  readonly persistenceMae: Apr;
  /** The share of outcomes within the interval that should hold 80 % of them. */
  readonly coverage80: number;
}

/** As far back as `keeper forecast` looks. */
const SCORED_SECONDS = 30 * 86_400;
/** A model has a trial in six hours: its scores need not be read every minute. */
const SCORES_KEPT_SECONDS = 900;

export type ReadMeasures = (nowSeconds: UnixSeconds) => Promise<DatabaseMeasures>;

export function createMeasuresReader(db: Kysely<Database>, readSpace: () => Promise<DatabaseSpace>): ReadMeasures {
  let kept: { readonly atSeconds: UnixSeconds; readonly forecasts: readonly ForecastMeasure[] } | null = null;

  return async (nowSeconds) => {
    if (kept === null || Math.abs(nowSeconds - kept.atSeconds) >= SCORES_KEPT_SECONDS) {
      const scores = await liveScoreboard(db, { sinceSeconds: nowSeconds - SCORED_SECONDS, byMarket: false });
      kept = { atSeconds: nowSeconds, forecasts: overVersions(scores) };
    }
    const open = await openAlerts(db);
    const count = (severity: Severity) => open.filter((alert) => alert.severity === severity).length;
    const bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity)])) as Record<Severity, number>;
    return { space: await readSpace(), openAlerts: bySeverity, forecasts: kept.forecasts };
  };
}

/** A night's training makes a new version: a series of each would be one that ends after a day. */
export function overVersions(scores: readonly LiveScore[]): readonly ForecastMeasure[] {
  const groups = groupBy(scores, ({ model, horizonSeconds }) => `${model} ${horizonSeconds}`);
  return [...groups.values()].flatMap((versions): ForecastMeasure[] => {
    const samples = versions.reduce((sum, one) => sum + one.samples, 0);
    const mean = (of: (score: LiveScore) => number) => versions.reduce((sum, one) => sum + of(one) * one.samples, 0) / samples;
    return versions.slice(0, 1).map(({ model, horizonSeconds }) => ({
      model,
      horizonSeconds,
      samples,
      mae: mean((one) => one.mae),
      persistenceMae: mean((one) => one.persistenceMae),
      coverage80: mean((one) => one.coverage80),
    }));
  });
}
