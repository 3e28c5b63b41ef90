// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AaveReserveData, IAaveV3Pool} from "../interfaces/external/IAaveV3Pool.sol";
import {IAaveV3RewardsController} from "../interfaces/external/IAaveV3RewardsController.sol";
import {IAaveV3ScaledToken} from "../interfaces/external/IAaveV3ScaledToken.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {IRewardSource} from "../interfaces/IRewardSource.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {Adapter} from "./Adapter.sol";
import {RewardSource} from "./RewardSource.sol";

/// @title AaveV3Adapter: supplies the vault's asset to an Aave V3 pool
/// @notice Works with Aave V3.0.2 and later and with its forks.
///
/// POSITION. Tracked as scaled aTokens, the measured change of the adapter's own scaled balance: aTokens sent here uninvited are not
/// counted. Worth scaled × liquidity index, rounded down, which is never more than Aave pays, whichever way the version rounds.
///
/// LIQUIDITY. Bounded by the aToken's cash and, where the pool accounts for it (3.1 and later), by the virtual balance, which does not
/// count cash donated to the aToken. A paused or inactive reserve pays nothing; a frozen one pays.
///
/// REWARDS. Paid by Aave's RewardsController straight to the receiver, token by token: others decide what is on its list, and one that
/// cannot be paid must not hold up the rest (`claimAllRewards` would also try every reward of every other market).
contract AaveV3Adapter is Adapter, RewardSource {
    using Math for uint256;

    uint256 private constant RAY = 1e27;
    uint256 private constant BPS = 10_000;
    uint256 private constant ACTIVE = 1 << 56;
    uint256 private constant FROZEN = 1 << 57;
    uint256 private constant PAUSED = 1 << 60;

    /// @notice The pool supplied to.
    IAaveV3Pool public immutable pool;
    /// @notice The pool's receipt for the vault's asset.
    address public immutable aToken;
    /// @notice What pays rewards to holders of aTokens; zero if nothing does.
    IAaveV3RewardsController public immutable rewardsController;
    /// @notice The position in scaled aTokens.
    uint256 public scaledPosition;

    /// @notice A reward could not be claimed now; it stays owed.
    event RewardNotClaimed(address indexed token);

    /// @notice The pool has no reserve of the asset.
    error ReserveNotListed(address asset);

    constructor(
        address vault_,
        IAaveV3Pool pool_,
        IAaveV3RewardsController rewardsController_,
        address rewardReceiver_,
        bytes32[] memory riskIds_
    ) Adapter(vault_, riskIds_) RewardSource(address(rewardsController_), rewardReceiver_) {
        pool = pool_;
        rewardsController = rewardsController_;
        aToken = pool_.getReserveData(asset).aTokenAddress;
        if (aToken == address(0)) revert ReserveNotListed(asset);
        // For good: the adapter holds the asset only while it invests it.
        SafeERC20.forceApprove(IERC20(asset), address(pool_), type(uint256).max);
    }

    function _invest(uint256 assets) internal override {
        uint256 scaledBefore = _scaledBalance();
        pool.supply(asset, assets, address(this), 0);
        scaledPosition += _scaledBalance() - scaledBefore;
    }

    function _divest(uint256 assets, uint256) internal override {
        uint256 scaledBefore = _scaledBalance();
        pool.withdraw(asset, assets, vault);
        scaledPosition -= scaledBefore - _scaledBalance();
    }

    function _claimReward(address token) internal override {
        address[] memory assets = new address[](1);
        assets[0] = aToken;
        bytes memory claim = abi.encodeCall(IAaveV3RewardsController.claimRewards, (assets, type(uint256).max, rewardReceiver, token));
        if (!BoundedCall.tryCall(address(rewardsController), claim, gasleft())) emit RewardNotClaimed(token);
    }

    /// @inheritdoc IAdapter
    function source() external view override returns (address) {
        return address(pool);
    }

    /// @inheritdoc IRewardSource
    function rewardTokens() public view override returns (address[] memory) {
        if (address(rewardsController) == address(0)) return new address[](0);
        return rewardsController.getRewardsByAsset(aToken);
    }

    /// @inheritdoc IAdapter
    function totalAssets() public view override returns (uint256) {
        return scaledPosition.mulDiv(pool.getReserveNormalizedIncome(asset), RAY);
    }

    /// @inheritdoc IAdapter
    function withdrawable(uint256) public view override returns (uint256) {
        uint256 configuration = pool.getReserveData(asset).configuration;
        if (configuration & ACTIVE == 0 || configuration & PAUSED != 0) return 0;
        return Math.min(totalAssets(), _cash());
    }

    /// @inheritdoc IAdapter
    function allocatable() external view returns (uint256) {
        AaveReserveData memory reserve = pool.getReserveData(asset);
        if (reserve.configuration & (ACTIVE | FROZEN | PAUSED) != ACTIVE) return 0;
        uint256 supplyCap = (reserve.configuration >> 116) & (2 ** 36 - 1);
        if (supplyCap == 0) return type(uint256).max;
        uint256 indexRay = pool.getReserveNormalizedIncome(asset);
        uint256 scaledSupply = IAaveV3ScaledToken(aToken).scaledTotalSupply() + reserve.accruedToTreasury;
        uint256 supplied = (scaledSupply + _scaledTreasuryAccrual(reserve, indexRay)).mulDiv(indexRay, RAY, Math.Rounding.Ceil);
        return (supplyCap * 10 ** uint8(reserve.configuration >> 48)).saturatingSub(supplied);
    }

    /// @inheritdoc IAdapter
    function health() external view returns (bool healthy, bytes32 reason) {
        uint256 configuration = pool.getReserveData(asset).configuration;
        if (configuration & ACTIVE == 0) return (false, "inactive");
        if (configuration & PAUSED != 0) return (false, "paused");
        if (configuration & FROZEN != 0) return (false, "frozen");
        return (true, "");
    }

    /// @dev What the treasury is credited, before the supply cap is checked, from the interest since the last update: the reserve factor's
    /// part of the growth of variable debt (`ReserveLogic._accrueToTreasury`), rounded up. Stable debt exists on no live market.
    function _scaledTreasuryAccrual(AaveReserveData memory reserve, uint256 indexRay) private view returns (uint256) {
        uint256 indexGrowthRay = pool.getReserveNormalizedVariableDebt(asset) - reserve.variableBorrowIndex;
        uint256 scaledDebt = IAaveV3ScaledToken(reserve.variableDebtTokenAddress).scaledTotalSupply();
        uint256 debtGrowth = scaledDebt.mulDiv(indexGrowthRay, RAY, Math.Rounding.Ceil) + 1;
        uint256 toTreasury = debtGrowth.mulDiv(uint16(reserve.configuration >> 64), BPS, Math.Rounding.Ceil);
        return toTreasury.mulDiv(RAY, indexRay, Math.Rounding.Ceil);
    }

    /// @dev Aave has paid rewards in aTokens.
    function _holdsPosition(address token) internal view override returns (bool) {
        return token == aToken;
    }

    function _cash() private view returns (uint256 cash) {
        cash = IERC20(asset).balanceOf(aToken);
        try pool.getVirtualUnderlyingBalance(asset) returns (uint128 virtualCash) {
            cash = Math.min(cash, virtualCash);
        } catch {
            // Before 3.1 the token balance is all there is.
            return cash;
        }
    }

    function _scaledBalance() private view returns (uint256) {
        return IAaveV3ScaledToken(aToken).scaledBalanceOf(address(this));
    }
}
