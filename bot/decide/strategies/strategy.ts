import type { DecisionReason } from "../../core/decision.ts";
import type { Apr } from "../../core/units.ts";
import type { Situation } from "../situation.ts";

/** A way of deciding where the money should be. It sees one situation and nothing else, and stays within the situation's limits. */
export interface Strategy {
  readonly name: string;
  /** Whether it asks how markets vary together, whatever the policy; false if left out. */
  readonly usesCovariance?: boolean;
  propose(situation: Situation): Proposal;
}

/** What a strategy makes of a situation. All lists are in the order of the vault's positions, amounts in smallest units. */
export interface Proposal {
  readonly reason: DecisionReason;
  /** Where to bring the positions now; the current ones when holding. */
  readonly targets: readonly bigint[];
  /** Where the strategy would bring them if moving were free and immediate. */
  readonly reachable: readonly bigint[];
  /** And if neither caps nor markets set a limit. */
  readonly wanted: readonly bigint[];
  /** The best plan that was turned down; null if there was none. */
  readonly rejected: readonly bigint[] | null;
  /** What money earns in its best other use: values a single market's move. */
  readonly moneyApr: Apr;
}

export function isSame(first: readonly bigint[], second: readonly bigint[]): boolean {
  return first.every((amount, i) => amount === second[i]);
}

export function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
