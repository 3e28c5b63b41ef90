import type { Libxgboost } from "../../../bot/boosting/libxgboost.ts";
import { median } from "../observe/median.ts";
import { type BoostingTask, type Contestant, libxgboostBoosting, ourBoosting } from "./contestants.ts";
import { type SyntheticRows, syntheticRows } from "./syntheticRows.ts";

interface ContestantFigures {
  /** From features to a model in XGBoost's JSON. */
  readonly trainSeconds: number;
  /** Scored all at once. */
  readonly rowsPerSecond: number;
  /** Scored one by one. */
  readonly singleRowMicros: number;
  /** Of rows not trained on. */
  readonly logLoss: number;
}

/** Ours, and libxgboost's on one thread; null where it is not installed. */
export type RiskFigures = ContestantFigures & { readonly [name in keyof ContestantFigures as `${name}Libxgboost`]: number | null };

export interface RiskScale extends BoostingTask {
  readonly rows: number;
  readonly columns: number;
  /** Times everything is done, after once to warm up; medians are told. */
  readonly repetitions: number;
}

export const RISK_SCALE: RiskScale = { rows: 10_000, columns: 12, classes: 3, rounds: 100, maxDepth: 4, repetitions: 9 };

/**
 * Training and scoring of boosted trees, as a risk classifier's, beside libxgboost in the same run. Both take turns, so that whatever else the
 * machine does meets them alike.
 *
 * @param library Null where it is not installed.
 */
export function measureRisk(scale: RiskScale, library: Libxgboost | null): RiskFigures {
  const data = syntheticRows(1, scale.rows, scale.columns);
  const later = syntheticRows(2, scale.rows, scale.columns);
  const contestants = [ourBoosting(scale), ...(library === null ? [] : [libxgboostBoosting(library, scale)])];
  const takes: ContestantFigures[][] = contestants.map(() => []);
  for (let repetition = 0; repetition <= scale.repetitions; repetition++) {
    for (const [i, contestant] of contestants.entries()) {
      const figures = measureOnce(contestant, data, later);
      if (repetition > 0) takes[i]?.push(figures);
    }
  }
  const ours = medians(takes[0] ?? []);
  const theirs = takes[1] === undefined ? null : medians(takes[1]);
  return {
    trainSeconds: ours.trainSeconds,
    trainSecondsLibxgboost: theirs?.trainSeconds ?? null,
    rowsPerSecond: ours.rowsPerSecond,
    rowsPerSecondLibxgboost: theirs?.rowsPerSecond ?? null,
    singleRowMicros: ours.singleRowMicros,
    singleRowMicrosLibxgboost: theirs?.singleRowMicros ?? null,
    logLoss: ours.logLoss,
    logLossLibxgboost: theirs?.logLoss ?? null,
  };
}

/** A table, and why its column of libxgboost is empty where it is. */
export function riskText(figures: RiskFigures, scale: RiskScale, libxgboost: { version: string } | { reason: string }): string {
  const task = `${count(scale.rows)} × ${scale.columns}, ${scale.classes} classes, ${scale.rounds} rounds of depth ${scale.maxDepth}`;
  const rows: readonly (readonly [string, number, number | null, string])[] = [
    ["training", figures.trainSeconds, figures.trainSecondsLibxgboost, "s"],
    ["scoring all rows at once", figures.rowsPerSecond, figures.rowsPerSecondLibxgboost, "rows/s"],
    ["scoring a single row", figures.singleRowMicros, figures.singleRowMicrosLibxgboost, "µs"],
    ["log loss of rows not trained on", figures.logLoss, figures.logLossLibxgboost, ""],
  ];
  const line = (what: string, ours: string, theirs: string, unit: string) =>
    `${what.padEnd(34)}${ours.padStart(10)}${theirs.padStart(14)} ${unit}`.trimEnd();
  return [
    `${task}; ${"version" in libxgboost ? `libxgboost ${libxgboost.version} on one thread` : `without libxgboost: ${libxgboost.reason}`}`,
    line("", "ours", "libxgboost", ""),
    ...rows.map(([what, ours, theirs, unit]) => line(what, count(ours), theirs === null ? "–" : count(theirs), unit)),
  ].join("\n");
}

function measureOnce(contestant: Contestant, data: SyntheticRows, later: SyntheticRows): ContestantFigures {
  const { rows, columns, features, labels } = later;
  const [json, trainSeconds] = timed(() => contestant.train(data));
  const model = contestant.load(json);
  const [probabilities, bulkSeconds] = timed(() => model.predict(features, rows));
  const [, singleSeconds] = timed(() => {
    for (let row = 0; row < rows; row++) model.predict(features.subarray(row * columns, (row + 1) * columns), 1);
  });
  model.close();
  return {
    trainSeconds,
    rowsPerSecond: rows / bulkSeconds,
    singleRowMicros: (singleSeconds / rows) * 1e6,
    logLoss: logLoss(probabilities, labels),
  };
}

function medians(takes: readonly ContestantFigures[]): ContestantFigures {
  const middle = (name: keyof ContestantFigures, decimals: number) => Number(median(takes.map((take) => take[name])).toFixed(decimals));
  return {
    trainSeconds: middle("trainSeconds", 3),
    rowsPerSecond: middle("rowsPerSecond", 0),
    singleRowMicros: middle("singleRowMicros", 2),
    logLoss: middle("logLoss", 4),
  };
}

function timed<T>(action: () => T): readonly [T, number] {
  const before = performance.now();
  const result = action();
  return [result, (performance.now() - before) / 1000];
}

/** Mean −log of the probability given to each row's class. */
function logLoss(probabilities: Float32Array, labels: Float32Array): number {
  const classes = probabilities.length / labels.length;
  const sum = labels.reduce((total, label, row) => total - Math.log(probabilities[row * classes + label] as number), 0);
  return sum / labels.length;
}

function count(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 4 });
}
