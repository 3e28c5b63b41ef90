import { formatUnits } from "ethers";
import type { BundleOffer } from "../../core/bundle.ts";
import type { BundleStats } from "./relayClient.ts";

export interface MissContext {
  readonly offer: Pick<BundleOffer, "builder" | "method" | "targetBlock">;
  readonly maxFeePerGasWei: bigint;
  /** Of the target block; null when it could not be read. */
  readonly baseFeePerGasWei: bigint | null;
  /** Null when the builder gives none. */
  readonly stats: BundleStats | null;
  /** Why the transaction would fail by now; null when it would not, or nobody has looked. */
  readonly failsByNow: string | null;
}

/** Why an offer was not taken up, as far as it can be known: nobody says why a block was built as it was. */
export function explainMiss({ offer, maxFeePerGasWei, baseFeePerGasWei, stats, failsByNow }: MissContext): string {
  const { targetBlock } = offer;
  if (baseFeePerGasWei !== null && baseFeePerGasWei > maxFeePerGasWei) {
    return `The base fee of block ${targetBlock}, ${gwei(baseFeePerGasWei)} gwei, was above the transaction's limit of ${gwei(maxFeePerGasWei)}`;
  }
  const missed = offer.method === "bundle" ? `Block ${targetBlock} went by without it` : `No block up to ${targetBlock} took it`;
  const causes = [
    ...(stats === null ? [] : [progress(offer, stats)]),
    ...(failsByNow === null ? [] : [`its simulation fails by now: ${failsByNow}`]),
  ];
  return causes.length === 0 ? missed : `${missed}: ${causes.join("; ")}`;
}

/** How far the bundle came. */
function progress({ builder, targetBlock }: MissContext["offer"], stats: BundleStats): string {
  if (!stats.isSimulated) return `${builder} had not simulated it in time`;
  const considered = stats.consideredByBuildersAt?.length ?? 0;
  const sealed = stats.sealedByBuildersAt?.length ?? 0;
  if (sealed > 0) return `${counted(sealed)} sealed a block with it, and another block became block ${targetBlock}`;
  if (considered > 0)
    return `${counted(considered)} considered it, and none sealed a block with it: others paid more, or took what it needed`;
  return `${builder} simulated it, and no builder considered it`;
}

function counted(builders: number): string {
  return builders === 1 ? "1 builder" : `${builders} builders`;
}

function gwei(wei: bigint): string {
  return formatUnits(wei, "gwei");
}
