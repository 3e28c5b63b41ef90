import type { ClassScores, RiskScores } from "../evaluate/scores.ts";

/** A class's figures, as commands print them. */
export interface ClassJson {
  readonly prAuc: number | null;
  readonly baseRate: number | null;
  readonly recall: number | null;
}

/** What `keeper evaluate risk --json` prints of one evaluation. */
export interface RiskEvaluationJson {
  readonly model: string;
  readonly trainedUntil: string;
  readonly high: ClassJson;
  readonly medium: ClassJson;
  readonly brier: number | null;
  readonly brierBaseRate: number | null;
  readonly rules: Readonly<Record<string, { readonly prAuc: number | null }>>;
  /** Over the events that an alarm went before. */
  readonly medianLeadHours: number | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly samples: number;
  readonly markets: number;
  readonly low: ClassJson;
  readonly mediumOrWorse: ClassJson;
  /** 90 % of bootstrapped differences between the model's PR-AUC of high and the best rule's. */
  readonly highMinusBestRule: readonly [number | null, number | null];
  readonly events: number | null;
  readonly eventsCaught: number | null;
  /** Rows came true, columns were said: low, medium, high. */
  readonly confusion: readonly (readonly number[])[];
  /** Of the moments at which nothing of class high was the case yet. */
  readonly onset: { readonly high: ClassJson; readonly rules: Readonly<Record<string, { readonly prAuc: number | null }>> };
}

export function riskJson(scores: RiskScores, trainedUntil: string): RiskEvaluationJson {
  const { all, onset, luck } = scores;
  const iso = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000).toISOString());
  const rules = (of: typeof all) => Object.fromEntries(Object.entries(of.rules).map(([name, { high }]) => [name, { prAuc: high.prAuc }]));
  return {
    model: scores.model,
    trainedUntil,
    high: classJson(all.high),
    medium: classJson(all.medium),
    brier: all.brier,
    brierBaseRate: all.brierBaseRate,
    rules: rules(all),
    medianLeadHours: all.leadTimes.medianLeadHours,
    from: iso(scores.fromSeconds),
    until: iso(scores.untilSeconds),
    samples: all.samples,
    markets: all.markets,
    low: classJson(all.low),
    mediumOrWorse: classJson(all.mediumOrWorse),
    highMinusBestRule: luck.all.differenceInterval,
    events: all.leadTimes.events,
    eventsCaught: all.leadTimes.caught,
    confusion: all.confusion,
    onset: { high: classJson(onset.high), rules: rules(onset) },
  };
}

function classJson({ prAuc, baseRate, recall }: ClassScores): ClassJson {
  return { prAuc, baseRate, recall };
}
