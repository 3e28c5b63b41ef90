import { getAddress } from "ethers";
import type { MoveLog, RebalanceExpectation, RebalanceResult } from "../../core/moveResult.ts";
import type { Address } from "../../core/units.ts";
import type { Receipt } from "../chainReads.ts";
import type { Emit } from "../events.ts";
import type { SettlementDeps } from "../settle.ts";
import { vaultInterface } from "../vaultAbi.ts";
import { partBps } from "./slippage.ts";

/**
 * What a mined rebalance did, by the vault's own events, beside what was expected. Interest that positions earn between the plan and its
 * block is in it. Null when the vault logged no rebalance.
 */
export function resultOf(
  expectation: RebalanceExpectation,
  receipt: Pick<Receipt, "logs" | "gasUsed">,
  vault: Address,
): RebalanceResult | null {
  const positions = new Map<Address, bigint>();
  let actualTotalAssets: bigint | null = null;
  for (const log of receipt.logs) {
    if (log.topics.length === 0 || getAddress(log.address) !== getAddress(vault)) continue;
    const event = vaultInterface.parseLog(log);
    if (event?.name === "Reallocated") positions.set(event.args.adapter, event.args.positionAfter);
    if (event?.name === "Rebalanced") actualTotalAssets = event.args.totalAssetsAfter;
  }
  if (actualTotalAssets === null) return null;
  return {
    moves: expectation.moves.flatMap((move) => {
      const actualPosition = positions.get(getAddress(move.adapter));
      if (actualPosition === undefined) return [];
      return [{ ...move, actualPosition, driftBps: partBps(actualPosition - move.expectedPosition, move.plannedChange) }];
    }),
    expectedTotalAssets: expectation.totalAssets,
    actualTotalAssets,
    expectedGasUsed: expectation.gasUsed,
    actualGasUsed: receipt.gasUsed,
  };
}

/** Compares every mined rebalance with its expectation, if there is one, and remembers what came of it. */
export function driftRecorder({ moveLog, emit }: { readonly moveLog: MoveLog; readonly emit: Emit }): SettlementDeps["onMined"] {
  return async (row, receipt) => {
    const expectation = await moveLog.expectationOf(row.decisionId);
    const result = expectation === null ? null : resultOf(expectation, receipt, row.vault);
    if (result === null) return;
    await moveLog.recordActual(row, result);
    emit({ type: "drift", decisionId: row.decisionId, hash: row.hash, result });
  };
}
