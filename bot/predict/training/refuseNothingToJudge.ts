import type { UnixSeconds } from "../../core/units.ts";
import type { Dataset } from "../learned/dataset.ts";
import { NothingToJudgeError } from "./errors.ts";

/** @throws NothingToJudgeError unless the outcome of some moment from a time on is known at all horizons: said before hours of training. */
export function refuseNothingToJudge(
  { moments, realisedApr, horizonsSeconds }: Dataset,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): void {
  const isJudged = moments.some(
    ({ atSeconds }, row) =>
      atSeconds >= fromSeconds && horizonsSeconds.every((_, h) => !Number.isNaN(realisedApr[row * horizonsSeconds.length + h] as number)),
  );
  if (!isJudged) throw new NothingToJudgeError(fromSeconds, toSeconds);
}
