import type { Apr } from "../../../core/units.ts";

/** What a market is at a moment, as far as a glance tells. */
export const GLANCED = {
  /** The vault has no position there. */
  unseen: 0,
  /** It takes money. */
  open: 1,
  /** It takes none, and nothing is to be feared of it. */
  full: 2,
  /** A veto keeps money out. */
  vetoed: 3,
  /** Only a full decision can tell. */
  unsure: 4,
  /** Nothing of ours there can leave now, and nothing may join it. */
  stuck: 5,
} as const;

/** A glance is unsure where a threshold is no further away than this, relative to it. */
export const MARGIN = 1e-6;

/**
 * What a vault lives in, in numbers: market m at moment s is at `m * moments + s`. Where it answers for more than numbers, as where an observed
 * market must be left at once, it is unsure.
 */
export interface GlanceColumns {
  readonly markets: number;
  readonly moments: number;
  /** As of every position. */
  readonly caps: { readonly absoluteCap: bigint; readonly relativeCapBps: number };
  /** `worstConversionBps` of what moving costs at every moment. */
  readonly worstConversionBps: number;
  /** Each market while nothing of ours is there; `GLANCED`. */
  readonly states: Uint8Array;
  readonly quotedApr: Float64Array;
  /** Smallest units. */
  readonly supply: Float64Array;
  /** What a market is with so much of ours there, smallest units. */
  heldState(moment: number, market: number, holding: number): number;
  /** What it quotes then. */
  heldApr(moment: number, market: number, holding: number): Apr;
}
