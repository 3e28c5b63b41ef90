import { AaveV3Ethereum } from "@aave-dao/aave-address-book";
import { parseUnits, ZeroAddress } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { mainnetAddresses } from "../addresses.ts";
import { type Artifact, creationCode, genuineArtifact } from "../artifacts.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace, deploy, setNonce } from "../placement.ts";
import { AAVE_RESERVES, type AaveReserve } from "./aaveReserves.ts";

const CORE = "@aave/core-v3/artifacts/contracts";
const LOGIC = ["SupplyLogic", "BorrowLogic", "LiquidationLogic", "EModeLogic", "BridgeLogic", "PoolLogic"];

const { aaveAclAdmin, aavePoolAddressesProvider, aavePoolConfigurator, aaveAclManager, aaveOracle, aaveProtocolDataProvider, aavePool } =
  mainnetAddresses;

/** Genuine Aave V3.0.2 with four reserves. Needs the tokens and the feeds. */
export async function deployAave(impersonator: Impersonator): Promise<void> {
  const asAdmin = (to: Address, fragment: string, args: readonly unknown[]) => impersonator.execute(aaveAclAdmin, to, fragment, args);
  await constructInPlace(
    impersonator,
    aavePoolAddressesProvider,
    creationCode(core("protocol/configuration", "PoolAddressesProvider"), ["Aave Ethereum Market", aaveAclAdmin]),
  );
  await asAdmin(aavePoolAddressesProvider, "function setACLAdmin(address)", [aaveAclAdmin]);
  await constructInPlace(
    impersonator,
    aaveAclManager,
    creationCode(core("protocol/configuration", "ACLManager"), [aavePoolAddressesProvider]),
  );
  await asAdmin(aavePoolAddressesProvider, "function setACLManager(address)", [aaveAclManager]);
  for (const role of ["PoolAdmin", "AssetListingAdmin", "RiskAdmin", "EmergencyAdmin"]) {
    await asAdmin(aaveAclManager, `function add${role}(address)`, [aaveAclAdmin]);
  }
  await deployPool(impersonator);
  await deployOracle(impersonator);
  await constructInPlace(
    impersonator,
    aaveProtocolDataProvider,
    creationCode(core("misc", "AaveProtocolDataProvider"), [aavePoolAddressesProvider]),
  );
  await asAdmin(aavePoolAddressesProvider, "function setPoolDataProvider(address)", [aaveProtocolDataProvider]);
  await listReserves(impersonator);
}

/** The addresses provider creates both proxies: the pool at its nonce 1, the configurator at 2, as on mainnet. */
async function deployPool(impersonator: Impersonator): Promise<void> {
  const libraries: Record<string, Address> = {};
  for (const library of LOGIC) {
    libraries[library] = await deploy(impersonator, creationCode(core("protocol/libraries/logic", library)));
  }
  const { BorrowLogic } = libraries;
  if (BorrowLogic === undefined) throw new Error("BorrowLogic is not among the libraries");
  libraries.FlashLoanLogic = await deploy(
    impersonator,
    creationCode(core("protocol/libraries/logic", "FlashLoanLogic"), [], { BorrowLogic }),
  );
  const pool = await deploy(impersonator, creationCode(core("protocol/pool", "Pool"), [aavePoolAddressesProvider], libraries));
  await impersonator.execute(aaveAclAdmin, aavePoolAddressesProvider, "function setPoolImpl(address)", [pool]);
  const ConfiguratorLogic = await deploy(impersonator, creationCode(core("protocol/libraries/logic", "ConfiguratorLogic")));
  const configurator = await deploy(impersonator, creationCode(core("protocol/pool", "PoolConfigurator"), [], { ConfiguratorLogic }));
  await impersonator.execute(aaveAclAdmin, aavePoolAddressesProvider, "function setPoolConfiguratorImpl(address)", [configurator]);
}

async function deployOracle(impersonator: Impersonator): Promise<void> {
  const assets = AAVE_RESERVES.map((reserve) => reserve.asset);
  const sources = AAVE_RESERVES.map((reserve) => reserve.priceFeed);
  await constructInPlace(
    impersonator,
    aaveOracle,
    creationCode(core("misc", "AaveOracle"), [aavePoolAddressesProvider, assets, sources, ZeroAddress, ZeroAddress, parseUnits("1", 8)]),
  );
  await impersonator.execute(aaveAclAdmin, aavePoolAddressesProvider, "function setPriceOracle(address)", [aaveOracle]);
}

async function listReserves(impersonator: Impersonator): Promise<void> {
  const implement = (name: string) => deploy(impersonator, creationCode(core("protocol/tokenization", name), [aavePool]));
  const implementations = {
    aToken: await implement("AToken"),
    stableDebt: await implement("StableDebtToken"),
    variableDebt: await implement("VariableDebtToken"),
  };
  for (const reserve of AAVE_RESERVES) {
    const strategy = await deploy(
      impersonator,
      creationCode(core("protocol/pool", "DefaultReserveInterestRateStrategy"), [aavePoolAddressesProvider, ...reserve.rateStrategy]),
    );
    await listReserve(impersonator, reserve, strategy, implementations);
  }
}

async function listReserve(
  impersonator: Impersonator,
  reserve: AaveReserve,
  strategy: Address,
  implementations: Readonly<Record<"aToken" | "stableDebt" | "variableDebt", Address>>,
): Promise<void> {
  const configure = (fragment: string, ...args: readonly unknown[]) =>
    impersonator.execute(aaveAclAdmin, aavePoolConfigurator, fragment, args);
  const { asset, symbol } = reserve;
  // The configurator creates the reserve's three proxies: its nonce decides their addresses.
  await setNonce(impersonator, aavePoolConfigurator, reserve.configuratorNonce);
  await configure(
    "function initReserves((address,address,address,uint8,address,address,address,address,string,string,string,string,string,string,bytes)[])",
    [
      [
        implementations.aToken,
        implementations.stableDebt,
        implementations.variableDebt,
        reserve.decimals,
        strategy,
        asset,
        AaveV3Ethereum.COLLECTOR,
        ZeroAddress,
        `Aave Ethereum ${symbol}`,
        `aEth${symbol}`,
        `Aave Ethereum Variable Debt ${symbol}`,
        `variableDebtEth${symbol}`,
        `Aave Ethereum Stable Debt ${symbol}`,
        `stableDebtEth${symbol}`,
        "0x",
      ],
    ],
  );
  await configure("function setReserveBorrowing(address,bool)", asset, true);
  await configure(
    "function configureReserveAsCollateral(address,uint256,uint256,uint256)",
    asset,
    reserve.ltvBps,
    reserve.liquidationThresholdBps,
    reserve.liquidationBonusBps,
  );
  await configure("function setReserveFactor(address,uint256)", asset, reserve.reserveFactorBps);
  await configure("function setSupplyCap(address,uint256)", asset, reserve.supplyCap);
  await configure("function setBorrowCap(address,uint256)", asset, reserve.borrowCap);
  await configure("function setReserveFlashLoaning(address,bool)", asset, true);
}

function core(folder: string, name: string): Artifact {
  return genuineArtifact(`${CORE}/${folder}/${name}.sol/${name}.json`);
}
