import { GLANCED } from "./columns.ts";
import { ASK, type Glance } from "./glimpse.ts";
import { sharedLevel } from "./sharedLevel.ts";
import { whyHeld } from "./whyHeld.ts";

/** As `equalWeight` decides. */
export const equalWeight: Glance = (vault) => {
  const { columns, moment, holdings, held, heldHighest, newHighest } = vault;
  const budget = vault.budget - vault.stuck;
  if (budget <= 0) return ASK;
  let open = 0;
  let isAnySafe = vault.holdsSafely;
  for (let market = 0, at = moment; market < columns.markets; market++, at += columns.moments) {
    if (holdings[market] !== 0) continue;
    const state = columns.states[at];
    if (state === GLANCED.unsure) return ASK;
    if (state === GLANCED.open) open += 1;
  }
  if (open > 0) isAnySafe = true;
  if (!isAnySafe) return ASK;
  const level = sharedLevel(budget, heldHighest, newHighest, open);
  const changes: number[] = [];
  for (let i = 0; i < held.length; i++) changes.push(Math.min(level, heldHighest[i] as number) - (holdings[held[i] as number] as number));
  const given = Math.min(level, newHighest);
  if (given > 0) for (let i = 0; i < open; i++) changes.push(given);
  return { heldBecause: whyHeld(vault, changes), among: null };
};
