import { id, ZeroAddress } from "ethers";
import type { Market } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import { curveParameters, curveRisks } from "./curve.ts";
import { UnknownProtocolError } from "./errors.ts";
import { uniswapV3Arguments, uniswapV3Risks } from "./uniswapV3.ts";

/** The adapter contract of a market and what its constructor takes. */
export interface AdapterBlueprint {
  /** Its file under contracts/. */
  readonly source: string;
  readonly constructorArguments: readonly unknown[];
  /** The risks it shares with others, in words; on chain each is the keccak256 of its name. */
  readonly risks: readonly string[];
}

type BlueprintFactory = (vault: Address, market: Market, rewardReceiver: Address) => AdapterBlueprint;

const blueprints: Readonly<Record<string, BlueprintFactory>> = {
  "aave-v3": (vault, market, rewardReceiver) =>
    withRisks(
      "adapters/AaveV3Adapter",
      [vault, market.address, ...rewardArguments(market.companions.rewardsController, rewardReceiver)],
      ["protocol:aave-v3", issuerOf(market)],
    ),
  "compound-v3": (vault, market, rewardReceiver) =>
    withRisks(
      "adapters/CompoundV3Adapter",
      [vault, market.address, ...rewardArguments(market.companions.cometRewards, rewardReceiver)],
      ["protocol:compound-v3", issuerOf(market)],
    ),
  "sky-savings": (vault, market) =>
    withRisks(
      "adapters/SkySavingsAdapter",
      [vault, market.companions.psm, market.address],
      ["protocol:sky", "issuer:usds", issuerOf(market)],
    ),
  "uniswap-v3": (vault, market) => withRisks("adapters/UniswapV3Adapter", [vault, ...uniswapV3Arguments(market)], uniswapV3Risks(market)),
  curve: (vault, market, rewardReceiver) =>
    withRisks("adapters/CurveAdapter", [vault, curveParameters(market, rewardReceiver)], curveRisks(market)),
  erc4626: (vault, market) => withRisks("adapters/ERC4626Adapter", [vault, market.address], [`vault:${market.address}`, issuerOf(market)]),
};

/** Whether a vault can put money into the market; if not, it is only watched. */
export function hasAdapter({ protocol }: Market): boolean {
  return blueprints[protocol] !== undefined;
}

/** @param rewardReceiver Where the market's rewards go; by default they are not claimed. */
export function adapterBlueprint(vault: Address, market: Market, rewardReceiver: Address = ZeroAddress): AdapterBlueprint {
  const blueprint = blueprints[market.protocol];
  if (blueprint === undefined) throw new UnknownProtocolError(market.protocol, Object.keys(blueprints));
  return blueprint(vault, market, rewardReceiver);
}

function withRisks(source: string, leading: readonly unknown[], risks: readonly string[]): AdapterBlueprint {
  return { source, constructorArguments: [...leading, risks.map(id)], risks };
}

/** What pays the rewards and where they go: both or neither. */
function rewardArguments(rewards: Address | undefined, rewardReceiver: Address): readonly [Address, Address] {
  return rewards === undefined || rewardReceiver === ZeroAddress ? [ZeroAddress, ZeroAddress] : [rewards, rewardReceiver];
}

function issuerOf(market: Market): string {
  return `issuer:${market.asset.symbol.toLowerCase()}`;
}
