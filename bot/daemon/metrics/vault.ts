import { Gauge, type Registry } from "prom-client";
import { toFloat } from "../../core/units.ts";
import { navUsdOf, STATUSES, sharePriceOf } from "../../core/vaultState.ts";
import { lossUsed, turnoverUsed } from "../../watch/limitUsage.ts";
import type { TickReport } from "../../watch/tickReport.ts";
import type { DaemonEvent } from "../events.ts";
import { ownedSeries, type Series, stateSet } from "./ownedSeries.ts";

/** Of vaults, as the last tick saw them. */
export function vaultMetrics(registry: Registry): (event: DaemonEvent) => void {
  const registers = [registry];
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    ownedSeries(new Gauge({ name, help, labelNames: ["vault", ...labels], registers }));

  const totalAssets = gauge("yield_vault_total_assets", "What the vault holds, in whole tokens of its asset.", ["asset"]);
  const idleAssets = gauge("yield_vault_idle_assets", "What of it is in no market, in whole tokens.", ["asset"]);
  const positionAssets = gauge("yield_vault_position_assets", "What is in a market, in whole tokens.", ["asset", "market"]);
  const nav = gauge("yield_vault_nav_usd", "What the vault's assets are worth, USD.");
  const sharePrice = gauge("yield_vault_share_price", "Assets a share is worth, both in whole tokens.");
  const status = gauge("yield_vault_status", "1 for the vault's status, 0 for the others.", ["status"]);
  const turnover = gauge("yield_vault_turnover_used_ratio", "Of what rebalances of 24 hours may allocate, the fraction that is used.");
  const loss = gauge("yield_vault_loss_used_ratio", "Of what rebalances of 24 hours may lose, the fraction that is used.");
  const all = [totalAssets, idleAssets, positionAssets, nav, sharePrice, status, turnover, loss];
  const baseFee = new Gauge({
    name: "yield_chain_base_fee_wei",
    help: "Base fee a gas of the last block a tick saw, wei.",
    labelNames: ["chain_id"],
    registers,
  });

  function observeReport(vault: string, { snapshot, vault: state }: TickReport): void {
    const { symbol: asset, decimals } = state.asset;
    const whole = (amount: bigint) => toFloat(amount, decimals);
    const known = (value: number | null): Series[] => (value === null ? [] : [[{ vault }, value]]);
    totalAssets.replace(vault, [[{ vault, asset }, whole(state.totalAssets)]]);
    idleAssets.replace(vault, [[{ vault, asset }, whole(state.idle)]]);
    positionAssets.replace(
      vault,
      state.positions.map((position) => [{ vault, asset, market: position.marketId }, whole(position.totalAssets)]),
    );
    nav.replace(vault, known(navUsdOf(state, snapshot.observations)));
    sharePrice.replace(vault, known(sharePriceOf(state)));
    status.replace(vault, stateSet("status", STATUSES, state.status, { vault }));
    turnover.replace(vault, known(turnoverUsed(state)));
    loss.replace(vault, known(lossUsed(state)));
    baseFee.set({ chain_id: String(state.chainId) }, Number(snapshot.block.baseFeePerGasWei));
  }

  return (event) => {
    if (event.type === "ticked") observeReport(event.vault, event.report);
    if (event.type === "standing-by" || event.type === "stopped") for (const one of all) one.forget(event.vault);
  };
}
