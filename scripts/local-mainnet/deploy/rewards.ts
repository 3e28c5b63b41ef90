import { parseUnits, ZeroAddress } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { namedAccount } from "../accounts.ts";
import { LIQUIDITY_PROVIDER } from "../actors.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, standInArtifact } from "../artifacts.ts";
import { createFunding } from "../funding.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace, upgradeInPlace } from "../placement.ts";
import { cometCreationCode } from "./compound.ts";
import { FEED_DECIMALS, FEED_OPERATOR } from "./feeds.ts";

/** Holds all COMP and AAVE that are nowhere else. */
export const REWARD_TREASURY: Address = namedAccount("rewards/treasury");

/** What the payers of rewards have to pay out, in whole tokens. */
const PAYERS_TOKENS = 100_000;

/** A reward token, its price and its pool with WETH. Ether is 3,000 USD: the prices' ratios have exact square roots. */
interface RewardToken {
  readonly token: Address;
  readonly name: string;
  readonly symbol: string;
  readonly supplyTokens: number;
  readonly feed: Address;
  readonly priceUsd: string;
  readonly pool: Address;
  /** √(WETH per token) · 2^96. */
  readonly sqrtPriceX96: bigint;
  /** Around that price by a factor of 3.3 either way, on the spacing of 0.3 % pools. */
  readonly ticks: readonly [number, number];
  readonly liquidityTokens: number;
  readonly liquidityWeth: number;
}

const { comp, aave, compUsdFeed, aaveUsdFeed, uniswapCompWethPool, uniswapAaveWethPool } = mainnetAddresses;

const REWARD_TOKENS: readonly RewardToken[] = [
  {
    token: comp,
    name: "Compound",
    symbol: "COMP",
    supplyTokens: 10_000_000,
    feed: compUsdFeed,
    priceUsd: "46.875",
    pool: uniswapCompWethPool,
    // A 64th of an ether: tick −41,591.
    sqrtPriceX96: 2n ** 93n,
    ticks: [-53_580, -29_580],
    liquidityTokens: 100_000,
    liquidityWeth: 1_600,
  },
  {
    token: aave,
    name: "Aave Token",
    symbol: "AAVE",
    supplyTokens: 16_000_000,
    feed: aaveUsdFeed,
    priceUsd: "187.5",
    pool: uniswapAaveWethPool,
    // A 16th of an ether: tick −27,728.
    sqrtPriceX96: 2n ** 94n,
    ticks: [-39_720, -15_720],
    liquidityTokens: 20_000,
    liquidityWeth: 1_300,
  },
];

const POOL_FEE = 3_000;
const TRANSFER = "function transfer(address,uint256)";
const APPROVE = "function approve(address,uint256)";

/**
 * Stand-ins of COMP, AAVE, their feeds and what pays them out, and Uniswap pools with liquidity. Nothing is paid until a programme starts,
 * and seeded actors leave these pools and feeds alone. Needs all protocols.
 */
export async function deployRewards(impersonator: Impersonator): Promise<void> {
  const { comet, cometRewards, aaveRewardsController } = mainnetAddresses;
  const { cometGovernor, aaveEmissionManager } = ADMINISTRATORS;
  for (const reward of REWARD_TOKENS) {
    await deployToken(impersonator, reward);
    await openPool(impersonator, reward);
  }
  await constructInPlace(impersonator, cometRewards, creationCode(await standInArtifact("CometRewardsStandIn"), [cometGovernor]));
  await impersonator.execute(cometGovernor, cometRewards, "function setRewardConfig(address,address)", [comet, comp]);
  await constructInPlace(
    impersonator,
    aaveRewardsController,
    creationCode(await standInArtifact("AaveRewardsControllerStandIn"), [aaveEmissionManager]),
  );
  await impersonator.execute(REWARD_TREASURY, comp, TRANSFER, [cometRewards, tokens(PAYERS_TOKENS)]);
  await impersonator.execute(REWARD_TREASURY, aave, TRANSFER, [aaveRewardsController, tokens(PAYERS_TOKENS)]);
}

/** Comet's suppliers share this much COMP a second from now on: governance upgrades the market. */
export async function rewardCometSuppliers(impersonator: Impersonator, compPerSecond: number): Promise<void> {
  const { comet } = mainnetAddresses;
  const baseTrackingSupplySpeed = BigInt(Math.round(compPerSecond * 1e15));
  // A speed holds back to the last accrual.
  await impersonator.execute(ADMINISTRATORS.cometGovernor, comet, "function accrueAccount(address)", [comet]);
  await upgradeInPlace(impersonator, comet, await cometCreationCode({ baseTrackingSupplySpeed }));
}

/** Holders of an aToken share this much of a reward token a second from now on, until `endSeconds`. */
export async function rewardAaveSuppliers(
  impersonator: Impersonator,
  { aToken, reward, perSecondWei, endSeconds }: AaveProgramme,
): Promise<void> {
  const { aaveAclAdmin, aaveEmissionManager } = ADMINISTRATORS;
  const { aaveRewardsController } = mainnetAddresses;
  await impersonator.execute(aaveAclAdmin, aToken, "function setIncentivesController(address)", [aaveRewardsController]);
  await impersonator.execute(
    aaveEmissionManager,
    aaveRewardsController,
    "function configureAssets((uint88 emissionPerSecond, uint256 totalSupply, uint32 distributionEnd, address asset, address reward, address transferStrategy, address rewardOracle)[])",
    [[[perSecondWei, 0n, endSeconds, aToken, reward, ZeroAddress, ZeroAddress]]],
  );
}

export interface AaveProgramme {
  readonly aToken: Address;
  readonly reward: Address;
  readonly perSecondWei: bigint;
  readonly endSeconds: number;
}

async function deployToken(impersonator: Impersonator, reward: RewardToken): Promise<void> {
  await constructInPlace(
    impersonator,
    reward.token,
    creationCode(await standInArtifact("GovernanceTokenStandIn"), [
      reward.name,
      reward.symbol,
      REWARD_TREASURY,
      tokens(reward.supplyTokens),
    ]),
  );
  await constructInPlace(
    impersonator,
    reward.feed,
    creationCode(await standInArtifact("ChainlinkFeedStandIn"), [
      `${reward.symbol} / USD`,
      FEED_DECIMALS,
      FEED_OPERATOR,
      parseUnits(reward.priceUsd, FEED_DECIMALS),
    ]),
  );
}

/** Both addresses are below WETH's: the reward is token0. */
async function openPool(impersonator: Impersonator, reward: RewardToken): Promise<void> {
  const { weth, uniswapV3Factory, uniswapPositionManager } = mainnetAddresses;
  const asProvider = (to: Address, fragment: string, args: readonly unknown[]) =>
    impersonator.execute(LIQUIDITY_PROVIDER, to, fragment, args);
  const amount0 = tokens(reward.liquidityTokens);
  const amount1 = tokens(reward.liquidityWeth);
  await asProvider(uniswapV3Factory, "function createPool(address,address,uint24) returns (address)", [reward.token, weth, POOL_FEE]);
  await asProvider(reward.pool, "function initialize(uint160)", [reward.sqrtPriceX96]);
  await impersonator.execute(REWARD_TREASURY, reward.token, TRANSFER, [LIQUIDITY_PROVIDER, amount0]);
  await createFunding(impersonator.provider, impersonator).weth(LIQUIDITY_PROVIDER, amount1);
  await asProvider(reward.token, APPROVE, [uniswapPositionManager, amount0]);
  const mint =
    "function mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256)) payable returns (uint256,uint128,uint256,uint256)";
  await asProvider(uniswapPositionManager, mint, [
    [reward.token, weth, POOL_FEE, ...reward.ticks, amount0, amount1, 0, 0, LIQUIDITY_PROVIDER, 2n ** 64n],
  ]);
}

function tokens(whole: number): bigint {
  return parseUnits(whole.toString(), 18);
}
