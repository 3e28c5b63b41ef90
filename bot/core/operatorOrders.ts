import type { MarketId } from "./market.ts";
import type { UnixSeconds } from "./units.ts";

/**
 * What an operator may have a vault's keeper do: send nothing (`pause`) until it may again (`resume`); get out of markets and stay out
 * (`derisk`) until that is lifted (`lift`).
 */
export const OPERATOR_ACTION_KINDS = ["pause", "resume", "derisk", "lift"] as const;
export type OperatorActionKind = (typeof OPERATOR_ACTION_KINDS)[number];

/** Something an operator did. */
export interface OperatorAction {
  readonly id: number;
  readonly kind: OperatorActionKind;
  /** With `derisk` and `lift`; null is every market. */
  readonly marketId: MarketId | null;
  /** Who it was, as they called themselves. */
  readonly by: string;
  readonly comment: string | null;
  readonly atSeconds: UnixSeconds;
}

/** An order that holds: whose it is, why, and since when. */
export interface OperatorOrder {
  readonly by: string;
  readonly comment: string | null;
  readonly sinceSeconds: UnixSeconds;
}

/** All orders that hold for a vault. */
export interface OperatorOrders {
  /** Nothing is sent; null while the keeper may act. */
  readonly pause: OperatorOrder | null;
  readonly derisk: {
    /** Every market is left, but for those excepted since, which are left only if they are named themselves. */
    readonly all: (OperatorOrder & { readonly exceptMarketIds: readonly MarketId[] }) | null;
    readonly markets: readonly (OperatorOrder & { readonly marketId: MarketId })[];
  };
}

export const NO_ORDERS: OperatorOrders = { pause: null, derisk: { all: null, markets: [] } };

/** The orders that hold after these actions, the oldest first. */
export function ordersAfter(actions: readonly OperatorAction[]): OperatorOrders {
  return actions.reduce(withAction, NO_ORDERS);
}

/** The order to leave a market; null when there is none. */
export function deriskOrderOf({ derisk: { all, markets } }: OperatorOrders, marketId: MarketId): OperatorOrder | null {
  const own = markets.find((order) => order.marketId === marketId);
  if (own !== undefined) return own;
  return all === null || all.exceptMarketIds.includes(marketId) ? null : all;
}

/** Whether the action would change anything: pausing what is paused does not. */
export function changesOrders(orders: OperatorOrders, { kind, marketId }: Pick<OperatorAction, "kind" | "marketId">): boolean {
  const { pause, derisk } = orders;
  switch (kind) {
    case "pause":
      return pause === null;
    case "resume":
      return pause !== null;
    case "derisk":
      if (marketId === null) return derisk.all === null || derisk.all.exceptMarketIds.length > 0;
      return deriskOrderOf(orders, marketId) === null;
    case "lift":
      if (marketId === null) return derisk.all !== null || derisk.markets.length > 0;
      return deriskOrderOf(orders, marketId) !== null;
  }
}

/** Why an action is refused that would change nothing. */
export const NOTHING_TO_CHANGE: Readonly<Record<OperatorActionKind, string>> = {
  pause: "The vault is paused already",
  resume: "The vault is not paused",
  derisk: "These markets are to be left already",
  lift: "No order to leave these markets holds",
};

function withAction(orders: OperatorOrders, action: OperatorAction): OperatorOrders {
  if (!changesOrders(orders, action)) return orders;
  const { marketId, by, comment, atSeconds: sinceSeconds } = action;
  const { all, markets } = orders.derisk;
  const order: OperatorOrder = { by, comment, sinceSeconds };
  switch (action.kind) {
    case "pause":
      return { ...orders, pause: order };
    case "resume":
      return { ...orders, pause: null };
    case "derisk":
      if (marketId === null) return { ...orders, derisk: { all: { ...order, exceptMarketIds: [] }, markets: [] } };
      return { ...orders, derisk: { all, markets: [...markets, { marketId, ...order }] } };
    case "lift": {
      if (marketId === null) return { ...orders, derisk: NO_ORDERS.derisk };
      const except = all === null ? null : { ...all, exceptMarketIds: [...new Set([...all.exceptMarketIds, marketId])] };
      return { ...orders, derisk: { all: except, markets: markets.filter((one) => one.marketId !== marketId) } };
    }
  }
}
