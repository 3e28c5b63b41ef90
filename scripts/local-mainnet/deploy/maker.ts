import { parseUnits } from "ethers";
import { DAI_SAVER } from "../actors.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, standInArtifact } from "../artifacts.ts";
import { createFunding } from "../funding.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace } from "../placement.ts";

/** A share price that is not one, as on mainnet. */
const INITIAL_CHI_RAY = 1_117_654_321_098_765_432_109_876_543n;

/** What others keep in the savings. */
const INITIAL_SAVINGS_DAI = parseUnits("200000000", 18);

/** Stand-ins of Maker's Pot and sDAI, with savings. Needs DAI. */
export async function deployMaker(impersonator: Impersonator, initialDsrRay: bigint): Promise<void> {
  const { dai, makerPot, savingsDai } = mainnetAddresses;
  const { skyPauseProxy, daiJoin } = ADMINISTRATORS;
  const pot = creationCode(await standInArtifact("PotStandIn"), [skyPauseProxy, INITIAL_CHI_RAY, initialDsrRay]);
  await constructInPlace(impersonator, makerPot, pot);
  await constructInPlace(impersonator, savingsDai, creationCode(await standInArtifact("SavingsDaiStandIn"), [dai, makerPot]));
  await impersonator.execute(daiJoin, dai, "function rely(address)", [savingsDai]);
  await createFunding(impersonator.provider, impersonator).dai(DAI_SAVER, INITIAL_SAVINGS_DAI);
  await impersonator.execute(DAI_SAVER, dai, "function approve(address,uint256)", [savingsDai, INITIAL_SAVINGS_DAI]);
  await impersonator.execute(DAI_SAVER, savingsDai, "function deposit(uint256,address) returns (uint256)", [
    INITIAL_SAVINGS_DAI,
    DAI_SAVER,
  ]);
}
