import { useState } from "preact/hooks";
import type { Schema } from "../../client/keeperClient.ts";
import { marketName } from "../format/names.ts";
import { Action } from "./Action.tsx";
import { isBeingLeft } from "./operationWords.ts";
import { PausedNote } from "./VaultActions.tsx";

/** Has one market left, or lets money into it again. */
export function MarketOrders({
  vaultId,
  marketIds,
  orders,
  onDone,
}: {
  vaultId: string;
  marketIds: readonly string[];
  orders: Schema<"OperatorOrders">;
  onDone: () => void;
}) {
  const [first = ""] = marketIds;
  const [chosen, setChosen] = useState(first);
  const marketId = marketIds.includes(chosen) ? chosen : first;
  const params = { path: { vaultId } };
  const name = marketName(marketId);
  return (
    <div class="operate-actions">
      <label>
        One market{" "}
        <select value={marketId} onChange={(event) => setChosen(event.currentTarget.value)}>
          {marketIds.map((id) => (
            <option key={id} value={id}>
              {marketName(id)}
              {isBeingLeft(orders, id) ? " (being left)" : ""}
            </option>
          ))}
        </select>
      </label>
      {isBeingLeft(orders, marketId) ? (
        <Action
          label="Let money in again…"
          title={`Let money into ${name} again`}
          confirm="Let money in again"
          act={(client, body) => client.POST("/v1/vaults/{vaultId}/derisk/lift", { params, body: { ...body, marketIds: [marketId] } })}
          onDone={onDone}
        >
          <p>Money may go back into {name} where the keeper finds that to pay.</p>
        </Action>
      ) : (
        <Action
          label="Leave it…"
          title={`Leave ${name}`}
          confirm={`Leave ${name}`}
          isGrave
          act={(client, body) => client.POST("/v1/vaults/{vaultId}/derisk", { params, body: { ...body, marketIds: [marketId] } })}
          onDone={onDone}
        >
          <p>
            With its next tick, which is asked for at once, the keeper takes all money out of {name} and keeps out of it until that is
            lifted. What the market cannot pay out stays until it can. The money may go to other markets.
          </p>
          <PausedNote isPaused={orders.pause !== null} />
        </Action>
      )}
    </div>
  );
}
