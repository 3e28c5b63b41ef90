import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { JudgedForecasts } from "./judged.ts";
import { persistenceYardstick } from "./ownErrors.ts";
import { groupRows, selectRows } from "./rows.ts";
import { meanScores, type Scores, scoresDeviation, scoresOf } from "./scores.ts";

/** How a model did on some of its forecasts. */
export interface Judgement {
  /** Forecasts of one run. */
  readonly samples: number;
  /** Means over the runs. */
  readonly scores: Scores;
  /** Over the runs; null for a single one. */
  readonly deviation: Scores | null;
}

/** One line of the scoreboard: a model at a horizon. */
export interface ScoreboardEntry {
  readonly model: string;
  readonly horizonSeconds: number;
  /** Trainings with different seeds that these figures are means of. */
  readonly runs: number;
  readonly markets: number;
  readonly pooled: Judgement;
  readonly perProtocol: ReadonlyMap<string, Judgement>;
  readonly perMarket: ReadonlyMap<MarketId, Judgement>;
}

/**
 * The whole scoreboard: a line for each model and horizon, in the order in which they first appear. Several forecasts of one model at one
 * horizon are its runs with different seeds, on the same rows.
 *
 * @param fromSeconds Forecasts made before it are not scored; persistence, the yardstick, learns its errors from them.
 */
export function buildScoreboard(judged: readonly JudgedForecasts[], fromSeconds: UnixSeconds = 0): readonly ScoreboardEntry[] {
  const lines = new Map<string, JudgedForecasts[]>();
  for (const forecasts of judged) {
    const key = JSON.stringify([forecasts.model, forecasts.horizonSeconds]);
    lines.set(key, [...(lines.get(key) ?? []), forecasts]);
  }
  return [...lines.values()].map((runs) => entryOf(runs, fromSeconds));
}

function entryOf(whole: readonly JudgedForecasts[], fromSeconds: UnixSeconds): ScoreboardEntry {
  const scored = Array.from((whole[0] as JudgedForecasts).madeAtSeconds.keys()).filter(
    (row) => ((whole[0] as JudgedForecasts).madeAtSeconds[row] as number) >= fromSeconds,
  );
  const runs = whole.map((run) => selectRows(run, scored));
  const yardsticks = whole.map((run) => selectRows(persistenceYardstick(run), scored));
  const first = runs[0] as JudgedForecasts;
  const judge = (rows: readonly number[]): Judgement => {
    const scores = runs.map((run, i) => scoresOf(selectRows(run, rows), selectRows(yardsticks[i] as JudgedForecasts, rows)));
    return { samples: rows.length, scores: meanScores(scores), deviation: scoresDeviation(scores) };
  };
  const marketOf = (row: number): number => first.market[row] as number;
  const byMarket = groupRows(first, (row) => first.marketIds[marketOf(row)] as MarketId);
  const byProtocol = groupRows(first, (row) => first.protocols[marketOf(row)] as string);
  return {
    model: first.model,
    horizonSeconds: first.horizonSeconds,
    runs: runs.length,
    markets: byMarket.size,
    pooled: judge(Array.from(first.market, (_market, row) => row)),
    perProtocol: judgeGroups(byProtocol, judge),
    perMarket: judgeGroups(byMarket, judge),
  };
}

function judgeGroups(
  groups: ReadonlyMap<string, readonly number[]>,
  judge: (rows: readonly number[]) => Judgement,
): Map<string, Judgement> {
  const named = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(named.map(([name, rows]) => [name, judge(rows)]));
}
