import { Interface } from "ethers";

/** The parts of each contract's ABI that the keeper uses. A test holds ours against the compiled contracts. */

export const erc20Abi = new Interface([
  "function balanceOf(address account) view returns (uint256)",
  "function totalSupply() view returns (uint256)",
  "function decimals() view returns (uint8)",
  "function symbol() view returns (string)",
  "function approve(address spender, uint256 value) returns (bool)",
]);

/** Both halves of a vault's code: `IVaultCore` and `IVaultSettings`. */
export const yieldVaultAbi = new Interface([
  "function asset() view returns (address)",
  "function totalAssets() view returns (uint256)",
  "function grossAssets() view returns (uint256)",
  "function totalSupply() view returns (uint256)",
  "function idle() view returns (uint256)",
  "function stateNonce() view returns (uint64)",
  "function status() view returns (uint8 current, uint256 trippedAt)",
  "function limits() view returns (uint16[15])",
  "function usage() view returns (uint256 lastRebalanceAt, uint256 turnoverBps, uint256 lossMillionths)",
  "function adapters() view returns (address[])",
  "function adapterState(address adapter) view returns ((uint104 absoluteCap, uint16 relativeCapBps, uint32 riskMask, uint104 lastTotalAssets))",
  "function risks() view returns ((bytes32 id, uint104 absoluteCap, uint16 relativeCapBps)[])",
  "function breakerMonitor() view returns (address)",
  "function deposits() view returns (uint256 depositCap, address depositGate)",
  "function fees() view returns (address recipient, uint256 highWaterMarkRay)",
  "function executableAt(bytes data) view returns (uint256)",
  "function GRACE_SECONDS() view returns (uint256)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function DEFAULT_ADMIN_ROLE() view returns (bytes32)",
  "function CURATOR_ROLE() view returns (bytes32)",
  "function KEEPER_ROLE() view returns (bytes32)",
  "function GUARDIAN_ROLE() view returns (bytes32)",
  "event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)",
  "event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares)",
  "event BreakerTripped(address indexed sender, uint8 status, bytes32 indexed reason, address indexed subject)",
  "event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)",
  "event Submitted(address indexed sender, bytes4 indexed selector, bytes data, uint256 executableAt)",
  "event Abdicated(address indexed sender, bytes4 indexed selector)",
]);

/** The vault's functions that can wait in its timelock: all that may raise risk. */
export const timelockedAbi = new Interface([
  "function grantRole(bytes32 role, address account)",
  "function abdicate(bytes4 selector)",
  "function setLimit(uint8 limit, uint256 value)",
  "function setDepositCap(uint256 depositCap)",
  "function setDepositGate(address depositGate)",
  "function setFeeRecipient(address feeRecipient)",
  "function addAdapter(address adapter, uint256 absoluteCap, uint256 relativeCapBps)",
  "function setCaps(address adapter, uint256 absoluteCap, uint256 relativeCapBps)",
  "function setRiskCaps(bytes32 riskId, uint256 absoluteCap, uint256 relativeCapBps)",
  "function writeOff(address adapter)",
  "function setBreakerMonitor(address breakerMonitor)",
]);

/** `IBreakerMonitor`: what watches a vault's sources. */
export const breakerMonitorAbi = new Interface(["function check(address vault) view returns (bytes32 reason, address subject)"]);

/** What our own monitor (`BreakerMonitor`) tells of its bounds. */
export const monitorBoundsAbi = new Interface([
  "function dustAssets() view returns (uint256)",
  "function minExitLiquidityBps() view returns (uint256)",
  "function feeds() view returns (((address aggregator, uint32 maxAgeSeconds) feed, uint128 minPriceWad, uint128 maxPriceWad)[])",
  "function pairs() view returns ((uint8 first, uint8 second, uint16 maxDeviationBps)[])",
  "function readPrice((address aggregator, uint32 maxAgeSeconds) feed) view returns (bool usable, uint256 priceWad)",
]);

export const adapterAbi = new Interface([
  "function source() view returns (address)",
  "function totalAssets() view returns (uint256)",
  "function withdrawable(uint256 maxLossBps) view returns (uint256)",
  "function allocatable() view returns (uint256)",
  "function health() view returns (bool healthy, bytes32 reason)",
]);

/** `AggregatorV3Interface` of Chainlink price feeds. */
export const priceFeedAbi = new Interface([
  "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
  "function decimals() view returns (uint8)",
]);

/** Aave V3 `IPool`; the struct kept this shape (`ReserveDataLegacy`) in all later versions. */
export const aavePoolAbi = new Interface([
  "function getReserveData(address asset) view returns ((uint256 configuration, uint128 liquidityIndex, uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))",
  "function getReserveNormalizedIncome(address asset) view returns (uint256)",
]);

/** Aave V3 interest rate strategies: one contract a reserve before V3.1, one for all reserves since. */
export const aaveRateStrategyAbi = new Interface([
  "function OPTIMAL_USAGE_RATIO() view returns (uint256)",
  "function getBaseVariableBorrowRate() view returns (uint256)",
  "function getVariableRateSlope1() view returns (uint256)",
  "function getVariableRateSlope2() view returns (uint256)",
  "function getInterestRateDataBps(address reserve) view returns ((uint16 optimalUsageRatio, uint32 baseVariableBorrowRate, uint32 variableRateSlope1, uint32 variableRateSlope2))",
]);

/** Compound III `CometMainInterface`. */
export const cometAbi = new Interface([
  "function baseToken() view returns (address)",
  "function totalSupply() view returns (uint256)",
  "function totalBorrow() view returns (uint256)",
  "function totalsBasic() view returns ((uint64 baseSupplyIndex, uint64 baseBorrowIndex, uint64 trackingSupplyIndex, uint64 trackingBorrowIndex, uint104 totalSupplyBase, uint104 totalBorrowBase, uint40 lastAccrualTime, uint8 pauseFlags))",
  "function getUtilization() view returns (uint256)",
  "function getSupplyRate(uint256 utilization) view returns (uint64)",
  "function supplyKink() view returns (uint256)",
  "function supplyPerSecondInterestRateBase() view returns (uint256)",
  "function supplyPerSecondInterestRateSlopeLow() view returns (uint256)",
  "function supplyPerSecondInterestRateSlopeHigh() view returns (uint256)",
  "function baseTrackingSupplySpeed() view returns (uint256)",
  "function trackingIndexScale() view returns (uint256)",
  "function isSupplyPaused() view returns (bool)",
  "function isWithdrawPaused() view returns (bool)",
]);

export const erc4626Abi = new Interface([
  "function asset() view returns (address)",
  "function totalAssets() view returns (uint256)",
  "function convertToAssets(uint256 shares) view returns (uint256)",
  "function maxDeposit(address receiver) view returns (uint256)",
]);

/** Uniswap V3 `IUniswapV3Pool`. */
export const uniswapV3PoolAbi = new Interface([
  "function token0() view returns (address)",
  "function token1() view returns (address)",
  "function fee() view returns (uint24)",
  "function slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, uint16 observationCardinality, uint16 observationCardinalityNext, uint8 feeProtocol, bool unlocked)",
  "function liquidity() view returns (uint128)",
  "function feeGrowthGlobal0X128() view returns (uint256)",
  "function feeGrowthGlobal1X128() view returns (uint256)",
  "function ticks(int24 tick) view returns (uint128 liquidityGross, int128 liquidityNet, uint256 feeGrowthOutside0X128, uint256 feeGrowthOutside1X128, int56 tickCumulativeOutside, uint160 secondsPerLiquidityOutsideX128, uint32 secondsOutside, bool initialized)",
]);

/** Sky's savings vault `SUsds`. */
export const savingsUsdsAbi = new Interface([
  "function ssr() view returns (uint256)",
  "function chi() view returns (uint192)",
  "function rho() view returns (uint64)",
  "function totalAssets() view returns (uint256)",
]);

/** Sky's `UsdsPsmWrapper`. */
export const skyPsmAbi = new Interface([
  "function tin() view returns (uint256)",
  "function tout() view returns (uint256)",
  "function pocket() view returns (address)",
  "function to18ConversionFactor() view returns (uint256)",
]);

/** Maker's `Pot`, which keeps the DAI savings. */
export const potAbi = new Interface([
  "function dsr() view returns (uint256)",
  "function chi() view returns (uint256)",
  "function rho() view returns (uint256)",
  "function Pie() view returns (uint256)",
  "function live() view returns (uint256)",
]);

/** Lido's stETH. */
export const stEthAbi = new Interface([
  "function getPooledEthByShares(uint256 sharesAmount) view returns (uint256)",
  "function getTotalPooledEther() view returns (uint256)",
  "function isStakingPaused() view returns (bool)",
  "function getCurrentStakeLimit() view returns (uint256)",
]);

/** Lido's `AccountingOracle`. */
export const lidoOracleAbi = new Interface([
  "function GENESIS_TIME() view returns (uint256)",
  "function SECONDS_PER_SLOT() view returns (uint256)",
  "function getLastProcessingRefSlot() view returns (uint256)",
]);

/** Lido's `WithdrawalQueueERC721`. */
export const lidoQueueAbi = new Interface(["function isPaused() view returns (bool)"]);

/** Curve's plain StableSwap pools. Amounts come in arrays of as many as the pool has coins, which is part of the signature. */
export function curvePoolAbi(coins: number): Interface {
  return new Interface([
    "function coins(uint256 i) view returns (address)",
    "function balances(uint256 i) view returns (uint256)",
    "function fee() view returns (uint256)",
    "function get_virtual_price() view returns (uint256)",
    "function calc_withdraw_one_coin(uint256 tokenAmount, int128 i) view returns (uint256)",
    `function calc_token_amount(uint256[${coins}] amounts, bool deposit) view returns (uint256)`,
  ]);
}

/** Curve's `LiquidityGauge`. */
export const curveGaugeAbi = new Interface([
  "function controller() view returns (address)",
  "function inflation_rate() view returns (uint256)",
  "function working_supply() view returns (uint256)",
  "function is_killed() view returns (bool)",
]);

/** Curve's `GaugeController`. */
export const curveGaugeControllerAbi = new Interface(["function gauge_relative_weight(address gauge) view returns (uint256)"]);

/** What a MetaMorpho vault has beside ERC-4626: where its money is. */
export const metaMorphoAbi = new Interface([
  "function MORPHO() view returns (address)",
  "function withdrawQueueLength() view returns (uint256)",
  "function withdrawQueue(uint256 index) view returns (bytes32)",
]);

/** Morpho Blue. */
export const morphoAbi = new Interface([
  "function market(bytes32 id) view returns (uint128 totalSupplyAssets, uint128 totalSupplyShares, uint128 totalBorrowAssets, uint128 totalBorrowShares, uint128 lastUpdate, uint128 fee)",
  "function position(bytes32 id, address user) view returns (uint256 supplyShares, uint128 borrowShares, uint128 collateral)",
]);
