import type { Schema } from "../../client/keeperClient.ts";
import { marketName } from "../format/names.ts";

type Orders = Schema<"OperatorOrders">;
type OperatorAction = Schema<"OperatorAction">;

/** One order that holds. */
export interface OrderInForce {
  readonly key: string;
  /** "Paused: nothing is sent for this vault, not even to get out of danger". */
  readonly text: string;
  readonly by: string;
  readonly comment: string | null;
  readonly sinceSeconds: number;
}

/** What holds now, the gravest first. */
export function ordersInForce({ pause, derisk: { all, markets } }: Orders): readonly OrderInForce[] {
  return [
    ...(pause === null ? [] : [{ key: "pause", text: "Paused: nothing is sent for this vault, not even to get out of danger", ...pause }]),
    ...(all === null ? [] : [{ key: "all", text: `Every market is being left${exceptText(all.exceptMarketIds)}`, ...all }]),
    ...markets.map((order) => ({ key: order.marketId, text: `${marketName(order.marketId)} is being left`, ...order })),
  ];
}

function exceptText(marketIds: readonly string[]): string {
  return marketIds.length === 0 ? "" : `, but for ${marketIds.map(marketName).join(", ")}`;
}

/** Whether the keeper is to leave a market now. */
export function isBeingLeft({ derisk: { all, markets } }: Orders, marketId: string): boolean {
  return markets.some((order) => order.marketId === marketId) || (all !== null && !all.exceptMarketIds.includes(marketId));
}

const DONE: Readonly<Record<OperatorAction["kind"], (market: string | null) => string>> = {
  pause: () => "Paused the keeper",
  resume: () => "Let the keeper act again",
  derisk: (market) => `Ordered to leave ${market ?? "every market"}`,
  lift: (market) => (market === null ? "Lifted all orders to leave" : `Let money into ${market} again`),
};

/** What somebody did. */
export function actionText({ kind, marketId }: Pick<OperatorAction, "kind" | "marketId">): string {
  return DONE[kind](marketId === null ? null : marketName(marketId));
}
