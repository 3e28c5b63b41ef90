import type { VetoRule } from "../input.ts";

/** The market takes no action, or pays nothing out: what can leave does, as soon as it can. */
export const paused: VetoRule = ({ observation }) =>
  observation?.flags.paused ? { reason: "paused", effect: "exit", detail: "the market is paused" } : null;
