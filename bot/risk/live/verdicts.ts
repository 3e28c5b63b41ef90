import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { KnownPast } from "../../predict/live/askModel.ts";
import { groupBy } from "../../predict/live/groupBy.ts";
import { riskMoments } from "../features/riskFeatures.ts";
import { riskPanel } from "../features/riskView.ts";
import { type ModelVerdict, modelVerdict } from "../score/verdict.ts";
import { isJudged } from "../training/dataset.ts";
import type { LoadedClassifier } from "./classifier.ts";

export interface Verdicts {
  /** Of the markets that are known for long enough and are large enough, as those the model has learned from. */
  readonly verdicts: ReadonlyMap<MarketId, ModelVerdict>;
  /** What went wrong, for a person. */
  readonly warnings: readonly string[];
}

/**
 * What a classifier says of every market at a moment. One that fails says nothing, and a warning tells; it throws nothing itself.
 *
 * @param hasChanges The markets for which it is also worked out what would change their class, which takes as long as all the rest.
 */
export function verdictsAt(
  { id, model }: LoadedClassifier,
  { series, conditions }: KnownPast,
  atSeconds: UnixSeconds,
  hasChanges: (marketId: MarketId) => boolean,
): Verdicts {
  const verdicts = new Map<MarketId, ModelVerdict>();
  const failures: { readonly marketId: MarketId; readonly reason: string }[] = [];
  const panel = riskPanel(series, conditions);
  const momentOf = riskMoments(panel);
  series.forEach(({ marketId }, market) => {
    try {
      const moment = isJudged(panel, market, atSeconds) ? momentOf({ market, atSeconds }) : null;
      if (moment !== null) verdicts.set(marketId, modelVerdict(model, moment, hasChanges(marketId)));
    } catch (error) {
      failures.push({ marketId, reason: error instanceof Error ? error.message : String(error) });
    }
  });
  const warnings = [...groupBy(failures, ({ reason }) => reason)].map(
    ([reason, failed]) => `the risk model ${id} fails: ${reason}; only vetoes guard ${failed.map(({ marketId }) => marketId).join(", ")}`,
  );
  return { verdicts, warnings };
}
