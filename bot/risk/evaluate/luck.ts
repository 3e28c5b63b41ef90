import { finite } from "../../predict/evaluate/finite.ts";
import { blockBootstrap, marketWeeks, middle90 } from "./blockBootstrap.ts";
import type { JudgedRisks } from "./judged.ts";
import { averagePrecisionOfRanking } from "./metrics/averagePrecision.ts";
import { rankingOf } from "./metrics/ranking.ts";
import { columnOf } from "./rows.ts";

const HIGH = 2;

export interface BootstrapSettings {
  /** How many times market-weeks are drawn. */
  readonly draws: number;
  readonly seed: number;
}

export const BOOTSTRAP: BootstrapSettings = { draws: 500, seed: 1 };

/** How far the average precision of class high, and its lead over the best rule, may be luck: 90 % intervals. Null where not defined. */
export interface Luck {
  readonly prAuc: number | null;
  readonly prAucInterval: readonly [number | null, number | null];
  /** The rule of the greatest average precision on these very rows, which favours it; null where there are no rules. */
  readonly bestRule: string | null;
  /** The model's average precision less that rule's on the same rows. */
  readonly difference: number | null;
  readonly differenceInterval: readonly [number | null, number | null];
}

export function luckOf(judged: JudgedRisks, settings: BootstrapSettings = BOOTSTRAP): Luck {
  const isHigh = judged.outcome.map((outcome) => Number(outcome === HIGH));
  const model = rankingOf(columnOf(judged.probabilities, HIGH));
  const prAuc = averagePrecisionOfRanking(model, isHigh);
  const rules = Object.entries(judged.rules).map(([name, score]) => {
    const ranking = rankingOf(score);
    return { name, ranking, prAuc: averagePrecisionOfRanking(ranking, isHigh) };
  });
  const best = rules.toSorted((a, b) => b.prAuc - a.prAuc)[0];
  const draws = blockBootstrap(marketWeeks(judged), settings, (timesDrawn) => {
    const own = averagePrecisionOfRanking(model, isHigh, timesDrawn);
    const rule = best === undefined ? Number.NaN : averagePrecisionOfRanking(best.ranking, isHigh, timesDrawn);
    return { own, difference: own - rule };
  });
  const interval = (values: readonly number[]): readonly [number | null, number | null] => {
    const [low, high] = middle90(values);
    return [finite(low), finite(high)];
  };
  return {
    prAuc: finite(prAuc),
    prAucInterval: interval(draws.map(({ own }) => own)),
    bestRule: best?.name ?? null,
    difference: finite(prAuc - (best?.prAuc ?? Number.NaN)),
    differenceInterval: interval(draws.map(({ difference }) => difference)),
  };
}
