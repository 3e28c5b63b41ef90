import type { DecidedMove } from "../core/decision.ts";
import { type MarketId, protocolOf } from "../core/market.ts";
import type { SubmissionRoute } from "../core/outbox.ts";
import type { CostInput } from "../decide/input.ts";
import type { SubmissionPolicy } from "./policy.ts";

/** Protocols whose adapters trade in a pool, at whatever price it has when they do. */
const POOLS: ReadonlySet<string> = new Set(["curve", "uniswap-v3"]);

/**
 * Who may see a rebalance before it is in a block. "auto" hides what trades in a pool, by its protocol or by what entering and leaving its
 * market costs: whoever sees that first can move the price before it. Lending moves at par give nobody anything to take, and the mempool
 * brings them into a block sooner.
 */
export function routeOf(
  configured: SubmissionPolicy["route"],
  moves: readonly Pick<DecidedMove, "marketId">[],
  conversion: CostInput["conversion"],
): SubmissionRoute {
  if (configured !== "auto") return configured;
  const isCostly = (marketId: MarketId) => {
    const { enterBps, exitBps } = conversion[marketId] ?? { enterBps: 0, exitBps: 0 };
    return enterBps > 0 || exitBps > 0;
  };
  return moves.some(({ marketId }) => POOLS.has(protocolOf(marketId)) || isCostly(marketId)) ? "private" : "public";
}
