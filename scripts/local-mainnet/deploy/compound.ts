import { parseUnits } from "ethers";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, standInArtifact } from "../artifacts.ts";
import { createFunding } from "../funding.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace } from "../placement.ts";

const factor = (fraction: string) => parseUnits(fraction, 18);

/**
 * Rates and factors of the mainnet USDC market as it was launched: comet/deployments/mainnet/usdc/configuration.json. Rewards are off,
 * there as here.
 */
export const COMET_PARAMETERS = {
  supplyCurve: { kink: factor("0.8"), slopeLow: factor("0.0325"), slopeHigh: factor("0.4"), base: 0n },
  borrowCurve: { kink: factor("0.8"), slopeLow: factor("0.035"), slopeHigh: factor("0.25"), base: factor("0.015") },
  trackingIndexScale: 10n ** 15n,
  baseTrackingSupplySpeed: 0n,
  baseTrackingBorrowSpeed: 0n,
  baseMinForRewards: parseUnits("1000000", 6),
  baseBorrowMin: parseUnits("100", 6),
  targetReserves: parseUnits("5000000", 6),
} as const;

/** The protocol's own cash at the start. */
const INITIAL_RESERVES_USDC = parseUnits("1000000", 6);

/** Stand-in of Compound V3 USDC with WETH as collateral. Needs USDC, WETH and the feeds. */
export async function deployCompound(impersonator: Impersonator): Promise<void> {
  const { comet } = mainnetAddresses;
  await constructInPlace(impersonator, comet, await cometCreationCode());
  await createFunding(impersonator.provider, impersonator).usdc(comet, INITIAL_RESERVES_USDC);
}

/** The market's code as it starts, or with other speeds of its rewards. */
export async function cometCreationCode(speeds: { readonly baseTrackingSupplySpeed?: bigint } = {}): Promise<string> {
  const { usdc, weth, chainlinkUsdcUsd, chainlinkEthUsd } = mainnetAddresses;
  const configuration = {
    ...COMET_PARAMETERS,
    ...speeds,
    governor: ADMINISTRATORS.cometGovernor,
    pauseGuardian: ADMINISTRATORS.cometPauseGuardian,
    baseToken: usdc,
    baseTokenPriceFeed: chainlinkUsdcUsd,
    baseDecimals: 6,
    collateral: {
      offset: 0,
      asset: weth,
      priceFeed: chainlinkEthUsd,
      scale: 10n ** 18n,
      borrowCollateralFactor: factor("0.825"),
      liquidateCollateralFactor: factor("0.895"),
      liquidationFactor: factor("0.95"),
      supplyCap: parseUnits("1000000", 18),
    },
  };
  return creationCode(await standInArtifact("CometStandIn"), [configuration]);
}
