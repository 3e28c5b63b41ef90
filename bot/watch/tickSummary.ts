import type { Market, Token } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import { toFloat } from "../core/units.ts";
import type { ExecutionOutcome } from "../execute/outcome.ts";
import { marketName, percent, thousands, tokenAmount, utcTime } from "./format.ts";
import { riskWord, toleranceText } from "./riskText.ts";
import { table } from "./table.ts";
import type { TickReport } from "./tickReport.ts";
import { budgetText, statusText } from "./vaultText.ts";

/** A tick for machines: everything but signed bytes. */
export function tickSummary({ tickId, snapshot, vault, forecasts, risks, riskTolerance, warnings, decision, outcome }: TickReport) {
  return {
    tickId,
    block: snapshot.block,
    observations: snapshot.observations,
    rejected: snapshot.rejected,
    vault,
    forecasts,
    risks,
    riskTolerance,
    warnings,
    decision,
    outcome: outcome === null ? null : withoutSignedBytes(outcome),
  };
}

/** A dry run's signed bytes are live: whoever reads them in a log could send them. */
function withoutSignedBytes(outcome: ExecutionOutcome) {
  if (outcome.kind !== "dry-run") return outcome;
  const { rawTransaction: _live, ...rest } = outcome;
  return rest;
}

/** One line a tick, for `keeper run`. */
export function tickLine({ snapshot, vault, warnings, decision, outcome }: TickReport): string {
  const nav = `${tokenAmount(vault.totalAssets, vault.asset.decimals)} ${vault.asset.symbol}`;
  const closed = vault.status === "normal" ? "" : `  ${vault.status}`;
  const done = outcome === null ? "" : ` [${outcomeText(outcome)}${unsentMoves(outcome, vault.asset)}]`;
  return `${utcTime(snapshot.block.timeSeconds)}  block ${snapshot.block.number}  ${nav}${closed}  ${decision.action}: ${decision.explanation}${done}${warnings.map((warning) => `  warning: ${warning}`).join("")}`;
}

/** A tick for a person. */
export function tickText(report: TickReport): string {
  const { snapshot, vault, risks, riskTolerance, warnings, decision, outcome } = report;
  const amount = (value: bigint) => tokenAmount(value, vault.asset.decimals);
  const rows = decision.markets.map((market) => {
    const observation = snapshot.observations.find((one) => one.marketId === market.marketId);
    const risk = risks.find((one) => one.marketId === market.marketId);
    return [
      marketName(market.marketId),
      observation === undefined ? "–" : percent(observation.supplyApr),
      market.forecastApr === null ? "–" : percent(market.forecastApr),
      risk === undefined ? "–" : riskWord(risk),
      amount(market.current),
      amount(market.target),
      market.skipped?.reason ?? "",
    ];
  });
  return [
    `Block ${snapshot.block.number}, ${utcTime(snapshot.block.timeSeconds)} UTC. Total assets ${amount(vault.totalAssets)} ${vault.asset.symbol}, idle ${amount(vault.idle)}.`,
    `Vault ${statusText(vault)}; ${budgetText(vault)}.`,
    ...(riskTolerance.tolerance < 1 ? [`It bears ${toleranceText(riskTolerance)}.`] : []),
    table([["market", "APR now", "forecast", "risk", "position", "target", "not moved because"], ...rows]),
    ...snapshot.rejected.map(({ marketId, rule, detail }) => `${marketName(marketId)}: no usable observation (${rule}: ${detail})`),
    ...warnings.map((warning) => `Warning: ${warning}.`),
    `Decision: ${decision.action} (${decision.reason}). ${decision.explanation}`,
    ...(outcome === null ? [] : [`Execution: ${outcomeText(outcome)}${unsentMoves(outcome, vault.asset)}`]),
  ].join("\n");
}

/** What a dry run would have moved: ": 1,000.00 USDC into aave-v3:usdc". */
function unsentMoves(outcome: ExecutionOutcome, asset: Token): string {
  if (outcome.kind !== "dry-run") return "";
  const moves = outcome.plan.moves.map(({ marketId, change }) => {
    const amount = tokenAmount(change < 0n ? -change : change, asset.decimals);
    return `${amount} ${asset.symbol} ${change < 0n ? "out of" : "into"} ${marketName(marketId)}`;
  });
  return `: ${moves.join(", ")}`;
}

export function outcomeText(outcome: ExecutionOutcome): string {
  switch (outcome.kind) {
    case "dry-run":
      return `dry run: would send ${outcome.hash} (${outcome.route}), about ${thousands(Number(outcome.expectedGasUsed), 0)} gas at ${thousands(toFloat(outcome.transaction.maxFeePerGasWei, 9))} gwei or less`;
    case "refused":
      return `not sent (${outcome.reason}): ${outcome.explanation}`;
    case "mined":
      return `mined in block ${outcome.inclusion.blockNumber}, ${thousands(Number(outcome.inclusion.gasUsed), 0)} gas, ${outcome.hash}`;
    case "reverted":
      return `reverted in block ${outcome.inclusion.blockNumber}: ${outcome.reason}`;
    case "pending":
      return `sent and not mined yet: ${outcome.hash}; the next tick follows it`;
    case "replaced":
    case "dropped":
      return `${outcome.kind}: ${outcome.reason}`;
  }
}

/** What markets pay, as rows of a table with its header. */
export function observationRows(observations: readonly Observation[], markets: readonly Market[]): string[][] {
  const header = ["market", "APR", "utilization", "supplied USD", "withdrawable USD", "flags"];
  const decimals = new Map(markets.map((market) => [market.id, market.asset.decimals]));
  const rows = observations.map((one) => {
    const usd = (amount: bigint) => thousands(toFloat(amount, decimals.get(one.marketId) ?? 18) * one.assetPriceUsd, 0);
    const flags = Object.entries(one.flags).flatMap(([flag, set]) => (set ? [flag] : []));
    return [
      marketName(one.marketId),
      percent(one.supplyApr),
      percent(one.utilization, 1),
      usd(one.totalSupply),
      usd(one.liquidity),
      flags.join(" "),
    ];
  });
  return [header, ...rows];
}
