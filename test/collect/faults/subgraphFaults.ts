import type { Fault as SubgraphFault } from "../../../scripts/local-mainnet/subgraph/faults.ts";
import type { Fault } from "./world.ts";

const subgraph = (name: string, fault: SubgraphFault, buckets: Fault["buckets"] = [1, 2]): Fault => ({
  layer: "subgraph",
  name,
  weight: 1,
  buckets,
  begin: async (world) => {
    world.subgraph.setFault(fault);
    return () => world.subgraph.setFault(null);
  },
});

/** What goes wrong with a subgraph: no answer, one about something else, or one that is not true. */
export const subgraphFaults: readonly Fault[] = [
  subgraph("answers HTTP 503", { kind: "status", status: 503 }, [1, 3]),
  subgraph("limits the rate", { kind: "status", status: 429, retryAfterSeconds: 1 }),
  subgraph("does not answer in time", { kind: "slow", milliseconds: 2_000 }),
  subgraph("is behind", { kind: "lag", blocks: 200 }, [1, 3]),
  subgraph("answers about another block", { kind: "wrong-block", blocks: 1 }),
  subgraph("is on another branch", { kind: "reorged" }),
  subgraph("answers in part, and says so", { kind: "partial" }),
  subgraph("answers in part", { kind: "incomplete" }),
  subgraph("has errors in its index", { kind: "indexing-errors" }),
  subgraph("does not say of what block it speaks", { kind: "no-meta" }),
  subgraph("says something else than the chain", { kind: "gap", factor: 1.5 }, [1, 3]),
];
