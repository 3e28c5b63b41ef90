import type { Headline } from "../../../predict/evaluate/report/headlineTable.ts";
import type { Luck } from "../luck.ts";
import type { RowScores } from "../scores.ts";
import { figureText, intervalText, liftText, shareText } from "../text.ts";

/** How far above its base rate the average precision of class high is to be. */
export const LEAST_LIFT = 3;

/** What a person wants to know first, in one order for all parts of the moments. */
export function headlines(scores: RowScores, luck: Luck): readonly Headline[] {
  const { high, medium, low, brier, brierBaseRate, leadTimes, leadTimesAfterQuiet, alarms } = scores;
  return [
    {
      question: "How well does it rank what will be high? (PR-AUC, 90 % interval)",
      answer: intervalText(luck.prAuc, luck.prAucInterval),
      aim: null,
    },
    {
      question: "Against knowing nothing",
      answer: `${liftText(high)} its base rate of ${shareText(high.baseRate)}`,
      aim: {
        words: `≥ ${LEAST_LIFT} ×`,
        reached: high.prAuc !== null && high.baseRate !== null && high.prAuc >= LEAST_LIFT * high.baseRate,
      },
    },
    {
      question: "Lead over the best simple rule (90 % interval)",
      answer: luck.bestRule === null ? "no rules" : `${intervalText(luck.difference, luck.differenceInterval)} over ${luck.bestRule}`,
      aim: luck.bestRule === null ? null : { words: "> 0", reached: (luck.difference ?? 0) > 0 },
    },
    {
      question: "Error of all probabilities (Brier), and of the base rates",
      answer: `${figureText(brier)} and ${figureText(brierBaseRate)}`,
      aim: { words: "below the base rates’", reached: brier !== null && brierBaseRate !== null && brier < brierBaseRate },
    },
    {
      question: "Said of what came true: high, medium, low",
      answer: [high, medium, low].map(({ recall }) => shareText(recall)).join(", "),
      aim: null,
    },
    {
      question: "Events of class high with the alarm on when they began",
      answer: `${shareText(leadTimes.caughtShare)} of ${leadTimes.events}; after a quiet week ${shareText(leadTimesAfterQuiet.caughtShare)} of ${leadTimesAfterQuiet.events}`,
      aim: null,
    },
    {
      question: "Median lead of those alarms",
      answer: `${figureText(leadTimes.medianLeadHours, 0)} hours; after a quiet week ${figureText(leadTimesAfterQuiet.medianLeadHours, 0)}`,
      aim: null,
    },
    {
      question: "Alarms that nothing followed",
      answer: `${shareText(alarms.falseShare)}; ${figureText(alarms.episodesPerMarketMonth, 2)} alarms a market and month`,
      aim: null,
    },
  ];
}
