import { MARGIN } from "./columns.ts";
import { ASK, type Glance } from "./glimpse.ts";
import { whyHeld } from "./whyHeld.ts";

/** As `hold` decides once it has bought. */
export const hold: Glance = (vault) => {
  const { held, holdings, heldHighest, holdsSafely, minimumMove, rounding } = vault;
  const hasBought = held.some((market) => (holdings[market] as number) > minimumMove * (1 + MARGIN) + rounding);
  if (!hasBought || !holdsSafely) return ASK;
  const kept = held.map((market) => holdings[market] as number);
  const factor = growthFactor(
    vault.budget - vault.stuck,
    kept,
    kept.map((holding, i) => Math.max(holding, heldHighest[i] as number)),
  );
  const changes = kept.map((holding, i) => Math.max(0, Math.min(heldHighest[i] as number, holding * factor) - holding));
  return { heldBecause: whyHeld(vault, changes), among: vault.stuck > 0 ? null : held };
};

/** What all holdings can be multiplied with, each up to its bound, so that they come to the budget: at least one. */
function growthFactor(budget: number, kept: readonly number[], bounds: readonly number[]): number {
  let factor = 1;
  for (;;) {
    let bound = 0;
    let free = 0;
    kept.forEach((holding, i) => {
      if (holding * factor >= (bounds[i] as number)) bound += bounds[i] as number;
      else free += holding;
    });
    if (free === 0) return Number.POSITIVE_INFINITY;
    const next = (budget - bound) / free;
    if (!(next > factor)) return factor;
    factor = next;
  }
}
