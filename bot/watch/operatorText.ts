import type { OperatorOrder, OperatorOrders } from "../core/operatorOrders.ts";
import { utcTime } from "./format.ts";

/** What operators have ordered, a line each; empty when nothing holds. */
export function ordersText({ pause, derisk: { all, markets } }: OperatorOrders): readonly string[] {
  const except = all === null || all.exceptMarketIds.length === 0 ? "" : ` but ${all.exceptMarketIds.join(", ")}`;
  return [
    ...(pause === null ? [] : [`Paused${orderText(pause)}: nothing is sent until \`keeper resume\``]),
    ...(all === null ? [] : [`To be left${orderText(all)}: every market${except}, until \`keeper lift\``]),
    ...markets.map((order) => `To be left${orderText(order)}: ${order.marketId}, until \`keeper lift --market ${order.marketId}\``),
  ];
}

function orderText({ by, comment, sinceSeconds }: OperatorOrder): string {
  return ` by ${by} since ${utcTime(sinceSeconds)} UTC${comment === null ? "" : ` (${comment})`}`;
}
