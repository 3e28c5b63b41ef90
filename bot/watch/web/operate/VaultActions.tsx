import type { Schema } from "../../client/keeperClient.ts";
import { Action } from "./Action.tsx";

/** What concerns the vault as a whole. */
export function VaultActions({
  vaultId,
  orders: { pause, derisk },
  onDone,
}: {
  vaultId: string;
  orders: Schema<"OperatorOrders">;
  onDone: () => void;
}) {
  const params = { path: { vaultId } };
  const leavesAll = derisk.all !== null && derisk.all.exceptMarketIds.length === 0;
  return (
    <div class="operate-actions">
      <Action
        label="Tick now"
        title="Ask for a tick now"
        confirm="Ask for it"
        takesComment={false}
        act={(client) => client.POST("/v1/vaults/{vaultId}/tick", { params })}
        onDone={onDone}
      >
        <p>
          The keeper looks at the vault now instead of at its next turn, decides as always, and sends what that asks for. If a tick is
          running, another follows it.
        </p>
      </Action>
      {pause === null ? (
        <Action
          label="Pause…"
          title="Pause the keeper"
          confirm="Pause the keeper"
          isGrave
          act={(client, body) => client.POST("/v1/vaults/{vaultId}/pause", { params, body })}
          onDone={onDone}
        >
          <p>
            From its next tick on the keeper sends nothing for this vault, <strong>not even to get out of danger</strong>. It goes on to
            observe, forecast and decide. A transaction under way is followed to its end. Deposits and withdrawals are not touched. It holds
            until somebody resumes, also after a restart.
          </p>
        </Action>
      ) : (
        <Action
          label="Resume…"
          title="Let the keeper act again"
          confirm="Resume"
          act={(client, body) => client.POST("/v1/vaults/{vaultId}/resume", { params, body })}
          onDone={onDone}
        >
          <p>From its next tick on the keeper sends transactions again where they pay, or where money has to leave a market.</p>
        </Action>
      )}
      {!leavesAll && (
        <Action
          label="Leave every market…"
          title="Leave every market"
          confirm="Leave every market"
          isGrave
          act={(client, body) => client.POST("/v1/vaults/{vaultId}/derisk", { params, body: { ...body, marketIds: null } })}
          onDone={onDone}
        >
          <p>
            With its next tick, which is asked for at once, the keeper takes all money out of all markets to idle, and keeps out of them:{" "}
            <strong>nothing is earned until this is lifted</strong>. What a market cannot pay out stays until it can.
          </p>
          <PausedNote isPaused={pause !== null} />
        </Action>
      )}
      {(derisk.all !== null || derisk.markets.length > 0) && (
        <Action
          label="Lift all orders to leave…"
          title="Lift all orders to leave markets"
          confirm="Lift them"
          act={(client, body) => client.POST("/v1/vaults/{vaultId}/derisk/lift", { params, body: { ...body, marketIds: null } })}
          onDone={onDone}
        >
          <p>Money may go back into every market where the keeper finds that to pay. What its risk model vetoes it stays out of.</p>
        </Action>
      )}
    </div>
  );
}

/** An order to leave waits while the keeper is paused. */
export function PausedNote({ isPaused }: { isPaused: boolean }) {
  return isPaused ? <p>The keeper is paused: nothing is taken out before somebody resumes.</p> : null;
}
