import { AaveV3Ethereum } from "@aave-dao/aave-address-book";
import type { Address } from "../../bot/core/units.ts";

/** What lies at a canonical address of a local mainnet. */
export interface CanonicalEntry {
  readonly address: Address;
  /** The protocol's own code as published on npm, a contract of ours under the same ABI, or an account without code. */
  readonly kind: "genuine" | "stand-in" | "account";
  /** For a person. */
  readonly label: string;
}

const genuine = (address: Address, label: string) => ({ address, kind: "genuine", label }) as const;
const standIn = (address: Address, label: string) => ({ address, kind: "stand-in", label: `${label} (stand-in)` }) as const;
const account = (address: Address, label: string) => ({ address, kind: "account", label }) as const;

const { ASSETS } = AaveV3Ethereum;

/** Every canonical mainnet address that a local mainnet serves. */
export const CANONICAL = {
  usdc: genuine(ASSETS.USDC.UNDERLYING, "USDC"),
  usdcImplementation: genuine("0x43506849D7C04F9138D1A2050bbF3A0c054402dd", "USDC implementation, FiatTokenV2_2"),
  weth: genuine(ASSETS.WETH.UNDERLYING, "WETH9"),
  usdt: standIn(ASSETS.USDT.UNDERLYING, "USDT"),
  dai: standIn(ASSETS.DAI.UNDERLYING, "DAI"),
  usds: standIn(ASSETS.USDS.UNDERLYING, "Sky USDS"),
  susds: standIn("0xa3931d71877C0E7a3148CB7Eb4463524FEc27fbD", "Sky sUSDS"),
  usdsPsm: standIn("0xA188EEC8F81263234dA3622A406892F3D630f98c", "Sky UsdsPsmWrapper"),
  usdsPsmPocket: account("0x37305B1cD40574E4C5Ce33f8e8306Be057fD7341", "Sky lite PSM pocket"),
  comet: standIn("0xc3d688B66703497DAA19211EEdff47f25384cdc3", "Compound V3 USDC"),
  aavePool: genuine(AaveV3Ethereum.POOL, "Aave V3 Pool"),
  aavePoolAddressesProvider: genuine(AaveV3Ethereum.POOL_ADDRESSES_PROVIDER, "Aave V3 PoolAddressesProvider"),
  aavePoolConfigurator: genuine(AaveV3Ethereum.POOL_CONFIGURATOR, "Aave V3 PoolConfigurator"),
  aaveAclManager: genuine(AaveV3Ethereum.ACL_MANAGER, "Aave V3 ACLManager"),
  aaveOracle: genuine(AaveV3Ethereum.ORACLE, "AaveOracle"),
  aaveProtocolDataProvider: genuine(AaveV3Ethereum.AAVE_PROTOCOL_DATA_PROVIDER, "AaveProtocolDataProvider"),
  aaveAWeth: genuine(ASSETS.WETH.A_TOKEN, "Aave aWETH"),
  aaveAUsdc: genuine(ASSETS.USDC.A_TOKEN, "Aave aUSDC"),
  aaveADai: genuine(ASSETS.DAI.A_TOKEN, "Aave aDAI"),
  aaveAUsdt: genuine(ASSETS.USDT.A_TOKEN, "Aave aUSDT"),
  aaveDebtWeth: genuine(ASSETS.WETH.V_TOKEN, "Aave variable debt WETH"),
  aaveDebtUsdc: genuine(ASSETS.USDC.V_TOKEN, "Aave variable debt USDC"),
  aaveDebtDai: genuine(ASSETS.DAI.V_TOKEN, "Aave variable debt DAI"),
  aaveDebtUsdt: genuine(ASSETS.USDT.V_TOKEN, "Aave variable debt USDT"),
  aaveAclAdmin: account(AaveV3Ethereum.ACL_ADMIN, "Aave ACL admin"),
  uniswapV3Factory: genuine("0x1F98431c8aD98523631AE4a59f267346ea31F984", "Uniswap V3 factory"),
  uniswapProxyAdmin: genuine("0xB753548F6E010e7e680BA186F9Ca1BdAB2E90cf2", "Uniswap V3 proxy admin"),
  uniswapTickLens: genuine("0xbfd8137f7d1516D3ea5cA83523914859ec47F573", "Uniswap V3 TickLens"),
  uniswapSwapRouter: genuine("0xE592427A0AEce92De3Edee1F18E0157C05861564", "Uniswap V3 SwapRouter"),
  uniswapNftDescriptor: genuine("0x42B24A95702b9986e82d421cC3568932790A48Ec", "Uniswap V3 NFTDescriptor"),
  uniswapPositionDescriptorImplementation: genuine("0x91ae842A5Ffd8d12023116943e72A606179294f3", "Uniswap V3 position descriptor"),
  uniswapPositionDescriptor: genuine("0xEe6A57eC80ea46401049E92587E52f5Ec1c24785", "Uniswap V3 position descriptor (proxy)"),
  uniswapPositionManager: genuine("0xC36442b4a4522E871399CD717aBDD847Ab11FE88", "Uniswap V3 NonfungiblePositionManager"),
  uniswapQuoterV2: genuine("0x61fFE014bA17989E743c5F6cB21bF9697530B21e", "Uniswap V3 QuoterV2"),
  uniswapUsdcUsdtPool: genuine("0x3416cF6C708Da44DB2624D63ea0AAef7113527C6", "Uniswap V3 USDC/USDT 0.01 %"),
  uniswapUsdcWethPool: genuine("0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640", "Uniswap V3 USDC/WETH 0.05 %"),
  chainlinkEthUsd: standIn("0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419", "Chainlink ETH/USD"),
  chainlinkUsdcUsd: standIn("0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6", "Chainlink USDC/USD"),
  chainlinkUsdtUsd: standIn("0x3E7d1eAB13ad0104d2750B8863b489D65364e32D", "Chainlink USDT/USD"),
  chainlinkDaiUsd: standIn("0xAed0c38402a5d19df6E4c03F4E2DceD6e29c1ee9", "Chainlink DAI/USD"),
  comp: standIn("0xc00e94Cb662C3520282E6f5717214004A7f26888", "COMP"),
  aave: standIn(ASSETS.AAVE.UNDERLYING, "AAVE"),
  compUsdFeed: standIn("0xdbd020CAeF83eFd542f4De03e3cF0C28A4428bd5", "Chainlink COMP/USD"),
  aaveUsdFeed: standIn("0x547a514d5e3769680Ce22B2361c10Ea13619e8a9", "Chainlink AAVE/USD"),
  cometRewards: standIn("0x1B0e765F6224C21223AeA2af16c1C46E38885a40", "Compound V3 CometRewards"),
  aaveRewardsController: standIn(AaveV3Ethereum.DEFAULT_INCENTIVES_CONTROLLER, "Aave V3 RewardsController"),
  uniswapCompWethPool: genuine("0xea4Ba4CE14fdd287f380b55419B1C5b6c3f22ab6", "Uniswap V3 COMP/WETH 0.3 %"),
  uniswapAaveWethPool: genuine("0x5aB53EE1d50eeF2C1DD3d5402789cd27bB52c1bB", "Uniswap V3 AAVE/WETH 0.3 %"),
  curve3Pool: standIn("0xbEbc44782C7dB0a1A60Cb6fe97d0b483032FF1C7", "Curve 3pool of DAI, USDC and USDT"),
  curve3Crv: standIn("0x6c3F90f043a72FA612cbac8115EE7e52BDe6E490", "Curve 3Crv, shares of the 3pool"),
  curve3PoolGauge: standIn("0xbFcF63294aD7105dEa65aA58F8AE5BE2D9d0952A", "Curve gauge of the 3pool"),
  curveMinter: standIn("0xd061D61a4d941c39E5453435B6345Dc261C2fcE0", "Curve Minter"),
  crv: standIn("0xD533a949740bb3306d119CC777fa900bA034cd52", "CRV"),
  curveGaugeController: standIn("0x2F50D538606Fa9EDD2B11E2446BEb18C9D5846bB", "Curve GaugeController"),
  crvUsdFeed: standIn("0xCd627aA160A6fA45Eb793D19Ef54f5062F20f33f", "Chainlink CRV/USD"),
  makerPot: standIn("0x197E90f9FAD81970bA7976f33CbD77088E5D7cf7", "Maker Pot"),
  savingsDai: standIn("0x83F20F44975D03b1b09e64809B757c47f942BEeA", "sDAI"),
  stEth: standIn("0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84", "Lido stETH"),
  lidoAccountingOracle: standIn("0x852deD011285fe67063a08005c71a85690503Cee", "Lido AccountingOracle"),
  lidoWithdrawalQueue: standIn("0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1", "Lido WithdrawalQueueERC721"),
  multicall3: genuine("0xcA11bde05977b3631167028862bE2a173976CA11", "Multicall3 (as viem compiles it)"),
} as const satisfies Record<string, CanonicalEntry>;

export type CanonicalName = keyof typeof CANONICAL;

/** The addresses alone, by the same names. */
export type MainnetAddresses = { readonly [name in CanonicalName]: Address };

export const mainnetAddresses: MainnetAddresses = Object.fromEntries(
  Object.entries(CANONICAL).map(([name, entry]) => [name, entry.address]),
) as MainnetAddresses;

/** Whether the contract under this name is one of ours on a local mainnet. */
export function isStandIn(name: CanonicalName): boolean {
  return CANONICAL[name].kind === "stand-in";
}

/** Administrators, as mainnet has them: on a fork of the real mainnet impersonating them works the same. */
export const ADMINISTRATORS = {
  usdcMasterMinter: "0xE982615d461DD5cD06575BbeA87624fda4e3de17",
  usdcOwner: "0xFcb19e6a322b27c06842A71e8c725399f049AE3a",
  usdcProxyAdmin: "0x807a96288A1A408dBC13DE2b1d087d10356395d2",
  tetherOwner: "0xC6CDE7C39eB2f0F0095F41570af89eFC2C1Ea828",
  daiJoin: "0x9759A6Ac90977b93B58547b4A71c78317f391A28",
  usdsJoin: "0x3C0f895007CA717Aa01c8693e59DF1e8C3777FEB",
  skyPauseProxy: "0xBE8E3e3618f7474F8cB1d074A26afFef007E98FB",
  cometGovernor: "0x6d903f6003cca6255D85CcA4D3B5E5146dC33925",
  cometPauseGuardian: "0xbbf3f1421D886E9b2c5D716B5192aC998af2012c",
  aaveAclAdmin: AaveV3Ethereum.ACL_ADMIN,
  aaveEmissionManager: AaveV3Ethereum.EMISSION_MANAGER,
  curvePoolProxy: "0xeCb456EA5365865EbAb8a2661B0c503410e9B347",
  curveGaugeController: "0x2F50D538606Fa9EDD2B11E2446BEb18C9D5846bB",
  lidoAgent: "0x3e40D73EB977Dc6a537aF587D48316feE66E9C8c",
  uniswapFactoryOwner: "0x1a9C8182C09F50C8318d769245beA52c32BE35BC",
} as const satisfies Record<string, Address>;
