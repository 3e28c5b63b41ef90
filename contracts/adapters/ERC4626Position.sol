// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title ERC4626Position: a tracked holding of another vault's shares
/// @notice Amounts are in the target's asset, which need not be the asset of the vault that owns the position. Shares sent here uninvited
/// are not counted. The holding is worth what redeeming it would pay, exit fees taken off.
abstract contract ERC4626Position {
    /// @notice The vault whose shares are held.
    IERC4626 public immutable target;
    /// @notice The position in the target's shares.
    uint256 public sharesPosition;

    constructor(IERC4626 target_) {
        target = target_;
        // For good: the target's asset is here only while it is invested.
        SafeERC20.forceApprove(IERC20(target_.asset()), address(target_), type(uint256).max);
    }

    function _depositToTarget(uint256 assets) internal {
        uint256 sharesBefore = target.balanceOf(address(this));
        target.deposit(assets, address(this));
        sharesPosition += target.balanceOf(address(this)) - sharesBefore;
    }

    /// @dev The whole position is redeemed by shares: a target with fees may round the shares of a withdrawal above those that are left.
    function _withdrawFromTarget(uint256 assets, address receiver) internal {
        if (assets == _positionValue()) {
            uint256 shares = sharesPosition;
            sharesPosition = 0;
            target.redeem(shares, receiver, address(this));
        } else {
            uint256 sharesBefore = target.balanceOf(address(this));
            target.withdraw(assets, receiver, address(this));
            sharesPosition -= sharesBefore - target.balanceOf(address(this));
        }
    }

    function _positionValue() internal view returns (uint256) {
        return sharesPosition == 0 ? 0 : target.previewRedeem(sharesPosition);
    }

    function _positionLiquidity() internal view returns (uint256) {
        return sharesPosition == 0 ? 0 : Math.min(_positionValue(), target.maxWithdraw(address(this)));
    }

    /// @dev Not healthy when the target pays nothing although it holds something of ours. One that takes nothing may just be full: if that were
    /// unhealthy, whoever fills it would close every vault in it.
    function _targetHealth() internal view returns (bool healthy, bytes32 reason) {
        if (_positionValue() != 0 && _positionLiquidity() == 0) return (false, "withdrawals-closed");
        return (true, "");
    }
}
