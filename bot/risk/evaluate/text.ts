import { RISK_CLASSES } from "../../core/risk.ts";
import { decimals, percentage } from "../../predict/evaluate/text.ts";
import type { ClassScores, RankScores, RiskScores, RowScores } from "./scores.ts";

/** A figure that may be undefined, as text. */
export function figureText(value: number | null, digits = 3): string {
  return decimals(value ?? Number.NaN, digits);
}

export function shareText(share: number | null): string {
  return percentage(share ?? Number.NaN);
}

/** "0.412 (0.350 to 0.471)". */
export function intervalText(value: number | null, [low, high]: readonly [number | null, number | null]): string {
  return `${figureText(value)} (${figureText(low)} to ${figureText(high)})`;
}

/** "4.2 ×" of its base rate. */
export function liftText({ prAuc, baseRate }: RankScores): string {
  return prAuc === null || baseRate === null || baseRate === 0 ? "–" : `${(prAuc / baseRate).toFixed(1)} ×`;
}

/** All parts of the scores by name: everything, the onset, each protocol and each year. */
export function partsOf({ all, onset, byProtocol, byYear }: RiskScores): readonly (readonly [name: string, scores: RowScores])[] {
  return [["all", all], ["onset only", onset], ...Object.entries(byProtocol), ...Object.entries(byYear)];
}

/** How the model did on each part of the moments, the header first. PR-AUC and what follows are of class high. */
export function partRows(scores: RiskScores): readonly (readonly string[])[] {
  return [
    [
      "moments",
      "samples",
      "high",
      "PR-AUC",
      "× base",
      "recall",
      "precision",
      "Brier",
      "of base rate",
      "events",
      "caught",
      "median lead, h",
      "alarms a month",
    ],
    ...partsOf(scores).map(([name, { samples, high, brier, brierBaseRate, leadTimes, alarms }]) => [
      name,
      String(samples),
      shareText(high.baseRate),
      figureText(high.prAuc),
      liftText(high),
      shareText(high.recall),
      shareText(high.precision),
      figureText(brier),
      figureText(brierBaseRate),
      figureText(leadTimes.events, 0),
      shareText(leadTimes.caughtShare),
      figureText(leadTimes.medianLeadHours, 1),
      figureText(alarms.episodesPerMarketMonth, 2),
    ]),
  ];
}

/** The model beside the rules, by how well they rank the same moments, the header first. */
export function rankingRows(model: string, { high, mediumOrWorse, rules }: RowScores): readonly (readonly string[])[] {
  const line = (name: string, ofHigh: RankScores, ofMediumOrWorse: RankScores): readonly string[] => [
    name,
    figureText(ofHigh.prAuc),
    liftText(ofHigh),
    ...ofHigh.recallAt.map(({ recall }) => shareText(recall)),
    figureText(ofMediumOrWorse.prAuc),
    liftText(ofMediumOrWorse),
  ];
  const rates = high.recallAt.map(({ falseAlarmRate }) => `recall at ${Math.round(100 * falseAlarmRate)} % false`);
  return [
    ["ranked by", "PR-AUC high", "× base", ...rates, "PR-AUC medium or worse", "× base"],
    line(model, high, mediumOrWorse),
    ...Object.entries(rules).map(([name, rule]) => line(name, rule.high, rule.mediumOrWorse)),
    ["knowing nothing", figureText(high.baseRate), "1.0 ×", ...rates.map(() => ""), figureText(mediumOrWorse.baseRate), "1.0 ×"],
  ];
}

/** What came true by what was said, and what each class's word is worth, the header first. */
export function classRows(scores: RowScores): readonly (readonly string[])[] {
  const of = (name: string, counts: readonly string[], { baseRate, prAuc, recall, precision }: ClassScores): readonly string[] => [
    name,
    ...counts,
    shareText(baseRate),
    figureText(prAuc),
    shareText(recall),
    shareText(precision),
  ];
  const counts = (k: number): readonly string[] => (scores.confusion[k] ?? []).map(String);
  return [
    ["came true", ...RISK_CLASSES.map((name) => `said ${name}`), "share", "PR-AUC", "recall", "precision"],
    ...RISK_CLASSES.map((name, k) => of(name, counts(k), scores[name])),
    of(
      "medium or worse",
      RISK_CLASSES.map(() => ""),
      scores.mediumOrWorse,
    ),
  ];
}
