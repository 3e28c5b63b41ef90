import { VETO_REASONS, type VetoReason } from "../../core/risk.ts";

/** What the vault reader says of an adapter that does not answer; the contract's monitor says "adapter-unreadable" of the same. */
const UNREADABLE = "unreadable";

/** A contract's reason as one of ours, and what it said where we have no word for it. */
export function contractReason(text: string): { readonly reason: VetoReason; readonly unknownText: string | null } {
  if (text === UNREADABLE) return { reason: "adapter-unreadable", unknownText: null };
  const known = VETO_REASONS.find((one) => one === text);
  if (known !== undefined) return { reason: known, unknownText: null };
  return { reason: "adapter-unhealthy", unknownText: text === "" ? null : text };
}
