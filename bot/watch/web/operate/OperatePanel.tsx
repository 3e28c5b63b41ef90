import type { Schema } from "../../client/keeperClient.ts";
import { Shown } from "../elements/notices.tsx";
import { Pager } from "../elements/Pager.tsx";
import { usePages } from "../live/usePages.ts";
import type { Vault } from "../shell/vault.ts";
import { MarketOrders } from "./MarketOrders.tsx";
import { OperationHistory } from "./OperationHistory.tsx";
import { OperatorLine } from "./OperatorToken.tsx";
import { OrdersInForce } from "./OrdersInForce.tsx";
import { VaultActions } from "./VaultActions.tsx";
import "./operate.css";

export type Operations = Schema<"Operations">;

const PER_PAGE = 8;

/** What an operator may have the keeper do, what holds of it, and what was done: put away until somebody wants it. */
export function OperatePanel({ vault, marketIds }: { vault: Vault; marketIds: readonly string[] }) {
  const operations = usePages(
    `operations of ${vault.id}`,
    (client, cursor, signal) =>
      client.GET("/v1/vaults/{vaultId}/operations", {
        params: { path: { vaultId: vault.id }, query: { limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) } },
        signal,
      }),
    ["operation"],
  );
  return (
    <details class="card operate">
      <summary>Operate…</summary>
      <div class="stack">
        <OperatorLine />
        <Shown answer={operations} what="what operators have done">
          {({ items, inForce }) => (
            <>
              <OrdersInForce orders={inForce} />
              <VaultActions vaultId={vault.id} orders={inForce} onDone={operations.reload} />
              {marketIds.length > 0 && (
                <MarketOrders vaultId={vault.id} marketIds={marketIds} orders={inForce} onDone={operations.reload} />
              )}
              <OperationHistory actions={items} />
            </>
          )}
        </Shown>
        <Pager pages={operations} />
      </div>
    </details>
  );
}
