import { parseUnits } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { mainnetAddresses } from "../addresses.ts";

/** How one Aave reserve is listed. Amounts of caps are in whole tokens, limits in basis points, as Aave takes them. */
export interface AaveReserve {
  readonly symbol: string;
  readonly asset: Address;
  readonly decimals: number;
  readonly priceFeed: Address;
  /** The configurator's nonce at which mainnet listed it: aToken, stable debt and variable debt are created from there on. */
  readonly configuratorNonce: number;
  /** DefaultReserveInterestRateStrategy's constructor after the provider, RAY. */
  readonly rateStrategy: readonly bigint[];
  readonly reserveFactorBps: number;
  readonly ltvBps: number;
  readonly liquidationThresholdBps: number;
  readonly liquidationBonusBps: number;
  readonly supplyCap: number;
  readonly borrowCap: number;
}

const ray = (fraction: string) => parseUnits(fraction, 27);

/** A curve of the variable rate; stable borrowing is off on mainnet, so its parameters are nought. */
function variableRateStrategy(curve: { optimal: string; slope1: string; slope2: string }): readonly bigint[] {
  return [ray(curve.optimal), 0n, ray(curve.slope1), ray(curve.slope2), 0n, 0n, 0n, 0n, 0n];
}

const { usdc, dai, usdt, weth, chainlinkUsdcUsd, chainlinkDaiUsd, chainlinkUsdtUsd, chainlinkEthUsd } = mainnetAddresses;

/** Curves, caps and factors near those of mainnet in 2025. */
export const AAVE_RESERVES: readonly AaveReserve[] = [
  {
    symbol: "WETH",
    asset: weth,
    decimals: 18,
    priceFeed: chainlinkEthUsd,
    configuratorNonce: 1,
    rateStrategy: variableRateStrategy({ optimal: "0.92", slope1: "0.027", slope2: "0.8" }),
    reserveFactorBps: 1500,
    ltvBps: 8050,
    liquidationThresholdBps: 8300,
    liquidationBonusBps: 10_500,
    supplyCap: 3_000_000,
    borrowCap: 2_700_000,
  },
  {
    symbol: "USDC",
    asset: usdc,
    decimals: 6,
    priceFeed: chainlinkUsdcUsd,
    configuratorNonce: 10,
    rateStrategy: variableRateStrategy({ optimal: "0.92", slope1: "0.055", slope2: "0.35" }),
    reserveFactorBps: 1000,
    ltvBps: 7500,
    liquidationThresholdBps: 7800,
    liquidationBonusBps: 10_450,
    supplyCap: 3_000_000_000,
    borrowCap: 2_700_000_000,
  },
  {
    symbol: "DAI",
    asset: dai,
    decimals: 18,
    priceFeed: chainlinkDaiUsd,
    configuratorNonce: 13,
    rateStrategy: variableRateStrategy({ optimal: "0.92", slope1: "0.055", slope2: "0.35" }),
    reserveFactorBps: 2500,
    ltvBps: 6300,
    liquidationThresholdBps: 7700,
    liquidationBonusBps: 10_500,
    supplyCap: 338_000_000,
    borrowCap: 271_000_000,
  },
  {
    symbol: "USDT",
    asset: usdt,
    decimals: 6,
    priceFeed: chainlinkUsdtUsd,
    configuratorNonce: 25,
    rateStrategy: variableRateStrategy({ optimal: "0.92", slope1: "0.055", slope2: "0.35" }),
    reserveFactorBps: 1000,
    ltvBps: 7500,
    liquidationThresholdBps: 7800,
    liquidationBonusBps: 10_450,
    supplyCap: 3_000_000_000,
    borrowCap: 2_700_000_000,
  },
];
