import { seededRandom } from "../../boosting/random.ts";
import { groupRows } from "../../predict/evaluate/rows.ts";
import { quantile } from "../../predict/interval.ts";
import type { JudgedRisks } from "./judged.ts";

const WEEK_SECONDS = 7 * 86_400;

/** Which block each row belongs to, and how many there are. */
export interface Blocks {
  readonly ofRow: Int32Array;
  readonly count: number;
}

/**
 * One market's moments within one week: what happens then happens to all of them, so that they are drawn together or not at all. Markets and
 * weeks count as independent of one another; where trouble strikes several markets at once, intervals are wider than these.
 */
export function marketWeeks({ market, madeAtSeconds }: Pick<JudgedRisks, "market" | "madeAtSeconds">): Blocks {
  const groups = groupRows({ market }, (row) => `${market[row]}/${Math.floor((madeAtSeconds[row] as number) / WEEK_SECONDS)}`);
  const ofRow = new Int32Array(market.length);
  let block = 0;
  for (const rows of groups.values()) {
    for (const row of rows) ofRow[row] = block;
    block += 1;
  }
  return { ofRow, count: block };
}

/**
 * Statistics of rows drawn anew: as many blocks as there are, with replacement (Künsch 1989; Davison and Hinkley 1997, chapter 8). Several
 * statistics see the same draws, so that their difference can be judged.
 *
 * @param statistics From how often each row was drawn.
 * @returns For each draw what `statistics` gave.
 */
export function blockBootstrap<Statistics>(
  { ofRow, count }: Blocks,
  { draws, seed }: { readonly draws: number; readonly seed: number },
  statistics: (timesDrawn: Float64Array) => Statistics,
): readonly Statistics[] {
  const random = seededRandom(seed);
  const blockWeights = new Float64Array(count);
  const rowWeights = new Float64Array(ofRow.length);
  return Array.from({ length: draws }, () => {
    blockWeights.fill(0);
    for (let i = 0; i < count; i++) {
      const block = Math.floor(random() * count);
      blockWeights[block] = (blockWeights[block] as number) + 1;
    }
    for (let row = 0; row < ofRow.length; row++) rowWeights[row] = blockWeights[ofRow[row] as number] as number;
    return statistics(rowWeights);
  });
}

/** The middle 90 % of what draws gave (percentile interval); draws without a figure, as without any positive, are left out. NaN for none. */
export function middle90(values: readonly number[]): readonly [low: number, high: number] {
  const ascending = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  if (ascending.length === 0) return [Number.NaN, Number.NaN];
  return [quantile(ascending, 0.05), quantile(ascending, 0.95)];
}
