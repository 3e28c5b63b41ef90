import {
  answersWith,
  during,
  failsWith,
  first,
  hangs,
  ignoresTheBlock,
  lags,
  type NodeFault,
} from "../../../scripts/chaos/faults/faultyNode.ts";
import { subgraphFaults } from "./subgraphFaults.ts";
import type { Fault, World } from "./world.ts";

const node = (name: string, weight: number, faultOf: (world: World) => NodeFault, buckets: Fault["buckets"] = [1, 1]): Fault => ({
  layer: "rpc",
  name,
  weight,
  buckets,
  begin: async (world) => {
    world.node.fault = faultOf(world);
    return () => {
      world.node.fault = null;
    };
  },
});

const market = (name: string, addressOf: (world: World) => string): Fault => ({
  layer: "market",
  name,
  weight: 2,
  buckets: [1, 5],
  begin: (world) => world.breakContract(addressOf(world)),
});

/** Everything that goes wrong. One more fault is one more line; its test needs no change. */
export const FAULTS: readonly Fault[] = [
  node("does not answer at all", 2, () => hangs),
  node("answers HTTP 500", 2, () => failsWith(500), [1, 2]),
  node("does not answer once", 3, () => first(1, hangs)),
  node("answers HTTP 503 once", 3, () => first(1, failsWith(503))),
  node("answers reads with nothing", 2, () => answersWith("eth_call", "0x"), [1, 2]),
  node("answers reads with rubbish", 2, () => answersWith("eth_call", `0x${"ff".repeat(64)}`)),
  node("has no newest block", 2, () => answersWith("eth_getBlockByNumber", null)),
  node("lags behind by a bucket", 2, () => lags(1)),
  node("lags behind for long", 2, () => lags(4), [1, 3]),
  node("reads another block", 2, () => ignoresTheBlock(1)),
  node("takes longer than a bucket lasts", 2, (world) =>
    first(
      1,
      during("eth_call", () => world.pass(700)),
    ),
  ),
  node("loses the database meanwhile", 2, (world) => during("eth_call", world.killSessions)),
  market("Compound reverts", ({ chain }) => chain.addresses.comet),
  market("Sky's PSM reverts", ({ chain }) => chain.addresses.usdsPsm),
  market("Aave reverts", ({ chain }) => chain.addresses.aavePool),
  {
    layer: "chain",
    name: "replaces its last blocks",
    weight: 6,
    buckets: [1, 4],
    begin: async ({ chain, replaceSince }) => {
      const snapshot = await chain.provider.request({ method: "evm_snapshot" });
      return () => replaceSince(snapshot);
    },
  },
  {
    layer: "database",
    name: "ends all sessions",
    weight: 4,
    buckets: [1, 1],
    begin: async (world) => {
      await world.killSessions();
      return () => undefined;
    },
  },
  {
    layer: "database",
    name: "connections break",
    weight: 2,
    buckets: [1, 1],
    begin: async ({ database }) => {
      database.cut();
      return () => undefined;
    },
  },
  {
    layer: "database",
    name: "refuses connections",
    weight: 3,
    buckets: [1, 6],
    begin: async ({ database }) => {
      await database.refuse();
      return () => database.accept();
    },
  },
  ...subgraphFaults,
];
