import type { Market } from "../../core/market.ts";
import { aaveV3 } from "./aaveV3.ts";
import { compoundV3 } from "./compoundV3.ts";
import { curve } from "./curve.ts";
import { erc4626 } from "./erc4626.ts";
import { lido } from "./lido.ts";
import { makerDsr } from "./makerDsr.ts";
import { skySavings } from "./skySavings.ts";
import type { Source, SourceFactory } from "./source.ts";
import { uniswapV3 } from "./uniswapV3.ts";

/** The protocols the keeper can read, by the name a market gives in `protocol`. */
export const sourceFactories: Readonly<Record<string, SourceFactory>> = {
  "aave-v3": aaveV3,
  "compound-v3": compoundV3,
  "sky-savings": skySavings,
  "maker-dsr": makerDsr,
  curve,
  lido,
  erc4626,
  "uniswap-v3": uniswapV3,
};

export function sourceFor(market: Market): Source {
  const factory = sourceFactories[market.protocol];
  if (factory === undefined) throw new Error(`No source reads the protocol "${market.protocol}" of market ${market.id}`);
  return factory(market);
}
