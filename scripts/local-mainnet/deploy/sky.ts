import { parseUnits } from "ethers";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, standInArtifact } from "../artifacts.ts";
import { createFunding } from "../funding.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace } from "../placement.ts";

/** USDS the PSM keeps ready, and USDC in its pocket. */
const PSM_BUFFER_USDS = parseUnits("400000000", 18);
const POCKET_USDC = parseUnits("1000000000", 6);

/** A share price that is not one, as on mainnet. */
const INITIAL_CHI_RAY = 1_061_234_567_890_123_456_789_012_345n;

/** Stand-ins of USDS, sUSDS and the PSM wrapper. Needs USDC. */
export async function deploySky(impersonator: Impersonator, initialSsrRay: bigint): Promise<void> {
  const { usdc, usds, susds, usdsPsm, usdsPsmPocket } = mainnetAddresses;
  const { skyPauseProxy, usdsJoin } = ADMINISTRATORS;
  await constructInPlace(impersonator, usds, creationCode(await standInArtifact("UsdsStandIn"), [skyPauseProxy]));
  await constructInPlace(
    impersonator,
    susds,
    creationCode(await standInArtifact("SUsdsStandIn"), [usds, skyPauseProxy, INITIAL_CHI_RAY, initialSsrRay]),
  );
  await constructInPlace(
    impersonator,
    usdsPsm,
    creationCode(await standInArtifact("UsdsPsmStandIn"), [usdc, usds, usdsPsmPocket, skyPauseProxy, PSM_BUFFER_USDS]),
  );
  for (const minter of [usdsJoin, susds, usdsPsm]) {
    await impersonator.execute(skyPauseProxy, usds, "function rely(address)", [minter]);
  }
  await impersonator.execute(usdsPsmPocket, usdc, "function approve(address,uint256)", [usdsPsm, 2n ** 256n - 1n]);
  await createFunding(impersonator.provider, impersonator).usdc(usdsPsmPocket, POCKET_USDC);
  await impersonator.execute(usdsJoin, usdsPsm, "function fill()");
}
