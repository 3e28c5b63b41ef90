// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {CometStandInBase, IPriceFeed} from "./CometStandInBase.sol";

/// @title CometStandInViews: what the STAND-IN for Compound V3 tells its readers
/// @notice Totals and balances are accrued to the current block, as in comet/contracts/Comet.sol; `totalsBasic` and `getUtilization`
/// are as of the last accrual, there as here.
abstract contract CometStandInViews is CometStandInBase {
    struct UserCollateral {
        uint128 balance;
        uint128 _reserved;
    }

    struct TotalsCollateral {
        uint128 totalSupplyAsset;
        uint128 _reserved;
    }

    /// @notice The number of collateral assets.
    uint8 public constant numAssets = 1; // solhint-disable-line const-name-snakecase

    /// @notice Whether `manager` may act for `owner`, by `allow` or `approve`.
    mapping(address owner => mapping(address manager => bool allowed)) public isAllowed;

    /// @notice Collateral of one account.
    mapping(address account => mapping(address asset => UserCollateral)) public userCollateral;

    /// @notice Collateral of all accounts.
    mapping(address asset => TotalsCollateral) public totalsCollateral;

    AssetInfo internal _collateral;

    constructor(Configuration memory config) CometStandInBase(config) {
        _collateral = config.collateral;
    }

    /* TOTALS AND BALANCES */

    /// @notice Deposits with interest up to now.
    function totalSupply() public view returns (uint256) {
        (uint64 supplyIndex, ) = _accruedIndices();
        return _balance(_totals.totalSupplyBase, supplyIndex);
    }

    /// @notice Debts with interest up to now.
    function totalBorrow() public view returns (uint256) {
        (, uint64 borrowIndex) = _accruedIndices();
        return _balance(_totals.totalBorrowBase, borrowIndex);
    }

    /// @notice An account's deposit with interest up to now; zero for a borrower.
    function balanceOf(address account) public view returns (uint256) {
        (uint64 supplyIndex, ) = _accruedIndices();
        int104 principal = userBasic[account].principal;
        return principal > 0 ? _balance(uint104(principal), supplyIndex) : 0;
    }

    /// @notice An account's debt with interest up to now; zero for a supplier.
    function borrowBalanceOf(address account) public view returns (uint256) {
        (, uint64 borrowIndex) = _accruedIndices();
        int104 principal = userBasic[account].principal;
        return principal < 0 ? _balance(uint104(-principal), borrowIndex) : 0;
    }

    /// @notice The aggregates as stored at the last accrual.
    function totalsBasic() external view returns (TotalsBasic memory) {
        return _totals;
    }

    /// @notice Cash minus deposits plus debts: what belongs to the protocol.
    function getReserves() public view returns (int256) {
        return int256(IERC20(baseToken).balanceOf(address(this))) - int256(totalSupply()) + int256(totalBorrow());
    }

    /// @notice A feed's answer, 8 decimals.
    function getPrice(address priceFeed) public view returns (uint256) {
        (, int256 price, , , ) = IPriceFeed(priceFeed).latestRoundData();
        if (price <= 0) revert BadPrice();
        return uint256(price);
    }

    /// @notice Whether the account's collateral covers its debt at the borrowing factor.
    function isBorrowCollateralized(address account) public view returns (bool) {
        return _liquidity(account, _collateral.borrowCollateralFactor) >= 0;
    }

    /// @notice Whether the account's collateral no longer covers its debt at the liquidation factor.
    function isLiquidatable(address account) external view returns (bool) {
        return _liquidity(account, _collateral.liquidateCollateralFactor) < 0;
    }

    /// @notice The `i`-th collateral asset.
    function getAssetInfo(uint8 i) external view returns (AssetInfo memory) {
        if (i >= numAssets) revert BadAsset();
        return _collateral;
    }

    /// @notice The collateral asset of this address.
    function getAssetInfoByAddress(address asset) external view returns (AssetInfo memory) {
        if (asset != _collateral.asset) revert BadAsset();
        return _collateral;
    }

    /// @notice Rewards an account has accrued, 6 decimals.
    function baseTrackingAccrued(address account) external view returns (uint64) {
        return userBasic[account].baseTrackingAccrued;
    }

    /// @notice Everything or nothing, as `approve` sets it.
    function allowance(address owner, address spender) external view returns (uint256) {
        return hasPermission(owner, spender) ? type(uint256).max : 0;
    }

    /// @notice Whether `manager` may act for `owner`.
    function hasPermission(address owner, address manager) public view returns (bool) {
        return owner == manager || isAllowed[owner][manager];
    }

    /// @notice Whether supplying is paused.
    function isSupplyPaused() public view returns (bool) {
        return _totals.pauseFlags & 1 != 0;
    }

    /// @notice Whether transfers are paused.
    function isTransferPaused() public view returns (bool) {
        return _totals.pauseFlags & 2 != 0;
    }

    /// @notice Whether withdrawing and borrowing are paused.
    function isWithdrawPaused() public view returns (bool) {
        return _totals.pauseFlags & 4 != 0;
    }

    /// @notice Whether liquidations are paused.
    function isAbsorbPaused() external view returns (bool) {
        return _totals.pauseFlags & 8 != 0;
    }

    /// @notice Whether buying collateral is paused.
    function isBuyPaused() external view returns (bool) {
        return _totals.pauseFlags & 16 != 0;
    }

    /// @notice Scale of the indices.
    function baseIndexScale() external pure returns (uint64) {
        return uint64(BASE_INDEX_SCALE);
    }

    /// @notice Scale of rates, factors and utilization.
    function factorScale() external pure returns (uint64) {
        return uint64(FACTOR_SCALE);
    }

    /// @notice Scale of prices.
    function priceScale() external pure returns (uint64) {
        return 1e8;
    }

    /// @notice Scale of accrued rewards.
    function baseAccrualScale() external pure returns (uint64) {
        return 1e6;
    }

    /// @notice Collateral of one account.
    function collateralBalanceOf(address account, address asset) external view returns (uint128) {
        return userCollateral[account][asset].balance;
    }

    /* INTERNAL */

    /// @dev Value of the collateral at `factor` minus the debt, in USD with 8 decimals; the debt as of the last accrual.
    function _liquidity(address account, uint256 factor) internal view returns (int256) {
        int104 principal = userBasic[account].principal;
        if (principal >= 0) return 0;
        int256 debt = (_signedBalance(principal) * int256(getPrice(baseTokenPriceFeed))) / int256(baseScale);
        uint256 held = userCollateral[account][_collateral.asset].balance;
        uint256 value = (held * getPrice(_collateral.priceFeed)) / _collateral.scale;
        return debt + int256(_mulFactor(value, factor));
    }
}
