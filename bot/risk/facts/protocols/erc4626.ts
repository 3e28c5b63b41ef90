import type { ProtocolFacts } from "../protocolFacts.ts";

/** A standard, not a protocol: everything depends on the vault. */
export const erc4626: ProtocolFacts = {
  kind: "vault",
  launchedOn: null,
  audits: null,
  oracle: null,
  adminPower: null,
  adminDelays: null,
  isUpgradeable: null,
  collateral: null,
  sources: ["https://eips.ethereum.org/EIPS/eip-4626"],
};
