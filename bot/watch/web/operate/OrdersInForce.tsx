import type { Schema } from "../../client/keeperClient.ts";
import { Badge } from "../elements/Badge.tsx";
import { Time } from "../elements/Time.tsx";
import { ordersInForce } from "./operationWords.ts";

/** What operators have ordered that holds now. */
export function OrdersInForce({ orders }: { orders: Schema<"OperatorOrders"> }) {
  const inForce = ordersInForce(orders);
  if (inForce.length === 0) return <p>No order holds: the keeper acts on its own.</p>;
  return (
    <ul class="orders" aria-label="Orders that hold">
      {inForce.map(({ key, text, by, comment, sinceSeconds }) => (
        <li key={key}>
          <Badge tone="warn">Ordered</Badge> {text}{" "}
          <span class="soft small">
            by {by}, <Time seconds={sinceSeconds} />
            {comment !== null && `: “${comment}”`}
          </span>
        </li>
      ))}
    </ul>
  );
}
