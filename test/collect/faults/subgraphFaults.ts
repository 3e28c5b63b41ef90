import type { Fault } from "./world.ts";

/** What can go wrong with a subgraph; empty as long as no market of the address book is read from one. */
export const subgraphFaults: readonly Fault[] = [];
