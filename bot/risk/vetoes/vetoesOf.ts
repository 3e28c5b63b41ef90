import { VETO_REASONS, type Veto } from "../../core/risk.ts";
import type { VetoInput, VetoRule } from "./input.ts";
import { adapterHealth } from "./rules/adapterHealth.ts";
import { allowList } from "./rules/allowList.ts";
import { breaker } from "./rules/breaker.ts";
import { exitLiquidity } from "./rules/exitLiquidity.ts";
import { frozen } from "./rules/frozen.ts";
import { marketAge } from "./rules/marketAge.ts";
import { operator } from "./rules/operator.ts";
import { paused } from "./rules/paused.ts";
import { peg } from "./rules/peg.ts";
import { supplyCap } from "./rules/supplyCap.ts";

/** All rules; their order is of no account. */
export const VETO_RULES: readonly VetoRule[] = [
  paused,
  frozen,
  supplyCap,
  adapterHealth,
  breaker,
  exitLiquidity,
  peg,
  marketAge,
  allowList,
  operator,
];

/**
 * What forbids a market at one block, whatever any model says of it; empty when nothing does. One veto a reason, in the order of
 * `VETO_REASONS`: where two rules find the same, the stricter effect holds and both details are told.
 */
export function vetoesOf(input: VetoInput, rules: readonly VetoRule[] = VETO_RULES): readonly Veto[] {
  const found = rules.flatMap((rule) => rule(input) ?? []);
  if (found.length === 0) return [];
  return VETO_REASONS.flatMap((reason) => {
    const same = found.filter((veto) => veto.reason === reason);
    if (same.length === 0) return [];
    const effect = same.some((veto) => veto.effect === "exit") ? "exit" : "close";
    return [{ reason, effect, detail: [...new Set(same.map(({ detail }) => detail))].sort().join("; ") }];
  });
}
