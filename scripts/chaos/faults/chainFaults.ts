import { type Fault, nothingToEnd } from "./fault.ts";

const DEEPEST_REORGANISATION = 5;

/** Blocks that others take the place of, gas that is suddenly dear, and transactions that no block takes. */
export const chainFaults: readonly Fault[] = [
  {
    kind: "reorg",
    layer: "chain",
    weight: 8,
    ticks: [1, 3],
    begin: async ({ world, random }) => {
      const planned = await world.chain.beginReorganisation(1 + random.index(DEEPEST_REORGANISATION));
      return () => planned.end();
    },
  },
  {
    kind: "base-fee-spike",
    layer: "chain",
    weight: 3,
    ticks: [1, 2],
    begin: async ({ world, random, fate }) => {
      const spike = () => world.chain.setBaseFeeMultiplier(10);
      // At once, or while a transaction is on its way.
      if (random.uniform() < 0.3) spike();
      else fate.beforeTick.push((keeper) => keeper.at("call", 15 + random.index(20), spike));
      return () => world.chain.setBaseFeeMultiplier(1);
    },
  },
  {
    kind: "mempool-stall",
    layer: "mempool",
    weight: 4,
    ticks: [1, 2],
    begin: async ({ world }) => {
      world.chain.setStalled(true);
      return () => world.chain.setStalled(false);
    },
  },
  {
    kind: "mempool-drop",
    layer: "mempool",
    weight: 4,
    ticks: [1, 2],
    begin: async ({ world, random }) => {
      world.chain.setForgetting(1 + random.index(12));
      return () => world.chain.setForgetting(0);
    },
  },
  {
    kind: "mempool-return",
    layer: "mempool",
    weight: 3,
    ticks: [1, 1],
    begin: async ({ world }) => {
      await world.chain.returnLost();
      return nothingToEnd;
    },
  },
];
