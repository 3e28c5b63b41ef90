import type { Veto } from "../../../core/risk.ts";
import type { Address } from "../../../core/units.ts";
import type { BreakerCondition } from "../../../core/vaultState.ts";
import { contractReason } from "../contractReason.ts";
import { dependenciesOf, isOwnAsset, type VetoInput, type VetoRule } from "../input.ts";

/**
 * What the vault's monitor would trip on, where it is about this market: about its adapter, then it is to be left; or about the price of a
 * token the market depends on. A price that nobody can read is no reason to leave at it: that closes, and so does the vault's own asset
 * off its peg, since idle is the same token; another token off its peg is left. What is about the vault as a whole is no market's: the vault
 * takes nothing in meanwhile.
 */
export const breaker: VetoRule = (input) => {
  const { breakerDue, position } = input;
  if (breakerDue === null) return null;
  if (position !== null && isSame(breakerDue.subject, position.adapter)) return ofAdapter(breakerDue);
  const symbol = dependenciesOf(input).find((one) => isSame(breakerDue.subject, input.priceFeeds[one]));
  return symbol === undefined ? null : ofPrice(input, breakerDue, symbol);
};

function ofAdapter({ reason: text }: BreakerCondition): Veto {
  const { reason } = contractReason(text);
  return { reason, effect: "exit", detail: `the vault's monitor finds "${text}" at the adapter of our position` };
}

function ofPrice(input: VetoInput, { reason: text }: BreakerCondition, symbol: string): Veto {
  const { reason } = contractReason(text);
  const isLeft = reason === "off-peg" && !isOwnAsset(input, symbol);
  return { reason, effect: isLeft ? "exit" : "close", detail: `the vault's monitor finds "${text}" at the price feed of ${symbol}` };
}

function isSame(one: Address, other: Address | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}
