import { contractReason } from "../contractReason.ts";
import type { VetoRule } from "../input.ts";

/** What the vault's own adapter finds wrong with the market, for the adapter's reason: the contract closes on it, too. */
export const adapterHealth: VetoRule = ({ position }) => {
  if (position === null || position.healthy) return null;
  const { reason, unknownText } = contractReason(position.healthReason);
  if (reason === "adapter-unreadable") return { reason, effect: "exit", detail: "the adapter of our position cannot be read" };
  if (reason !== "adapter-unhealthy") return { reason, effect: "exit", detail: `the adapter of our position reports "${reason}"` };
  const said = unknownText === null ? "without a reason" : `with the reason "${unknownText}"`;
  return { reason, effect: "exit", detail: `the adapter of our position calls itself unhealthy ${said}` };
};
