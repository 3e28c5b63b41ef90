import type { BundleOffer, StoredBundle } from "../../core/bundle.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { BlockHead } from "../chainReads.ts";

export interface TargetPolicy {
  /** How many blocks to come are offered at a time. */
  readonly blocksAhead: number;
  readonly secondsPerBlock: number;
}

/** The blocks after `head` that may still hold a transaction with the deadline, in order; null is no deadline. */
export function targetsAfter(head: BlockHead, deadlineSeconds: UnixSeconds | null, policy: TargetPolicy): readonly number[] {
  const { blocksAhead, secondsPerBlock } = policy;
  const untilDeadline = deadlineSeconds === null ? blocksAhead : Math.floor((deadlineSeconds - head.timestampSeconds) / secondsPerBlock);
  const count = Math.max(0, Math.min(blocksAhead, untilDeadline));
  return Array.from({ length: count }, (_, index) => head.number + 1 + index);
}

/** Offers that may still be taken up: their last block has not come yet. */
export function standing(offers: readonly StoredBundle[], headBlock: number): readonly StoredBundle[] {
  return offers.filter(({ status, targetBlock }) => status === "sent" && targetBlock > headBlock);
}

/** Offers whose last block has come, and of which nobody has recorded what became of them. */
export function passed(offers: readonly StoredBundle[], headBlock: number): readonly StoredBundle[] {
  return offers.filter(({ status, targetBlock }) => status === "sent" && targetBlock <= headBlock);
}

/**
 * What has to be offered to one builder so that every target is covered: a bundle for each that none stands for, or one private transaction up
 * to the last if none stands.
 */
export function uncovered(
  targets: readonly number[],
  method: BundleOffer["method"],
  standingTargets: ReadonlySet<number>,
): readonly number[] {
  if (method === "bundle") return targets.filter((target) => !standingTargets.has(target));
  return standingTargets.size > 0 ? [] : targets.slice(-1);
}
