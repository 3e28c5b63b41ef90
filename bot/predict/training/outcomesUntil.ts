import type { UnixSeconds } from "../../core/units.ts";
import type { Dataset } from "../learned/dataset.ts";

/** A dataset as it was known at a time: outcomes that came true later are not known. */
export function outcomesUntil(dataset: Dataset, untilSeconds: UnixSeconds): Dataset {
  const { moments, horizonsSeconds, realisedApr, targets } = dataset;
  const isKnown = (place: number) => {
    const atSeconds = moments[Math.floor(place / horizonsSeconds.length)]?.atSeconds as number;
    return atSeconds + (horizonsSeconds[place % horizonsSeconds.length] as number) <= untilSeconds;
  };
  return {
    ...dataset,
    realisedApr: realisedApr.map((apr, place) => (isKnown(place) ? apr : Number.NaN)),
    targets: targets.map((z, place) => (isKnown(place) ? z : Number.NaN)),
  };
}
