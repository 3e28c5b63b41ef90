import type { StepPath } from "../series/stepPath.ts";
import type { FeatureGroup } from "./group.ts";

const SPANS = [4, 24, 168] as const;

/**
 * What came and went net, as a share of the deposits now: the change of deposits and of debts, with what interest and price added to them. From
 * balances and not from transfers, for balances are what every source knows and the keeper itself sees.
 */
export const flow: FeatureGroup = {
  names: ["net-deposits", "net-borrows"].flatMap((name) => SPANS.map((hours) => `${name}-${hours}h`)),
  values({ view, atSeconds, last }) {
    const supplyUsd = view.series.totalSupplyUsd[last] as number;
    const change = (balance: StepPath) =>
      SPANS.map((hours) => (supplyUsd > 0 ? (balance.at(atSeconds) - balance.at(atSeconds - hours * 3600)) / supplyUsd : Number.NaN));
    return [...change(view.supply), ...change(view.borrow)];
  },
};
