import { id } from "ethers";
import type { Market } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import { UnknownProtocolError } from "./errors.ts";

/** The adapter contract of a market and what its constructor takes. */
export interface AdapterBlueprint {
  /** Its file under contracts/. */
  readonly source: string;
  readonly constructorArguments: readonly unknown[];
  /** The risks it shares with others, in words; on chain each is the keccak256 of its name. */
  readonly risks: readonly string[];
}

type BlueprintFactory = (vault: Address, market: Market) => AdapterBlueprint;

const blueprints: Readonly<Record<string, BlueprintFactory>> = {
  "aave-v3": (vault, market) => withRisks("adapters/AaveV3Adapter", [vault, market.address], ["protocol:aave-v3", issuerOf(market)]),
  "compound-v3": (vault, market) =>
    withRisks("adapters/CompoundV3Adapter", [vault, market.address], ["protocol:compound-v3", issuerOf(market)]),
  "sky-savings": (vault, market) =>
    withRisks(
      "adapters/SkySavingsAdapter",
      [vault, market.companions.psm, market.address],
      ["protocol:sky", "issuer:usds", issuerOf(market)],
    ),
  erc4626: (vault, market) => withRisks("adapters/ERC4626Adapter", [vault, market.address], [`vault:${market.address}`, issuerOf(market)]),
};

export function adapterBlueprint(vault: Address, market: Market): AdapterBlueprint {
  const blueprint = blueprints[market.protocol];
  if (blueprint === undefined) throw new UnknownProtocolError(market.protocol, Object.keys(blueprints));
  return blueprint(vault, market);
}

function withRisks(source: string, leading: readonly unknown[], risks: readonly string[]): AdapterBlueprint {
  return { source, constructorArguments: [...leading, risks.map(id)], risks };
}

function issuerOf(market: Market): string {
  return `issuer:${market.asset.symbol.toLowerCase()}`;
}
