import { type Fault, nothingToEnd } from "./fault.ts";

/** In the order in which an execution has them. */
const EVENTS = ["planned", "priced", "simulated", "signed", "submitted", "settled", "replaced-by"];
/** A tick makes about so many calls to nodes, and queries. */
const CALLS = 40;
const QUERIES = 60;

const process = (kind: string, weight: number, begin: Fault["begin"]): Fault => ({ kind, layer: "process", weight, ticks: [1, 1], begin });

/** kill -9, or SIGSTOP for long, wherever a keeper is in its work. */
export const processFaults: readonly Fault[] = [
  process("kill-at-event", 4, async ({ fate, random }) => {
    fate.dieAt = EVENTS[random.index(EVENTS.length)] ?? null;
    return nothingToEnd;
  }),
  process("kill-at-call", 3, async ({ fate, random }) => {
    const call = 1 + random.index(CALLS);
    fate.beforeTick.push((keeper) => keeper.at("call", call, keeper.kill));
    return nothingToEnd;
  }),
  process("kill-at-query", 3, async ({ fate, random }) => {
    const query = 1 + random.index(QUERIES);
    fate.beforeTick.push((keeper) => keeper.at("query", query, keeper.kill));
    return nothingToEnd;
  }),
  process("kill-with-standby", 2, async ({ team, fate, random }) => {
    await team.standBy();
    const call = 1 + random.index(CALLS);
    fate.beforeTick.push((keeper) => keeper.at("call", call, keeper.kill));
    return nothingToEnd;
  }),
  process("pause-leader", 2, async ({ team, fate, random }) => {
    await team.standBy();
    // Most of all just before it would record what it has signed, and just before it would send it.
    fate.pauseAt = ["simulated", "simulated", "signed", 1 + random.index(CALLS)][random.index(4)] ?? null;
    return nothingToEnd;
  }),
];
