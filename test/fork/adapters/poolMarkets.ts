import type { Market } from "../../../bot/core/market.ts";
import { mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import { knownMarket } from "../vaultOnFork.ts";

const { dai, usdc, usdt, curve3Pool, curve3Crv, curve3PoolGauge, uniswapUsdcUsdtPool } = mainnetAddresses;

export const CURVE_3POOL: Market = {
  id: "1:curve:3pool-usdc",
  chainId: 1,
  protocol: "curve",
  asset: { address: usdc, symbol: "USDC", decimals: 6 },
  address: curve3Pool,
  companions: { shareToken: curve3Crv, gauge: curve3PoolGauge, coin0: dai, coin1: usdc, coin2: usdt },
};

export const UNISWAP_USDC_USDT: Market = {
  ...knownMarket("1:aave-v3:usdc"),
  id: "1:uniswap-v3:usdc-usdt",
  protocol: "uniswap-v3",
  address: uniswapUsdcUsdtPool,
  companions: { other: usdt },
};
