import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ArtifactResolver, type EIP1193Provider, status, trackTransaction, wipe } from "@nomicfoundation/ignition-core";
import { Transaction } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { artifactOf } from "./artifacts.ts";
import { JournalOfAnotherChainError } from "./errors.ts";

/** Ignition asks for artifacts by name only to write them beside its journal. */
export const artifactResolver: ArtifactResolver = {
  loadArtifact: async (name) => artifactOf(name),
  getBuildInfo: async () => undefined,
};

/** What we read of a line of Ignition's journal. */
interface JournalMessage {
  readonly type: string;
  readonly futureId: string;
  readonly nonce?: number;
  readonly hash?: string;
}

/** Keeps a signed transaction until it is known what became of it: after this it may be sent. */
export function keepSigned(journalFolder: string, nonce: number, signed: string): void {
  mkdirSync(path.join(journalFolder, "signed"), { recursive: true });
  writeFileSync(signedFile(journalFolder, nonce), signed);
}

/**
 * Makes the journal of an earlier run fit to be continued: steps that failed are to be tried again, and transactions of which it does not
 * say whether they were sent are found or sent once more, as they were signed.
 * @param originalJournalFolder What messages call it.
 * @throws JournalOfAnotherChainError
 */
export async function reopenJournal(
  journalFolder: string,
  originalJournalFolder: string,
  provider: EIP1193Provider,
  deployer: Address,
): Promise<void> {
  if (!existsSync(journalFile(journalFolder))) return;
  const { contracts, failed } = await status(journalFolder);
  for (const { address } of Object.values(contracts)) {
    const code = await provider.request({ method: "eth_getCode", params: [address, "latest"] });
    if (code === "0x") throw new JournalOfAnotherChainError(originalJournalFolder, address);
  }
  for (const { futureId } of failed) await wipe(journalFolder, artifactResolver, futureId);
  for (const [futureId, nonce] of unaccountedSends(messagesOf(journalFolder))) {
    const hash = await sendAgain(journalFolder, nonce, provider, deployer);
    if (hash === null) await wipe(journalFolder, artifactResolver, futureId);
    else await trackTransaction(journalFolder, hash, provider);
  }
}

/** The transaction that each step was done by, by the step's id. */
export function confirmedTransactions(journalFolder: string): ReadonlyMap<string, string> {
  return new Map(
    messagesOf(journalFolder).flatMap(({ type, futureId, hash }) =>
      type === "TRANSACTION_CONFIRM" && hash !== undefined ? [[futureId, hash]] : [],
    ),
  );
}

/** Makes sure the node has the transaction that was signed for the nonce; null if none was, or if another one has used the nonce. */
async function sendAgain(journalFolder: string, nonce: number, provider: EIP1193Provider, deployer: Address): Promise<string | null> {
  const file = signedFile(journalFolder, nonce);
  if (!existsSync(file)) return null;
  const signed = readFileSync(file, "utf8");
  const { hash } = Transaction.from(signed);
  if ((await provider.request({ method: "eth_getTransactionByHash", params: [hash] })) !== null) return hash;
  const used = await provider.request({ method: "eth_getTransactionCount", params: [deployer, "latest"] });
  if (Number(used) > nonce) return null;
  await provider.request({ method: "eth_sendRawTransaction", params: [signed] });
  return hash;
}

/** The nonces of steps that were about to be sent when the run broke off. */
function unaccountedSends(messages: readonly JournalMessage[]): ReadonlyMap<string, number> {
  const prepared = new Map<string, number>();
  const sent = new Set<string>();
  for (const { type, futureId, nonce } of messages) {
    if (type === "TRANSACTION_PREPARE_SEND" && nonce !== undefined && !sent.has(futureId)) prepared.set(futureId, nonce);
    if (type === "TRANSACTION_SEND") sent.add(futureId);
    if (["TRANSACTION_SEND", "WIPE_APPLY"].includes(type)) prepared.delete(futureId);
    if (["ONCHAIN_INTERACTION_DROPPED", "ONCHAIN_INTERACTION_REPLACED_BY_USER", "WIPE_APPLY"].includes(type)) sent.delete(futureId);
  }
  return prepared;
}

function messagesOf(journalFolder: string): readonly JournalMessage[] {
  return readFileSync(journalFile(journalFolder), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function journalFile(journalFolder: string): string {
  return path.join(journalFolder, "journal.jsonl");
}

function signedFile(journalFolder: string, nonce: number): string {
  return path.join(journalFolder, "signed", `${nonce}.txt`);
}
