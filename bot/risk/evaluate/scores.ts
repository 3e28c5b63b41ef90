import { RISK_CLASSES, type RiskClass } from "../../core/risk.ts";
import { finite } from "../../predict/evaluate/finite.ts";
import { groupRows } from "../../predict/evaluate/rows.ts";
import type { JudgedRisks } from "./judged.ts";
import { type BootstrapSettings, type Luck, luckOf } from "./luck.ts";
import { type Alarms, alarmsOf } from "./metrics/alarms.ts";
import { averagePrecision, baseRate } from "./metrics/averagePrecision.ts";
import { baseRateForecast, brierScore, brierSkill } from "./metrics/brierScore.ts";
import { type ConfusionMatrix, confusionMatrix, precisionByClass, recallByClass } from "./metrics/confusionMatrix.ts";
import { type HighEvent, highEvents } from "./metrics/highEvents.ts";
import { afterQuiet, type LeadTimes, leadTimes } from "./metrics/leadTimes.ts";
import { logLoss } from "./metrics/logLoss.ts";
import { recallAtFalseAlarmRate } from "./metrics/recallAtFalseAlarmRate.ts";
import { type ReliabilityBin, reliability } from "./metrics/reliability.ts";
import { columnOf, mediumOrWorse, onsetRows, selectRows } from "./rows.ts";

/** Shares of false alarms at which recall is told. */
export const JUDGED_FALSE_ALARM_RATES = [0.01, 0.03, 0.1, 0.2] as const;
/** An event after at least so long without one is a surprise. */
export const QUIET_SECONDS = 7 * 86_400;
const RELIABILITY_BINS = 10;

/** Figures as JSON can say them: null is "not defined". */
type Defined<Figures> = { readonly [Name in keyof Figures]: Figures[Name] extends number ? number | null : Figures[Name] };

/** How well a score ranks what came true before what did not. */
export interface RankScores {
  readonly prAuc: number | null;
  /** The average precision of knowing nothing. */
  readonly baseRate: number | null;
  /** With the best threshold in hindsight that keeps false alarms to the rate: for comparing scores, not a promise. */
  readonly recallAt: readonly {
    readonly falseAlarmRate: number;
    readonly recall: number | null;
    /** Null also where no threshold keeps to the rate. */
    readonly threshold: number | null;
  }[];
}

/** The same of a model's probability, and of what it said by thresholds that were chosen before. */
export interface ClassScores extends RankScores {
  readonly recall: number | null;
  readonly precision: number | null;
  readonly reliability: readonly ReliabilityBin[];
}

export interface RuleScores {
  readonly high: RankScores;
  readonly mediumOrWorse: RankScores;
}

/** Everything about some of the judged moments. */
export interface RowScores extends Readonly<Record<RiskClass, ClassScores>> {
  readonly samples: number;
  readonly markets: number;
  readonly mediumOrWorse: ClassScores;
  readonly brier: number | null;
  readonly brierBaseRate: number | null;
  readonly brierSkill: number | null;
  readonly logLoss: number | null;
  readonly logLossBaseRate: number | null;
  readonly confusion: ConfusionMatrix;
  readonly leadTimes: Defined<LeadTimes>;
  /** Of events after `QUIET_SECONDS` without one. */
  readonly leadTimesAfterQuiet: Defined<LeadTimes>;
  readonly alarms: Defined<Alarms>;
  readonly rules: Readonly<Record<string, RuleScores>>;
}

/** All a classifier is judged by, as plain JSON. */
export interface RiskScores {
  readonly model: string;
  readonly fromSeconds: number | null;
  readonly untilSeconds: number | null;
  /** Of low, medium and high in the training part. */
  readonly trainingShares: readonly number[];
  readonly all: RowScores;
  /** Moments at which nothing of class high was the case yet. */
  readonly onset: RowScores;
  readonly byProtocol: Readonly<Record<string, RowScores>>;
  /** By the UTC year of the moment; events by their own. */
  readonly byYear: Readonly<Record<string, RowScores>>;
  readonly luck: { readonly all: Luck; readonly onset: Luck };
}

export interface RiskScoresOptions {
  /** How often each class came true in the training part: low, medium, high; together one. */
  readonly trainingShares: readonly number[];
  /** The same over the training part's onset moments: the fair reference for the onset; the whole part's, if not given. */
  readonly trainingOnsetShares?: readonly number[];
  readonly bootstrap?: BootstrapSettings;
}

export function riskScores(
  judged: JudgedRisks,
  { trainingShares, trainingOnsetShares = trainingShares, bootstrap }: RiskScoresOptions,
): RiskScores {
  const events = highEvents(judged);
  const onset = selectRows(judged, onsetRows(judged));
  const protocolOf = (market: number): string => judged.protocols[market] as string;
  const grouped = (ofRow: (row: number) => string, ofEvent: (event: HighEvent) => string): Record<string, RowScores> => {
    const groups = [...groupRows(judged, ofRow)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      groups.map(([name, rows]) => [
        name,
        rowScores(
          selectRows(judged, rows),
          events.filter((event) => ofEvent(event) === name),
          trainingShares,
        ),
      ]),
    );
  };
  return {
    model: judged.model,
    fromSeconds: judged.madeAtSeconds[0] ?? null,
    untilSeconds: judged.madeAtSeconds.at(-1) ?? null,
    trainingShares,
    all: rowScores(judged, events, trainingShares),
    onset: rowScores(onset, events, trainingOnsetShares),
    byProtocol: grouped(
      (row) => protocolOf(judged.market[row] as number),
      ({ market }) => protocolOf(market),
    ),
    byYear: grouped(
      (row) => yearOf(judged.madeAtSeconds[row] as number),
      ({ atSeconds }) => yearOf(atSeconds),
    ),
    luck: { all: luckOf(judged, bootstrap), onset: luckOf(onset, bootstrap) },
  };
}

function rowScores(judged: JudgedRisks, events: readonly HighEvent[], referenceShares: readonly number[]): RowScores {
  const { outcome, probabilities, said } = judged;
  const reference = baseRateForecast(referenceShares, outcome.length);
  const brier = brierScore(outcome, probabilities);
  const brierBaseRate = brierScore(outcome, reference);
  const [low, medium, high] = RISK_CLASSES.map((_name, k) =>
    classScores(equals(outcome, k), columnOf(probabilities, k), equals(said, k)),
  ) as unknown as readonly [ClassScores, ClassScores, ClassScores];
  const isHigh = equals(outcome, 2);
  const isMediumOrWorse = atLeast(outcome, 1);
  return {
    samples: outcome.length,
    markets: new Set(judged.market).size,
    low,
    medium,
    high,
    mediumOrWorse: classScores(isMediumOrWorse, mediumOrWorse(probabilities), atLeast(said, 1)),
    brier: finite(brier),
    brierBaseRate: finite(brierBaseRate),
    brierSkill: finite(brierSkill(brier, brierBaseRate)),
    logLoss: finite(logLoss(outcome, probabilities)),
    logLossBaseRate: finite(logLoss(outcome, reference)),
    confusion: confusionMatrix(outcome, said, RISK_CLASSES.length),
    leadTimes: defined(leadTimes(events)),
    leadTimesAfterQuiet: defined(leadTimes(afterQuiet(events, QUIET_SECONDS))),
    alarms: defined(alarmsOf(judged)),
    rules: Object.fromEntries(
      Object.entries(judged.rules).map(([name, score]) => [
        name,
        { high: rankScores(isHigh, score), mediumOrWorse: rankScores(isMediumOrWorse, score) },
      ]),
    ),
  };
}

function classScores(isPositive: Uint8Array, probability: Float64Array, isSaid: Uint8Array): ClassScores {
  const matrix = confusionMatrix(isPositive, isSaid, 2);
  return {
    ...rankScores(isPositive, probability),
    recall: finite(recallByClass(matrix)[1] as number),
    precision: finite(precisionByClass(matrix)[1] as number),
    reliability: reliability(probability, isPositive, RELIABILITY_BINS),
  };
}

function rankScores(isPositive: Uint8Array, score: Float64Array): RankScores {
  return {
    prAuc: finite(averagePrecision(isPositive, score)),
    baseRate: finite(baseRate(isPositive)),
    recallAt: JUDGED_FALSE_ALARM_RATES.map((falseAlarmRate) => {
      const { recall, threshold } = recallAtFalseAlarmRate(isPositive, score, falseAlarmRate);
      return { falseAlarmRate, recall: finite(recall), threshold: finite(threshold) };
    }),
  };
}

function equals(classes: Uint8Array, wanted: number): Uint8Array {
  return classes.map((k) => Number(k === wanted));
}

function atLeast(classes: Uint8Array, least: number): Uint8Array {
  return classes.map((k) => Number(k >= least));
}

function yearOf(seconds: number): string {
  return String(new Date(seconds * 1000).getUTCFullYear());
}

function defined<Figures extends object>(figures: Figures): Defined<Figures> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, typeof figure === "number" ? finite(figure) : figure]),
  ) as Defined<Figures>;
}
