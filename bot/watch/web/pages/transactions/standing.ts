import { toFloat } from "../../../../core/units.ts";
import { listText } from "../../../../decide/wording.ts";
import type { Schema } from "../../../client/keeperClient.ts";

export type Execution = Schema<"Execution">;
export type Attempt = Schema<"TransactionAttempt">;
export type Bundle = Schema<"Bundle">;

type Tone = "good" | "warn" | "bad" | "info";

/** How a transaction stands, in a word. */
export interface Standing {
  readonly tone: Tone;
  readonly word: string;
}

export function standingOf({ purpose, status }: Pick<Attempt, "purpose" | "status">): Standing {
  switch (status) {
    case "signed":
    case "submitted":
      return { tone: "info", word: "On its way" };
    case "mined":
      return purpose === "rebalance" ? { tone: "good", word: "Included" } : { tone: "warn", word: "Called off" };
    case "reverted":
      return { tone: "bad", word: "Reverted" };
    case "replaced":
      return { tone: "warn", word: "Replaced" };
    case "dropped":
      return { tone: "warn", word: "Not included" };
  }
}

const OFFER_TONES: Readonly<Record<Bundle["status"], Tone | "plain">> = {
  sent: "info",
  included: "good",
  missed: "warn",
  refused: "bad",
  cancelled: "plain",
};

/** Of an offer to a builder: that another of the same transaction was taken is no failure of it. */
export function offerTone(status: Bundle["status"]): Tone | "plain" {
  return OFFER_TONES[status];
}

/** The attempt that tells what became of it all: the one in a block, or else the last one. */
export function decidingAttempt({ attempts }: Execution): Attempt | null {
  return attempts.find(({ inclusion }) => inclusion !== null) ?? attempts.at(-1) ?? null;
}

/** What became of it, in a sentence: in which block and after how much, or why not. */
export function whatBecame(execution: Execution): string {
  const attempt = decidingAttempt(execution);
  if (attempt === null) return "Nothing was signed.";
  const { inclusion, status, purpose, reason, nonce, signedAtBlock } = attempt;
  if (inclusion === null) {
    return status === "signed" || status === "submitted" ? waiting(attempt) : `In no block: ${reason ?? "nobody says why"}.`;
  }
  const block = blockText(inclusion.blockNumber);
  if (status === "reverted") return `Reverted in block ${block}: ${reason ?? "the chain gives no reason"}.`;
  if (purpose === "cancel") return `Called off: an empty transaction used nonce ${nonce} in block ${block}.`;
  const blocks = inclusion.blockNumber - signedAtBlock;
  const after = `${counted(blocks, "block")} after it was signed`;
  const retries = attempt.attempt === 0 ? "" : `, at attempt ${attempt.attempt + 1}`;
  return `In block ${block}, ${after}${retries}, ${wayOf(execution, attempt)}.`;
}

/** How an included transaction got there. */
function wayOf({ attempts }: Execution, attempt: Attempt): string {
  const offers = attempts.flatMap(({ bundles }) => bundles);
  if (attempt.route === "public" || offers.length === 0) return `by the ${attempt.route} route`;
  const failed = offers.filter(({ status }) => status === "missed" || status === "refused").length;
  const taken = attempt.bundles.filter(({ status }) => status === "included").map(({ builder }) => builder);
  const whose = taken.length === 0 ? "" : ` of ${listText([...new Set(taken)], 3)}`;
  return failed === 0
    ? `with the first bundle${whose}`
    : `after ${counted(failed, "bundle")} that ${failed === 1 ? "was" : "were"} not taken`;
}

function waiting({ route, signedAtBlock, bundles, status }: Attempt): string {
  if (status === "signed") return "Signed, and not sent yet.";
  const open = bundles.filter((offer) => offer.status === "sent");
  if (open.length === 0) return `Sent by the ${route} route at block ${blockText(signedAtBlock)}; in no block yet.`;
  const last = Math.max(...open.map(({ targetBlock }) => targetBlock));
  const builders = listText([...new Set(open.map(({ builder }) => builder))], 3);
  return `Offered to ${builders} until block ${blockText(last)}; in no block yet.`;
}

/** What it cost; null while it is in no block. */
export function costOf(execution: Execution): { readonly wei: string; readonly usd: number } | null {
  const attempt = decidingAttempt(execution);
  if (attempt === null || attempt.inclusion === null) return null;
  return { wei: attempt.inclusion.costWei, usd: costUsdOf(attempt, attempt.inclusion) };
}

/** At the price of ether when it was signed, as budgets count it. */
export function costUsdOf({ ethPriceUsd }: Attempt, { costWei }: NonNullable<Attempt["inclusion"]>): number {
  return toFloat(BigInt(costWei), 18) * ethPriceUsd;
}

/** The move that was furthest off what was expected of it, in basis points; null where nothing is known. */
export function worstDriftBps({ result }: Execution): number | null {
  const known = (result?.moves ?? []).flatMap(({ driftBps }) => (driftBps === null ? [] : [driftBps]));
  return known.length === 0 ? null : known.reduce((worst, bps) => (Math.abs(bps) > Math.abs(worst) ? bps : worst));
}

function blockText(block: number): string {
  return block.toLocaleString("en-US");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
