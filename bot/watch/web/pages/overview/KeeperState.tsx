import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Time } from "../../elements/Time.tsx";
import { words } from "../../format/names.ts";
import { duration } from "../../format/times.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { useHref, type Vault } from "../../shell/vault.ts";
import type { OverviewAnswer } from "./Overview.tsx";

/** Whether all is well, in one line a matter: the contract's breakers, the keeper, what the operator ordered, and open alerts. */
export function KeeperState({
  vault,
  overview: { state, keeper, openAlerts, pendingTransactions, vault: seen },
}: {
  vault: Vault;
  overview: OverviewAnswer;
}) {
  const href = useHref();
  const orders = useAnswer(
    `operations ${vault.id}`,
    (client, signal) =>
      client.GET("/v1/vaults/{vaultId}/operations", { params: { path: { vaultId: vault.id }, query: { limit: 1 } }, signal }),
    ["operation"],
  ).data?.inForce;
  const open = openAlerts.critical + openAlerts.warning + openAlerts.info;
  return (
    <section class="card state" aria-label="State">
      <dl>
        <div>
          <dt>Contract</dt>
          <dd>
            {state === null || state.vaultStatus === null ? (
              <Badge>Not seen yet</Badge>
            ) : state.vaultStatus === "normal" ? (
              <Badge tone="good">Normal</Badge>
            ) : (
              <>
                <Badge tone="bad">{words(state.vaultStatus)}</Badge> {state.tripReason !== null && words(state.tripReason)}
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Keeper</dt>
          <dd>
            <KeeperBadge isLate={keeper.isLate} ageSeconds={keeper.lastTickAgeSeconds} status={seen.lastTick?.status ?? null} />{" "}
            {keeper.lastTickAtSeconds !== null && (
              <span class="soft small">
                last tick <Time seconds={keeper.lastTickAtSeconds} />
              </span>
            )}
            {seen.lastTick?.error != null && <p class="small">{seen.lastTick.error.message}</p>}
          </dd>
        </div>
        <div>
          <dt>Transactions</dt>
          <dd>{pendingTransactions === 0 ? <Badge>None pending</Badge> : <Badge tone="info">{pendingTransactions} pending</Badge>}</dd>
        </div>
        {orders?.pause != null && (
          <div>
            <dt>Operator</dt>
            <dd>
              <Badge tone="warn">Paused</Badge> <span class="soft small">by {orders.pause.by}: nothing is sent</span>
            </dd>
          </div>
        )}
        {orders !== undefined && (orders.derisk.all !== null || orders.derisk.markets.length > 0) && (
          <div>
            <dt>Operator</dt>
            <dd>
              <Badge tone="warn">Leaving {leftText(orders.derisk)}</Badge>
            </dd>
          </div>
        )}
        <div>
          <dt>Alerts</dt>
          <dd>
            <a href={href("/alerts")}>
              {open === 0 ? (
                <Badge tone="good">None open</Badge>
              ) : (
                <Badge tone={openAlerts.critical > 0 ? "bad" : openAlerts.warning > 0 ? "warn" : "info"}>{alertsText(openAlerts)}</Badge>
              )}
            </a>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function KeeperBadge({ isLate, ageSeconds, status }: { isLate: boolean | null; ageSeconds: number | null; status: string | null }) {
  if (status === null) return <Badge>No tick yet</Badge>;
  if (isLate === true) return <Badge tone="bad">Silent for {duration(ageSeconds ?? 0)}</Badge>;
  if (status === "failed" || status === "interrupted") return <Badge tone="bad">{words(status)}</Badge>;
  return <Badge tone={status === "refused" ? "warn" : "good"}>{words(status)}</Badge>;
}

function alertsText({ critical, warning, info }: OverviewAnswer["openAlerts"]): string {
  return [
    [critical, "critical"],
    [warning, "warning"],
    [info, "info"],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(", ");
}

function leftText({ all, markets: { length } }: Schema<"OperatorOrders">["derisk"]): string {
  if (all !== null) return all.exceptMarketIds.length === 0 ? "every market" : "most markets";
  return length === 1 ? "1 market" : `${length} markets`;
}
