import { useState } from "preact/hooks";
import { Shown } from "../elements/notices.tsx";
import { useAnswer } from "../live/useAnswer.ts";
import type { Vault } from "../shell/vault.ts";
import { MarketOrders } from "./MarketOrders.tsx";
import { OperationHistory } from "./OperationHistory.tsx";
import { OperatorLine } from "./OperatorToken.tsx";
import { OrdersInForce } from "./OrdersInForce.tsx";
import { VaultActions } from "./VaultActions.tsx";
import "./operate.css";

interface PanelProps {
  readonly vault: Vault;
  /** Of the vault's own markets, as far as they are known. */
  readonly marketIds: readonly string[];
}

/** What an operator may have the keeper do, what holds of it, and what was done: put away until somebody wants it. */
export function OperatePanel(props: PanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <details class="card operate" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Operate…</summary>
      {open && <Content {...props} />}
    </details>
  );
}

function Content({ vault: { id: vaultId }, marketIds }: PanelProps) {
  const operations = useAnswer(
    `orders for ${vaultId}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/operations", { params: { path: { vaultId }, query: { limit: 1 } }, signal }),
    ["operation"],
  );
  return (
    <div class="stack">
      <OperatorLine />
      <Shown answer={operations} what="what operators ordered">
        {({ inForce }) => (
          <>
            <OrdersInForce orders={inForce} />
            <VaultActions vaultId={vaultId} orders={inForce} onDone={operations.reload} />
            {marketIds.length > 0 && <MarketOrders vaultId={vaultId} marketIds={marketIds} orders={inForce} onDone={operations.reload} />}
          </>
        )}
      </Shown>
      <OperationHistory vaultId={vaultId} />
    </div>
  );
}
