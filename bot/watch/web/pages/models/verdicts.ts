import type { Schema } from "../../../client/keeperClient.ts";
import type { Tone } from "../../elements/tone.ts";
import { percent } from "../../format/rates.ts";

type Score = Schema<"LiveScore">;

/** What figures come to, in words. */
export interface Verdict {
  readonly tone: Tone;
  readonly text: string;
}

/** Fewer outcomes say nothing of a model: an interval of 80 % then holds from 60 to 94 % of them by luck alone. */
const FEWEST_SAMPLES = 30;
/** Closer to persistence than this is as good. */
const SAME = 0.01;
/** As far as the share within an interval may be from 80 %. */
const COVERAGE_SLACK = 0.05;

/** Whether a model's error is smaller than persistence's at the same moments. */
export function accuracyVerdict({ model, relativeMae, samples }: Pick<Score, "model" | "relativeMae" | "samples">): Verdict {
  if (model === "persistence") return { tone: "plain", text: "The benchmark" };
  if (samples < FEWEST_SAMPLES) return { tone: "plain", text: "Too few to tell" };
  if (relativeMae === null) return { tone: "plain", text: "Persistence made no error" };
  if (Math.abs(relativeMae - 1) < SAME) return { tone: "plain", text: "As persistence" };
  return relativeMae < 1
    ? { tone: "good", text: `Better by ${percent(1 - relativeMae, 0)}` }
    : { tone: "warn", text: `Worse by ${percent(relativeMae - 1, 0)}` };
}

/** Whether intervals of 80 % hold what they should. */
export function coverageVerdict({ coverage80, samples }: Pick<Score, "coverage80" | "samples">): Verdict {
  if (samples < FEWEST_SAMPLES) return { tone: "plain", text: "Too few to tell" };
  if (coverage80 < 0.8 - COVERAGE_SLACK) return { tone: "warn", text: "Too narrow" };
  if (coverage80 > 0.8 + COVERAGE_SLACK) return { tone: "info", text: "Too wide" };
  return { tone: "good", text: "As they should be" };
}
