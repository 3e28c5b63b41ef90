import type { FactDate } from "./factDate.ts";
import type { MarketKind } from "./marketKind.ts";
import { aaveV2, aaveV3 } from "./protocols/aave.ts";
import { compoundV2, compoundV3 } from "./protocols/compound.ts";
import { erc4626 } from "./protocols/erc4626.ts";
import { curve, pancakeswapV3, uniswapV2, uniswapV3 } from "./protocols/exchanges.ts";
import { lido } from "./protocols/lido.ts";
import { makerDsr, skySavings } from "./protocols/sky.ts";

/** A review by somebody else of the contracts that hold deposits, or of what governs them. */
export interface Audit {
  readonly firm: string;
  /** When its report was public at the latest. */
  readonly publishedBy: FactDate;
}

/** Who can change what holds the deposits. */
export type AdminPower = "immutable" | "governance" | "governance-timelock" | "timelock" | "multisig";

/** How long a decided change waits before it is executed, from a day on. */
export interface AdminDelay {
  readonly since: FactDate;
  readonly hours: number;
}

/** Where the prices or balances come from that decide what deposits are worth: nowhere ("none"), or from outside the contracts. */
export type OracleKind = "none" | "chainlink" | "protocol" | "committee";

/**
 * What is known of a protocol on Ethereum and does not change with every block. Null is "not known", or "depends on the vault".
 *
 * To correct a fact, or to add a protocol: change its entry in `protocols/`, with the address where it can be read in `sources`. A fact without a
 * source stays null. What changed over the years has its dates, so that a model that learns from the past is not told the future; trained models
 * remember the facts they have seen only as numbers, so a correction takes effect with the next training.
 */
export interface ProtocolFacts {
  readonly kind: MarketKind;
  readonly launchedOn: FactDate | null;
  readonly audits: readonly Audit[] | null;
  readonly oracle: OracleKind | null;
  readonly adminPower: AdminPower | null;
  /** Ascending. */
  readonly adminDelays: readonly AdminDelay[] | null;
  /** Whether the code that holds deposits can be replaced. */
  readonly isUpgradeable: boolean | null;
  /** What stands behind deposits, for a person. */
  readonly collateral: string | null;
  /** Where these facts can be read. */
  readonly sources: readonly string[];
}

/** By the protocol part of a market's id. */
export const PROTOCOL_FACTS: Readonly<Record<string, ProtocolFacts>> = {
  "aave-v2": aaveV2,
  "aave-v3": aaveV3,
  "compound-v2": compoundV2,
  "compound-v3": compoundV3,
  "sky-savings": skySavings,
  "maker-dsr": makerDsr,
  curve,
  "uniswap-v2": uniswapV2,
  "uniswap-v3": uniswapV3,
  "pancakeswap-v3": pancakeswapV3,
  lido,
  erc4626,
};

/** Null for a protocol that is not in the table. */
export function protocolFacts(protocol: string): ProtocolFacts | null {
  return PROTOCOL_FACTS[protocol] ?? null;
}
