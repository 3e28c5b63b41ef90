import type { BundleOffer } from "../../../bot/core/bundle.ts";
import type { Builder } from "../../../bot/execute/flashbots/builder.ts";
import type { BundleSimulation, BundleStats, RelayClient } from "../../../bot/execute/flashbots/relayClient.ts";
import { RelayRefusedError } from "../../../bot/execute/flashbots/relayErrors.ts";

export interface StubBuilder extends Builder {
  /** The blocks of what it was sent and took, in order. */
  readonly taken: number[];
  /** Of every request to take something, those it refused included. */
  readonly asked: number[];
  /** The uuids and hashes it was told to forget. */
  readonly cancelled: string[];
  /** Makes what it is sent fail from now on; null lets it take all. */
  failWith(failure: ((targetBlock: number) => Error | null) | null): void;
}

/** A builder in memory, for what needs many runs or a moment between two of them. */
export function stubBuilder(options: {
  readonly name: string;
  readonly method?: BundleOffer["method"];
  /** Without one it cannot simulate. */
  readonly simulate?: () => BundleSimulation;
  readonly stats?: BundleStats;
}): StubBuilder {
  const { name, method = "bundle", simulate, stats } = options;
  const taken: number[] = [];
  const asked: number[] = [];
  const cancelled: string[] = [];
  let failure: ((targetBlock: number) => Error | null) | null = null;
  const unsupported = (call: string) => new RelayRefusedError(name, call, -32_601, "method not found");
  const take = (targetBlock: number) => {
    asked.push(targetBlock);
    const error = failure?.(targetBlock);
    if (error) throw error;
    taken.push(targetBlock);
  };
  const relay: RelayClient = {
    builder: name,
    async sendBundle({ targetBlock }) {
      take(targetBlock);
      return `0x${targetBlock.toString(16).padStart(64, "0")}`;
    },
    sendPrivateTransaction: async (_, maxBlock) => take(maxBlock),
    async simulate() {
      if (!simulate) throw unsupported("eth_callBundle");
      return simulate();
    },
    cancelBundle: async (uuid) => void cancelled.push(uuid),
    cancelPrivateTransaction: async (hash) => void cancelled.push(hash),
    async bundleStats() {
      if (!stats) throw unsupported("flashbots_getBundleStatsV2");
      return stats;
    },
    async userStats() {
      throw unsupported("flashbots_getUserStatsV2");
    },
  };
  return {
    relay,
    method,
    taken,
    asked,
    cancelled,
    failWith(next) {
      failure = next;
    },
  };
}
