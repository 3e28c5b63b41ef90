import type { Schema } from "../../../client/keeperClient.ts";

type Trial = Schema<"ForecastTrial">;

/** Forecasts beside what came true; null where that is not known (yet). Rates are fractions a year. */
export interface TrialHistory {
  readonly timesSeconds: readonly number[];
  readonly p10: readonly (number | null)[];
  readonly p90: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
  readonly realised: readonly (number | null)[];
  /** The place of the last outcome; null where none is known. */
  readonly lastKnownIndex: number | null;
  /** How many outcomes are known, and how many of them lay within p10 and p90. */
  readonly known: number;
  readonly inside: number;
  /** How many forecasts wait for their outcome, and of how many it can never be known. */
  readonly waiting: number;
  readonly unscorable: number;
}

/** Of two versions that had a trial at the same moment the later one counts. */
export function trialHistory(trials: readonly Trial[]): TrialHistory {
  const shown = [...new Map(trials.map((trial) => [trial.momentSeconds, trial])).values()].sort(
    (a, b) => a.momentSeconds - b.momentSeconds,
  );
  const known = shown.filter(({ realisedApr }) => realisedApr !== null);
  const last = known.at(-1);
  return {
    lastKnownIndex: last === undefined ? null : shown.indexOf(last),
    timesSeconds: shown.map(({ momentSeconds }) => momentSeconds),
    p10: shown.map((trial) => quantileOf(trial, 0.1)),
    p90: shown.map((trial) => quantileOf(trial, 0.9)),
    expected: shown.map(({ pointApr }) => pointApr),
    realised: shown.map(({ realisedApr }) => realisedApr),
    known: known.length,
    inside: known.filter(isInside).length,
    waiting: shown.filter(({ realisedApr, unscorable }) => realisedApr === null && unscorable === null).length,
    unscorable: shown.filter(({ unscorable }) => unscorable !== null).length,
  };
}

function isInside(trial: Trial): boolean {
  const [low, high] = [quantileOf(trial, 0.1), quantileOf(trial, 0.9)];
  return trial.realisedApr !== null && low !== null && high !== null && trial.realisedApr >= low && trial.realisedApr <= high;
}

/** The published quantile; null where the model has none at this level. */
function quantileOf({ levels, publishedApr }: Trial, level: number): number | null {
  return publishedApr[levels.indexOf(level)] ?? null;
}

/** "18 of 22 outcomes (81.8 %) lay within p10 to p90, where 80 % should." */
export function trialWords({ known, inside, waiting, unscorable }: TrialHistory): string {
  const sentences = [
    known === 0
      ? "No outcome is known yet."
      : `${inside} of ${known} ${known === 1 ? "outcome" : "outcomes"} (${((inside / known) * 100).toFixed(1)} %) lay within p10 to p90, where 80 % should.`,
    ...(waiting === 0 ? [] : [`${waiting} ${waiting === 1 ? "waits for its" : "wait for their"} outcome.`]),
    ...(unscorable === 0 ? [] : [`Of ${unscorable} it cannot be known.`]),
  ];
  return sentences.join(" ");
}
