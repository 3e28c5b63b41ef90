import type { Kysely } from "kysely";
import type { UnixSeconds } from "../../core/units.ts";
import { dueTrials, type ForecastTrial, type ModelName, scoreTrials, type TrialScore } from "../../store/forecastTrials.ts";
import { yieldSamples } from "../../store/recentYields.ts";
import type { Database } from "../../store/schema.ts";
import { saveTrackStates, trackStates } from "../../store/trackStates.ts";
import { firstAfter } from "../history.ts";
import { type GrowthSample, RealisedPath } from "../realisedApr.ts";
import { groupBy } from "./groupBy.ts";
import type { LoadedForecaster } from "./loadedForecaster.ts";

/** A window that a gap stretches further than this is not a window of that horizon; as intervals have it. */
const MAXIMUM_STRETCH = 1.25;
/** Of one tick, so that a backlog does not hold it up. */
const BATCH_TRIALS = 400;
/** A bucket begins at most so long before its block. */
const LONGEST_BUCKET_SECONDS = 86_400;

/** What was paid over a trial's horizon, or why nobody can tell. */
export type Outcome = { readonly realisedApr: number } | { readonly unscorable: string };

/**
 * What was really paid over a trial's horizon: from its own block, or the first observation after it, to the first observation after the
 * horizon's end. Null while that may still come.
 *
 * @param samples Of the trial's market, ascending in time.
 */
export function outcomeOf(
  trial: Pick<ForecastTrial, "madeAtSeconds" | "horizonSeconds">,
  samples: readonly GrowthSample[],
  path: RealisedPath,
  nowSeconds: UnixSeconds,
): Outcome | null {
  const { madeAtSeconds, horizonSeconds } = trial;
  const from = firstAfter(samples, madeAtSeconds - 1);
  const to = firstAfter(samples, madeAtSeconds + horizonSeconds - 1);
  const latestEnd = madeAtSeconds + horizonSeconds * MAXIMUM_STRETCH;
  const end = samples[to]?.blockTimeSeconds;
  if (end === undefined && nowSeconds <= latestEnd) return null;
  if (end === undefined || end > latestEnd) return { unscorable: "no observation soon enough after its horizon's end" };
  const begin = samples[from]?.blockTimeSeconds ?? end;
  if (begin > madeAtSeconds + horizonSeconds * (MAXIMUM_STRETCH - 1)) return { unscorable: "no observation soon enough after it was made" };
  const realisedApr = path.meanApr(from, to);
  return Number.isFinite(realisedApr) ? { realisedApr } : { unscorable: "its growth index does not say" };
}

/**
 * Scores trials that are due, a bounded batch at a time, and lets the models that are given learn from what came true, in the order in
 * which it did. One transaction: a trial is scored and learned from once, or neither.
 *
 * @returns How many trials have been dealt with.
 */
export async function scoreDueTrials(
  db: Kysely<Database>,
  models: readonly LoadedForecaster[],
  nowSeconds: UnixSeconds,
  limit = BATCH_TRIALS,
): Promise<number> {
  const due = await dueTrials(db, nowSeconds, { limit, patience: MAXIMUM_STRETCH });
  if (due.length === 0) return 0;
  const outcomes = await outcomesOf(db, due, nowSeconds);
  const scores: readonly TrialScore[] = outcomes.map(({ trial, outcome }) => ({
    ...trial,
    realisedApr: "realisedApr" in outcome ? outcome.realisedApr : null,
    unscorable: "unscorable" in outcome ? outcome.unscorable : null,
  }));
  await db.transaction().execute(async (transaction) => {
    await scoreTrials(transaction, scores, nowSeconds);
    await learn(transaction, models, outcomes, nowSeconds);
  });
  return scores.length;
}

interface TrialOutcome {
  readonly trial: ForecastTrial;
  readonly outcome: Outcome;
}

async function outcomesOf(db: Kysely<Database>, due: readonly ForecastTrial[], nowSeconds: UnixSeconds): Promise<readonly TrialOutcome[]> {
  const byMarket = groupBy(due, (trial) => trial.marketId);
  const since = [...byMarket].map(([marketId, trials]) => ({
    marketId,
    sinceSeconds: Math.min(...trials.map((trial) => trial.madeAtSeconds)) - LONGEST_BUCKET_SECONDS,
  }));
  const samples = groupBy(await yieldSamples(db, since, nowSeconds), (sample) => sample.marketId);
  const paths = new Map([...byMarket.keys()].map((id) => [id, pathOf((samples.get(id) ?? []).filter((one) => one.growthIndexRay > 0n))]));
  // In the order of `due`, which is that of the horizons' ends.
  return due.flatMap((trial) => {
    const { history, path } = paths.get(trial.marketId) ?? pathOf([]);
    const outcome = outcomeOf(trial, history, path, nowSeconds);
    return outcome === null ? [] : [{ trial, outcome }];
  });
}

function pathOf(history: readonly GrowthSample[]) {
  return { history, path: new RealisedPath(history) };
}

async function learn(
  db: Kysely<Database>,
  models: readonly LoadedForecaster[],
  outcomes: readonly TrialOutcome[],
  nowSeconds: UnixSeconds,
): Promise<void> {
  const learning = models.filter((model) => model.track !== null).map((model) => ({ ...nameOf(model), track: model.track }));
  const known = await statesOf(db, learning);
  for (const { track, ...name } of learning) {
    if (track === null) continue;
    const states = known(name);
    const changed = new Map<number, unknown>();
    for (const { trial, outcome } of outcomes) {
      if (trial.model !== name.model || trial.modelVersion !== name.modelVersion || "unscorable" in outcome) continue;
      const horizon = trial.horizonSeconds;
      const state = changed.has(horizon) ? changed.get(horizon) : states.has(horizon) ? states.get(horizon) : track.initial(horizon);
      changed.set(horizon, track.learn(state, trial, outcome.realisedApr));
    }
    const saved = [...changed].map(([horizonSeconds, state]) => ({ ...name, horizonSeconds, state }));
    await saveTrackStates(db, saved, nowSeconds);
  }
}

/** A model as trials and events name it. */
export function nameOf({ id, version }: Pick<LoadedForecaster, "id" | "version">): ModelName {
  return { model: id, modelVersion: version };
}

/** What these models' records have taught so far, by horizon. */
export async function statesOf(
  db: Kysely<Database>,
  models: readonly ModelName[],
): Promise<(name: ModelName) => ReadonlyMap<number, unknown>> {
  const stored = await trackStates(db, models);
  return ({ model, modelVersion }) =>
    new Map(stored.filter((one) => one.model === model && one.modelVersion === modelVersion).map((one) => [one.horizonSeconds, one.state]));
}
