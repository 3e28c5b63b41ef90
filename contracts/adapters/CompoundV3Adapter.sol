// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IComet} from "../interfaces/external/IComet.sol";
import {ICometRewards} from "../interfaces/external/ICometRewards.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {IRewardSource} from "../interfaces/IRewardSource.sol";
import {Adapter} from "./Adapter.sol";
import {RewardSource} from "./RewardSource.sol";

/// @title CompoundV3Adapter: supplies the vault's asset as the base token of a Compound III market
///
/// @notice POSITION. Tracked as Comet principal, the measured change of the adapter's own. Anyone can supply to the adapter or send it
/// Comet tokens: the position is its principal's part of the balance, so what was given is not counted and not withdrawn. Beside a gift the
/// part is rounded down twice, which can hide one unit of the asset, no more.
///
/// ROUNDING. Comet rounds an account's principal down after every supply and every withdrawal, so each costs up to one unit of
/// principal. It does so on the whole account, so the charge can be one unit more than the tracked part holds.
///
/// LIQUIDITY. Bounded by Comet's cash. Beyond the account's balance a withdrawal would become a loan; the bound on the position
/// excludes that.
///
/// REWARDS. Paid by CometRewards straight to the receiver. Anybody can have them paid to the adapter instead; then they leave with the
/// next claim.
contract CompoundV3Adapter is Adapter, RewardSource {
    using Math for uint256;
    using SafeCast for int256;

    /// @notice The market supplied to.
    IComet public immutable comet;
    /// @notice What pays rewards to suppliers; zero if nothing does.
    ICometRewards public immutable cometRewards;
    /// @notice The position in Comet principal.
    uint256 public principalPosition;

    constructor(
        address vault_,
        IComet comet_,
        ICometRewards cometRewards_,
        address rewardReceiver_,
        bytes32[] memory riskIds_
    ) Adapter(vault_, riskIds_) RewardSource(address(cometRewards_), rewardReceiver_) {
        _requireAsset(comet_.baseToken());
        comet = comet_;
        cometRewards = cometRewards_;
        // For good: the adapter holds the asset only while it invests it.
        SafeERC20.forceApprove(IERC20(asset), address(comet_), type(uint256).max);
    }

    function _invest(uint256 assets) internal override {
        uint256 principalBefore = _principal();
        comet.supply(asset, assets);
        principalPosition += _principal().saturatingSub(principalBefore);
    }

    function _divest(uint256 assets, uint256) internal override {
        uint256 principalBefore = _principal();
        comet.withdrawTo(vault, asset, assets);
        principalPosition = principalPosition.saturatingSub(principalBefore - _principal());
    }

    function _claimReward(address) internal override {
        cometRewards.claimTo(address(comet), address(this), rewardReceiver, true);
    }

    /// @inheritdoc IAdapter
    function source() external view override returns (address) {
        return address(comet);
    }

    /// @inheritdoc IRewardSource
    function rewardTokens() public view override returns (address[] memory tokens) {
        if (address(cometRewards) == address(0)) return tokens;
        (address token, , ) = cometRewards.rewardConfig(address(comet));
        if (token == address(0)) return tokens;
        tokens = new address[](1);
        tokens[0] = token;
    }

    /// @inheritdoc IAdapter
    function totalAssets() public view override returns (uint256) {
        uint256 principal = _principal();
        return principal == 0 ? 0 : comet.balanceOf(address(this)).mulDiv(principalPosition, principal);
    }

    /// @inheritdoc IAdapter
    function withdrawable(uint256) public view override returns (uint256) {
        if (comet.isWithdrawPaused()) return 0;
        return Math.min(totalAssets(), IERC20(asset).balanceOf(address(comet)));
    }

    /// @inheritdoc IAdapter
    function allocatable() external view returns (uint256) {
        return comet.isSupplyPaused() ? 0 : type(uint256).max;
    }

    /// @inheritdoc IAdapter
    function health() external view returns (bool healthy, bytes32 reason) {
        if (comet.isSupplyPaused()) return (false, "supply-paused");
        if (comet.isWithdrawPaused()) return (false, "withdraw-paused");
        return (true, "");
    }

    function _holdsPosition(address token) internal view override returns (bool) {
        return token == address(comet);
    }

    function _principal() private view returns (uint256) {
        (int104 principal, , , , ) = comet.userBasic(address(this));
        // Never negative: without collateral the adapter cannot owe.
        return int256(principal).toUint256();
    }
}
