import { WrongChainError } from "../chain/errors.ts";
import type { OutboxRow } from "../core/outbox.ts";
import type { Address } from "../core/units.ts";
import { readBlockHash, readChainId, readHead, readTransactionCount } from "./chainReads.ts";
import { type Attempts, type Settlement, type SettlementDeps, settle, settleGivenUp } from "./settle.ts";

export interface Reconciliation {
  /** Every nonce that was unresolved, with where it stands now. */
  readonly settlements: readonly Settlement[];
  /** Their transactions that still are: while there is one, nothing new is signed. */
  readonly unresolved: readonly OutboxRow[];
}

/** More than one keeper's transactions within the blocks that may still be thrown out. */
const RECENT = 50;

/**
 * Compares the outbox with the chain and records what became of what is in it: the first thing after a start and before every execution.
 * What was in a block that has left the chain is followed once more. Nonces are settled in their order, since a later one cannot be mined
 * before an earlier one.
 *
 * @throws {WrongChainError} because on another chain every transaction would look lost.
 * @throws {RpcError}
 */
export async function reconcile(
  deps: SettlementDeps,
  account: { readonly chainId: number; readonly sender: Address },
): Promise<Reconciliation> {
  const { chainId, sender } = account;
  const actualChainId = await readChainId(deps.rpc);
  if (actualChainId !== chainId) throw new WrongChainError(chainId, actualChainId, "the RPC endpoint");

  await followReorganisations(deps, account);
  await followGivenUp(deps, account);
  const nonces = byNonce(await deps.outbox.unresolved(chainId, sender));
  const settlements: Settlement[] = [];
  // Its keeper alone knows the vault's limits, and leads it.
  const ofOthers: SettlementDeps = { ...deps, submitters: null, replace: null };
  for (const [index, attempts] of nonces.entries()) {
    settlements.push(await settle(isOwn(deps, attempts) ? deps : ofOthers, attempts, index < nonces.length - 1));
  }
  return { settlements, unresolved: settlements.flatMap((settlement) => ("attempts" in settlement ? settlement.attempts : [])) };
}

/** Only a block at the same height with another hash proves that one has left the chain; a node that lacks it may lag. */
async function followReorganisations(deps: SettlementDeps, account: { readonly chainId: number; readonly sender: Address }): Promise<void> {
  const included = await deps.outbox.lastIncluded(account.chainId, account.sender, RECENT);
  if (included.length === 0) return;
  const head = await readHead(deps.rpc);
  for (const { id, decisionId, hash, inclusion } of included) {
    if (inclusion.blockNumber <= head.number - deps.finalAfterBlocks) break;
    const actualHash = await readBlockHash(deps.rpc, inclusion.blockNumber);
    if (actualHash === null || actualHash === inclusion.blockHash) continue;
    await deps.outbox.markReorganised(id);
    deps.emit({ type: "reorganised", decisionId, hash, blockNumber: inclusion.blockNumber });
  }
}

function isOwn({ ownVault }: SettlementDeps, [{ vault }]: Attempts): boolean {
  return ownVault === undefined || ownVault.toLowerCase() === vault.toLowerCase();
}

/** What no node knew may have come up again in another one, and been mined: then the vault has refused it, and it used its nonce. */
async function followGivenUp(deps: SettlementDeps, account: { readonly chainId: number; readonly sender: Address }): Promise<void> {
  const givenUp = await deps.outbox.givenUp(account.chainId, account.sender, RECENT);
  if (givenUp.length === 0) return;
  const nextNonce = await readTransactionCount(deps.rpc, account.sender, "latest");
  for (const row of givenUp) {
    if (row.nonce < nextNonce) await settleGivenUp(deps, row);
  }
}

function byNonce(rows: readonly OutboxRow[]): readonly Attempts[] {
  const nonces = new Map<number, [OutboxRow, ...OutboxRow[]]>();
  for (const row of rows.toSorted((a, b) => a.nonce - b.nonce || a.attempt - b.attempt)) {
    const attempts = nonces.get(row.nonce);
    if (attempts === undefined) nonces.set(row.nonce, [row]);
    else attempts.push(row);
  }
  return [...nonces.values()];
}
