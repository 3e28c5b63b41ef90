import type { RelayMode } from "../../relay/modes.ts";
import { ACCEPT } from "../../relay/modes.ts";
import type { Fault, Stage } from "./fault.ts";

const relay = (kind: string, modeOf: (stage: Stage) => RelayMode): Fault => ({
  kind,
  layer: "relay",
  weight: 1,
  ticks: [1, 2],
  begin: async (stage) => {
    const { relay: one } = stage.world.chain;
    one.setMode(modeOf(stage));
    return () => one.setMode(ACCEPT);
  },
});

/** What relays do to their searchers. */
export const relayFaults: readonly Fault[] = [
  relay("relay-rejects", () => ({ kind: "reject" })),
  relay("relay-drops", () => ({ kind: "drop" })),
  relay("relay-late", ({ random }) => ({ kind: "late", targets: 1 + random.index(6) })),
  relay("relay-competing", ({ world }) => ({ kind: "competing", compete: world.useVault })),
  relay("relay-hangs", () => ({ kind: "hang" })),
  relay("relay-429", () => ({ kind: "http-429" })),
  relay("relay-500", () => ({ kind: "http-500" })),
  relay("relay-simulation-fails", () => ({ kind: "simulation-fails" })),
];
