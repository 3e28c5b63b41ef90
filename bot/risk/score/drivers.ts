import type { ClassProbabilities, RiskDriver } from "../../core/risk.ts";
import type { RiskModel } from "../classifier/riskModel.ts";
import { RISK_TOPICS } from "../features/riskFeatures.ts";
import type { RiskMoment } from "../features/riskMoment.ts";

export const MOST_DRIVERS = 3;
/** In log-odds: what adds less moves a probability by no more than one percent of itself. */
const LEAST_CONTRIBUTION = 0.01;

/**
 * What moves a market's score most, at most three, greatest first: TreeSHAP contributions summed by topic, in the topic's words. Those that make it
 * worse; only where there is none, what speaks for the market most.
 *
 * @param values In the order of `RISK_FEATURE_NAMES`.
 */
export function driversOf(
  model: RiskModel,
  values: readonly number[],
  probabilities: ClassProbabilities,
  moment: RiskMoment,
): readonly RiskDriver[] {
  const { high, mediumOrHigh } = model.contributions(Float32Array.from(values));
  const [asked, other] = isAboutHigh(model, probabilities) ? [high, mediumOrHigh] : [mediumOrHigh, high];
  // A model may have learned nothing about one of the questions.
  const byFeature = asked.size > 0 ? asked : other;
  let begin = 0;
  const drivers = RISK_TOPICS.map(({ topic, names, words }): RiskDriver => {
    const own = values.slice(begin, begin + names.length);
    begin += names.length;
    return { topic, words: words(own, moment), contribution: names.reduce((sum, name) => sum + (byFeature.get(name) ?? 0), 0) };
  });
  const worse = drivers
    .filter(({ contribution }) => contribution >= LEAST_CONTRIBUTION)
    .sort((one, another) => another.contribution - one.contribution);
  if (worse.length > 0) return worse.slice(0, MOST_DRIVERS);
  return drivers
    .filter(({ contribution }) => contribution < 0)
    .sort((one, another) => one.contribution - another.contribution)
    .slice(0, 1);
}

/** Which of the two questions to explain: that of the class that is said, and of class low the one whose probability is nearer to its threshold. */
function isAboutHigh(model: RiskModel, probabilities: ClassProbabilities): boolean {
  const { thresholds } = model;
  const riskClass = model.classOf(probabilities);
  if (riskClass !== "low") return riskClass === "high";
  return probabilities.high / thresholds.high > (1 - probabilities.low) / thresholds.mediumOrHigh;
}
