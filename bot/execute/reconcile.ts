import { WrongChainError } from "../chain/errors.ts";
import type { OutboxRow } from "../core/outbox.ts";
import type { Address } from "../core/units.ts";
import { readChainId } from "./chainReads.ts";
import { type Settlement, type SettlementDeps, settle } from "./settle.ts";

export interface Reconciliation {
  /** Every row that was unresolved, with where it stands now. */
  readonly settlements: readonly { readonly row: OutboxRow; readonly settlement: Settlement }[];
  /** Those that still are: while there is one, nothing new is signed. */
  readonly unresolved: readonly OutboxRow[];
}

/**
 * Compares every unresolved row of the outbox with the chain and records what became of it: the first thing after a start and before
 * every execution. The rows are settled in the order of their nonces, since a later one cannot be mined before an earlier one.
 *
 * @throws {WrongChainError} because on another chain every transaction would look lost.
 * @throws {RpcError}
 */
export async function reconcile(
  deps: SettlementDeps,
  account: { readonly chainId: number; readonly sender: Address },
): Promise<Reconciliation> {
  const actualChainId = await readChainId(deps.rpc);
  if (actualChainId !== account.chainId) throw new WrongChainError(account.chainId, actualChainId, "the RPC endpoint");

  const settlements: { row: OutboxRow; settlement: Settlement }[] = [];
  const rows = await deps.outbox.unresolved(account.chainId, account.sender);
  for (const row of rows.toSorted((a, b) => a.nonce - b.nonce)) {
    settlements.push({ row, settlement: await settle(deps, row) });
  }
  const unresolved = settlements
    .filter(({ settlement }) => settlement.status === "signed" || settlement.status === "submitted")
    .map(({ row, settlement }) => ({ ...row, status: settlement.status }));
  return { settlements, unresolved };
}
