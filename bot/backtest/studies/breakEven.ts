import type { BreakEven } from "../report/extras.ts";
import { type Study, type Variation, variedReturns } from "./variedRuns.ts";

/** Searched so far, and so finely. */
const MOST_GAS_FACTOR = 64;
const MOST_FLAT_FEE = 0.0049;
const STEPS = 6;

/**
 * Where the lead of one contender over another is gone: by what gas is multiplied, and at what flat fee. Found by bisection, which supposes that
 * costs only ever hurt the one that trades more.
 *
 * @param leader Behind already, that is what is told.
 */
export function breakEven(study: Study, leader: string, rival: string): readonly BreakEven[] {
  let done = 0;
  const lead = (variation: Variation, what: string): number => {
    const returns = variedReturns(study, variation);
    done += 1;
    study.onRun(done, what);
    return (returns[leader] ?? 0) - (returns[rival] ?? 0);
  };
  const gas = (factor: number) => lead({ feeModel: { kind: "gas" }, gasMultiplier: factor }, `break-even: ${factor.toFixed(1)} × gas`);
  const flat = (fraction: number) => lead({ feeModel: { kind: "flat", fraction } }, `break-even: flat ${(fraction * 100).toFixed(3)} %`);
  return [
    { description: sentence(crossing(gas, MOST_GAS_FACTOR), leader, rival, (at) => `${at.toFixed(1)} times the gas`, "without any gas") },
    {
      description: sentence(
        crossing(flat, MOST_FLAT_FEE),
        leader,
        rival,
        (at) => `a flat fee of ${(at * 100).toFixed(3)} % instead of gas`,
        "without any fee",
      ),
    },
  ];
}

/** The most runs there can be of it. */
export const BREAK_EVEN_RUNS = 2 * (STEPS + 2);

type Crossing =
  | { readonly kind: "never-ahead" }
  | { readonly kind: "always-ahead"; readonly most: number }
  | { readonly kind: "at"; readonly at: number };

function crossing(leadAt: (cost: number) => number, most: number): Crossing {
  if (leadAt(0) <= 0) return { kind: "never-ahead" };
  if (leadAt(most) > 0) return { kind: "always-ahead", most };
  let [ahead, behind] = [0, most];
  for (let step = 0; step < STEPS; step++) {
    const middle = (ahead + behind) / 2;
    if (leadAt(middle) > 0) ahead = middle;
    else behind = middle;
  }
  return { kind: "at", at: (ahead + behind) / 2 };
}

function sentence(found: Crossing, leader: string, rival: string, text: (cost: number) => string, free: string): string {
  if (found.kind === "never-ahead") return `Even ${free} ${leader} is not ahead of ${rival}.`;
  if (found.kind === "always-ahead") return `Up to ${text(found.most)} ${leader} stays ahead of ${rival}.`;
  return `At about ${text(found.at)} ${leader} is no longer ahead of ${rival}.`;
}
