// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A reserve as `getReserveData` returns it, the same on every Aave V3 (later versions keep this as the legacy shape).
/// @param configuration Bitmap: 48–55 decimals, 56 active, 57 frozen, 60 paused, 64–79 reserve factor in bps, 116–151 supply cap in whole
/// tokens with zero for none.
/// @param accruedToTreasury Scaled supply owed to the treasury, as of the last update.
struct AaveReserveData {
    uint256 configuration;
    uint128 liquidityIndex;
    uint128 currentLiquidityRate;
    uint128 variableBorrowIndex;
    uint128 currentVariableBorrowRate;
    uint128 currentStableBorrowRate;
    uint40 lastUpdateTimestamp;
    uint16 id;
    address aTokenAddress;
    address stableDebtTokenAddress;
    address variableDebtTokenAddress;
    address interestRateStrategyAddress;
    uint128 accruedToTreasury;
    uint128 unbacked;
    uint128 isolationModeTotalDebt;
}

/// @title IAaveV3Pool: what the adapter uses of Aave V3's Pool
/// @notice See https://github.com/aave-dao/aave-v3-origin/blob/main/src/contracts/interfaces/IPool.sol
interface IAaveV3Pool {
    /// @notice Takes `amount` from the caller and credits aTokens to `onBehalfOf`.
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external;

    /// @notice Burns the caller's aTokens and sends `amount` to `to`.
    function withdraw(address asset, uint256 amount, address to) external returns (uint256 withdrawn);

    /// @notice The reserve's stored state.
    function getReserveData(address asset) external view returns (AaveReserveData memory reserve);

    /// @notice The liquidity index accrued to this block, in ray: assets per scaled aToken.
    function getReserveNormalizedIncome(address asset) external view returns (uint256 indexRay);

    /// @notice The variable borrow index accrued to this block, in ray.
    function getReserveNormalizedVariableDebt(address asset) external view returns (uint256 indexRay);

    /// @notice Since Aave 3.1: the cash that withdrawals can draw on, without tokens sent to the aToken uninvited.
    function getVirtualUnderlyingBalance(address asset) external view returns (uint128 cash);
}
