import type { StoredBundle } from "../../core/bundle.ts";
import type { KeeperError } from "../../core/errors.ts";
import type { OutboxRow } from "../../core/outbox.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { BlockHead } from "../chainReads.ts";
import { rejectionReason } from "../rejection.ts";
import { SubmissionRejectedError, type Submitted, type Submitter } from "../submitter.ts";
import { guardOf } from "../transaction.ts";
import type { Builder, PrivateSubmissionDeps } from "./builder.ts";
import { closeOffers } from "./closeOffers.ts";
import { concludeMissed, withdraw } from "./conclude.ts";
import { type MadeOffer, makeOffer, type WantedOffer } from "./offer.ts";
import { BuildersUnavailableError, NoBlockLeftError, OffersWithdrawnError } from "./offeringErrors.ts";
import { type Patience, patience } from "./patience.ts";
import { RelayRefusedError } from "./relayErrors.ts";
import { passed, standing, targetsAfter, uncovered } from "./targets.ts";
import { simulatedVerdict } from "./verdict.ts";

export const FLASHBOTS = "flashbots";

/**
 * Offers transactions to several builders at a time, for each of the next blocks, and to nobody else. What was offered to whom is in the
 * bundle log, so that a submitter that comes back goes on where it was.
 */
export function bundleSubmitter(deps: PrivateSubmissionDeps): Submitter {
  const restraint = patience();
  return {
    kind: FLASHBOTS,
    submit: (row, head) => submit(deps, restraint, row, head),
    async close(row, end) {
      restraint.forget(row);
      await closeOffers(deps, row, end);
    },
  };
}

async function submit(deps: PrivateSubmissionDeps, restraint: Patience, row: OutboxRow, head: BlockHead): Promise<Submitted> {
  const { builders, bundles, errors } = deps;
  const offers = await bundles.ofTransaction(row.id);
  const deadlineSeconds = deadlineOf(row);
  const targets = targetsAfter(head, deadlineSeconds, deps.targets);
  const wanted = wantedOffers(builders, offers, targets, head.number).filter((offer) => restraint.allows(row, offer, head.number));
  const verdict = wanted.length === 0 ? null : await simulatedVerdict(builders, row, head.number, errors);

  // A miss is explained beside the new offers, which have a block to catch; neither may be cut short by the other's failure.
  const [made, concluded] = await Promise.allSettled([
    verdict?.fails ? [] : Promise.all(wanted.map((offer) => makeOffer(deps, row, offer, deadlineSeconds))),
    concludeMissed(deps, row, passed(offers, head.number), verdict?.fails ? verdict.words : null),
  ]);
  if (made.status === "rejected") throw made.reason;
  if (concluded.status === "rejected") throw concluded.reason;

  if (verdict?.fails) {
    if (offers.length === 0) throw new SubmissionRejectedError(verdict.reason, verdict.words);
    restraint.noteWithdrawal(row, head.number);
    return stopOffering(deps, row, offers, head.number, verdict.words);
  }
  for (const offer of made.value) if (offer.failure !== null) restraint.noteFailure(row, offer, head.number);
  if (made.value.some(({ failure }) => failure === null)) return { via: FLASHBOTS, offeredNow: true };
  if (standing(offers, head.number).length > 0) return { via: FLASHBOTS, offeredNow: false };
  if (made.value.length > 0) throw refusal(made.value, offers);
  if (offers.length === 0 && targets.length === 0 && deadlineSeconds !== null) throw new NoBlockLeftError(deadlineSeconds);
  return { via: FLASHBOTS, offeredNow: false };
}

async function stopOffering(
  deps: PrivateSubmissionDeps,
  row: OutboxRow,
  offers: readonly StoredBundle[],
  headBlock: number,
  words: string,
): Promise<never> {
  await withdraw(deps, row, standing(offers, headBlock), `Its simulation fails by now: ${words}`);
  throw new OffersWithdrawnError(words);
}

function wantedOffers(
  builders: readonly Builder[],
  offers: readonly StoredBundle[],
  targets: readonly number[],
  headBlock: number,
): readonly WantedOffer[] {
  const stand = standing(offers, headBlock);
  return builders.flatMap((builder) => {
    const ofBuilder = stand.filter((offer) => offer.builder === builder.relay.builder && offer.method === builder.method);
    const covered = new Set(ofBuilder.map(({ targetBlock }) => targetBlock));
    return uncovered(targets, builder.method, covered).map((targetBlock) => ({ builder, targetBlock }));
  });
}

function refusal(made: readonly MadeOffer[], offers: readonly StoredBundle[]): KeeperError {
  const failures = made.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const words = [...new Set(failures.map(({ message }) => message))].join("; ");
  // Refused for what it is: whoever is merely busy may take it at the next block.
  const refused = failures.filter((failure): failure is RelayRefusedError => failure instanceof RelayRefusedError && failure.certain);
  if (offers.length > 0 || refused.length < failures.length) return new BuildersUnavailableError(words);
  const [reason] = refused.flatMap(({ builderMessage }) => rejectionReason(builderMessage) ?? []);
  return new SubmissionRejectedError(reason ?? "invalid", words);
}

/** Null for what has none, such as the cancellation of a nonce. */
function deadlineOf({ rawTransaction }: OutboxRow): UnixSeconds | null {
  const guard = guardOf(rawTransaction);
  return guard === null ? null : Number(guard.deadlineSeconds);
}
