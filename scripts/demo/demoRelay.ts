import { createHash } from "node:crypto";
import type { Configuration } from "../../bot/config/schema.ts";
import type { Eip1193Provider } from "../local-mainnet/provider.ts";
import { type Relay, startRelay } from "../relay/startRelay.ts";

/** On a simulated chain a block needs no twelve seconds. */
const SLOT_MILLISECONDS = 60;

/**
 * The relay of a run. As on mainnet, where each builder makes some of the blocks, it brings into a block what targets three of four; which ones
 * is the seed's business.
 */
export function startDemoRelay(provider: Eip1193Provider, seed: string): Promise<Relay> {
  return startRelay({
    provider,
    slotMilliseconds: SLOT_MILLISECONDS,
    bundleModes: ({ lastBlock }) => (isSomebodyElses(lastBlock, seed) ? { kind: "drop" } : undefined),
  });
}

/** Whether a block is made by a builder that is not asked. */
function isSomebodyElses(blockNumber: number, seed: string): boolean {
  return createHash("sha256").update(`${seed} ${blockNumber}`).digest().readUInt8() % 4 === 0;
}

/** What makes the keeper use it, and nothing else. */
export function overRelay(relay: Relay): Pick<Configuration, "submission"> {
  return {
    submission: {
      route: "private",
      builders: [{ name: "local-relay", url: relay.url, method: "bundle" }],
      publicFallbackAfterBlocks: null,
    },
  };
}
