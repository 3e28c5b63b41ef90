import type { VetoRule } from "../input.ts";

/** Full: nothing can be added, and nothing is wrong with what is there. */
export const supplyCap: VetoRule = ({ observation }) =>
  observation?.flags.supplyCapReached
    ? { reason: "supply-cap-reached", effect: "close", detail: "the market is full: its supply cap is reached" }
    : null;
