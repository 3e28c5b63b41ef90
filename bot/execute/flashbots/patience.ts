import type { OutboxRow } from "../../core/outbox.ts";
import type { MadeOffer, WantedOffer } from "./offer.ts";
import { RelayRefusedError } from "./relayErrors.ts";

/** What keeps a keeper that looks every second from asking a builder the same again and again. */
export interface Patience {
  /** Whether an offer is worth making at this head. */
  allows(row: OutboxRow, offer: WantedOffer, headBlock: number): boolean;
  noteFailure(row: OutboxRow, made: MadeOffer, headBlock: number): void;
  /** Nothing of it again before the next block. */
  noteWithdrawal(row: OutboxRow, headBlock: number): void;
  forget(row: OutboxRow): void;
}

/**
 * A builder that refused the bytes for a block is not offered them for that block again; one that was busy or out of order is at the next
 * head. It lives in memory only: a keeper that comes back asks once more, which does no harm.
 */
export function patience(): Patience {
  const notUpTo = new Map<string, Map<string, number>>();
  function note(row: OutboxRow, what: string, headBlock: number) {
    const ofRow = notUpTo.get(row.id) ?? new Map<string, number>();
    notUpTo.set(row.id, ofRow.set(what, headBlock));
  }
  function isWithheld(row: OutboxRow, what: string, headBlock: number): boolean {
    const until = notUpTo.get(row.id)?.get(what);
    return until !== undefined && headBlock <= until;
  }
  return {
    allows: (row, offer, headBlock) => !isWithheld(row, ALL, headBlock) && !isWithheld(row, keyOf(offer), headBlock),
    noteFailure: (row, made, headBlock) =>
      note(row, keyOf(made), made.failure instanceof RelayRefusedError && made.failure.certain ? made.targetBlock : headBlock),
    noteWithdrawal: (row, headBlock) => note(row, ALL, headBlock),
    forget: (row) => notUpTo.delete(row.id),
  };
}

const ALL = "all";

function keyOf({ builder, targetBlock }: WantedOffer): string {
  return `${builder.relay.builder}/${targetBlock}`;
}
