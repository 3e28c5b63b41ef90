import type { UnixSeconds } from "../../core/units.ts";
import { isKnownAt, type MarketMoment, type MarketPanel } from "../../predict/features/featurise.ts";
import type { WindowPreset } from "../../predict/features/window.ts";
import { type Dataset, datasetOf } from "../../predict/learned/dataset.ts";
import { JUDGED_MOMENTS, momentsOf } from "../../predict/learned/outcomes.ts";
import { endSecondsOf } from "../world/world.ts";
import { type MindWorld, worldNumbersOf } from "./history.ts";
import { mindTimes } from "./standing.ts";

/**
 * The moments that a forecaster learns from, of all markets from a time on, and those at which it is asked about the world's markets: all at which
 * they are known. Of a moment that is not learned from, what came true counts as not known, so that it teaches neither model, weights,
 * gate nor calibration. Ascending in time.
 */
export function forecastDataset(
  panel: MarketPanel,
  world: MindWorld,
  learnedFromSeconds: UnixSeconds,
  horizonsSeconds: readonly number[],
  window?: WindowPreset,
): Dataset {
  const views = panel.views.length;
  const placeOf = ({ market, atSeconds }: MarketMoment) => atSeconds * views + market;
  const learned = momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: learnedFromSeconds, toSeconds: endSecondsOf(world) + 1 });
  const isLearned = new Set(learned.map(placeOf));
  const moments = [...learned, ...askedMoments(panel, world).filter((moment) => !isLearned.has(placeOf(moment)))];
  moments.sort((a, b) => a.atSeconds - b.atSeconds || a.market - b.market);
  const dataset = datasetOf(panel, moments, horizonsSeconds, window);
  const horizons = horizonsSeconds.length;
  moments.forEach((moment, row) => {
    if (isLearned.has(placeOf(moment))) return;
    dataset.realisedApr.fill(Number.NaN, row * horizons, (row + 1) * horizons);
    dataset.targets.fill(Number.NaN, row * horizons, (row + 1) * horizons);
  });
  return dataset;
}

function askedMoments(panel: MarketPanel, world: MindWorld): readonly MarketMoment[] {
  const numbers = worldNumbersOf(
    world,
    panel.views.map(({ series }) => series.marketId),
  );
  const asked = Array.from(numbers.keys()).filter((market) => (numbers[market] as number) >= 0);
  return mindTimes(world)
    .flatMap((atSeconds) => asked.map((market) => ({ market, atSeconds })))
    .filter((moment) => isKnownAt(panel, moment));
}
