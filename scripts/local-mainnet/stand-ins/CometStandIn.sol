// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {CometStandInViews} from "./CometStandInViews.sol";

/// @title CometStandIn: STAND-IN for Compound V3 USDC, cUSDCv3 (0xc3d688B66703497DAA19211EEdff47f25384cdc3)
/// @notice Not Compound's code: the same ABI and behaviour for local chains, as far as suppliers, borrowers and readers use it:
/// supplying, withdrawing and borrowing the base token, one collateral asset, transfers, accrual, rewards tracking, pauses, reserves.
/// A withdrawal fails when the contract lacks the cash, as the original does. Left out: `absorb`, `buyCollateral`, `allowBySig`,
/// `approveThis`, more than one collateral asset, and the proxy.
contract CometStandIn is CometStandInViews {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /* solhint-disable const-name-snakecase */
    /// @notice ERC-20 name of a deposit.
    string public constant name = "Compound USDC";
    /// @notice ERC-20 symbol of a deposit.
    string public constant symbol = "cUSDCv3";
    /* solhint-enable const-name-snakecase */

    constructor(Configuration memory config) CometStandInViews(config) {}

    /* SUPPLY */

    /// @notice Supplies base token or collateral for the caller; `type(uint256).max` of base repays the whole debt.
    function supply(address asset, uint256 amount) external {
        _supply(msg.sender, msg.sender, asset, amount);
    }

    /// @notice Supplies for `dst`.
    function supplyTo(address dst, address asset, uint256 amount) external {
        _supply(msg.sender, dst, asset, amount);
    }

    /// @notice Supplies the tokens of `from`, who has allowed the caller, for `dst`.
    function supplyFrom(address from, address dst, address asset, uint256 amount) external {
        _supply(from, dst, asset, amount);
    }

    /* WITHDRAW AND BORROW */

    /// @notice Withdraws; base token beyond the balance is borrowed. `type(uint256).max` of base withdraws the whole balance.
    function withdraw(address asset, uint256 amount) external {
        _withdraw(msg.sender, msg.sender, asset, amount);
    }

    /// @notice Withdraws to `to`.
    function withdrawTo(address to, address asset, uint256 amount) external {
        _withdraw(msg.sender, to, asset, amount);
    }

    /// @notice Withdraws from `src`, who has allowed the caller, to `to`.
    function withdrawFrom(address src, address to, address asset, uint256 amount) external {
        _withdraw(src, to, asset, amount);
    }

    /* TRANSFER AND APPROVAL */

    /// @notice Transfers base balance; beyond it the sender borrows.
    function transfer(address dst, uint256 amount) external returns (bool) {
        _transferBase(msg.sender, dst, amount);
        return true;
    }

    /// @notice Transfers the base balance of `src`, who has allowed the caller.
    function transferFrom(address src, address dst, uint256 amount) external returns (bool) {
        _transferBase(src, dst, amount);
        return true;
    }

    /// @notice Allows (`type(uint256).max`) or disallows (0) `spender` everything; other amounts revert.
    function approve(address spender, uint256 amount) external returns (bool) {
        if (amount != 0 && amount != type(uint256).max) revert BadAmount();
        allow(spender, amount != 0);
        return true;
    }

    /// @notice Allows or disallows `manager` to act for the caller.
    function allow(address manager, bool isAllowed_) public {
        isAllowed[msg.sender][manager] = isAllowed_;
        emit Approval(msg.sender, manager, isAllowed_ ? type(uint256).max : 0);
    }

    /// @notice Accrues interest and the account's rewards.
    function accrueAccount(address account) external {
        _accrue();
        _setPrincipal(account, userBasic[account].principal);
    }

    /* ADMINISTRATION */

    /// @notice Sets all pauses; by the governor or the pause guardian.
    function pause(bool supplyPaused, bool transferPaused, bool withdrawPaused, bool absorbPaused, bool buyPaused) external {
        if (msg.sender != governor && msg.sender != pauseGuardian) revert Unauthorized();
        uint8 flags = 0;
        if (supplyPaused) flags |= 1;
        if (transferPaused) flags |= 2;
        if (withdrawPaused) flags |= 4;
        if (absorbPaused) flags |= 8;
        if (buyPaused) flags |= 16;
        _totals.pauseFlags = flags;
        emit PauseAction(supplyPaused, transferPaused, withdrawPaused, absorbPaused, buyPaused);
    }

    /// @notice Pays reserves out; by the governor.
    function withdrawReserves(address to, uint256 amount) external {
        if (msg.sender != governor) revert Unauthorized();
        int256 reserves = getReserves();
        if (reserves < 0 || amount > uint256(reserves)) revert InsufficientReserves();
        IERC20(baseToken).safeTransfer(to, amount);
        emit WithdrawReserves(to, amount);
    }

    /* INTERNAL */

    function _supply(address from, address dst, address asset, uint256 amount) private {
        if (isSupplyPaused()) revert Paused();
        if (!hasPermission(from, msg.sender)) revert Unauthorized();
        if (asset == baseToken) {
            if (amount == type(uint256).max) amount = borrowBalanceOf(dst);
            IERC20(asset).safeTransferFrom(from, address(this), amount);
            _accrue();
            uint256 supplied = _changeBase(dst, int256(amount));
            emit Supply(from, dst, amount);
            if (supplied > 0) emit Transfer(address(0), dst, _balance(supplied, _totals.baseSupplyIndex));
        } else {
            if (asset != _collateral.asset) revert BadAsset();
            IERC20(asset).safeTransferFrom(from, address(this), amount);
            totalsCollateral[asset].totalSupplyAsset += amount.toUint128();
            if (totalsCollateral[asset].totalSupplyAsset > _collateral.supplyCap) revert SupplyCapExceeded();
            _setCollateral(dst, asset, userCollateral[dst][asset].balance + amount.toUint128());
            emit SupplyCollateral(from, dst, asset, amount);
        }
    }

    function _withdraw(address src, address to, address asset, uint256 amount) private {
        if (isWithdrawPaused()) revert Paused();
        if (!hasPermission(src, msg.sender)) revert Unauthorized();
        if (asset == baseToken) {
            if (amount == type(uint256).max) amount = balanceOf(src);
            _accrue();
            uint256 withdrawn = _changeBase(src, -int256(amount));
            _requireBorrowAllowed(src);
            IERC20(asset).safeTransfer(to, amount);
            emit Withdraw(src, to, amount);
            if (withdrawn > 0) emit Transfer(src, address(0), _balance(withdrawn, _totals.baseSupplyIndex));
        } else {
            if (asset != _collateral.asset) revert BadAsset();
            totalsCollateral[asset].totalSupplyAsset -= amount.toUint128();
            _setCollateral(src, asset, userCollateral[src][asset].balance - amount.toUint128());
            if (!isBorrowCollateralized(src)) revert NotCollateralized();
            IERC20(asset).safeTransfer(to, amount);
            emit WithdrawCollateral(src, to, asset, amount);
        }
    }

    function _transferBase(address src, address dst, uint256 amount) private {
        if (isTransferPaused()) revert Paused();
        if (!hasPermission(src, msg.sender)) revert Unauthorized();
        if (src == dst) revert NoSelfTransfer();
        if (amount == type(uint256).max) amount = balanceOf(src);
        _accrue();
        uint256 withdrawn = _changeBase(src, -int256(amount));
        uint256 supplied = _changeBase(dst, int256(amount));
        _requireBorrowAllowed(src);
        if (withdrawn > 0) emit Transfer(src, address(0), _balance(withdrawn, _totals.baseSupplyIndex));
        if (supplied > 0) emit Transfer(address(0), dst, _balance(supplied, _totals.baseSupplyIndex));
    }

    /// @dev Moves an account's accrued balance by `change` and the totals with it; returns by how much its supply principal moved.
    function _changeBase(address account, int256 change) private returns (uint256 supplyPrincipalChange) {
        int104 old = userBasic[account].principal;
        int104 principal = _principalOf(_signedBalance(old) + change);
        (uint104 supplyBefore, uint104 borrowBefore) = _split(old);
        (uint104 supplyAfter, uint104 borrowAfter) = _split(principal);
        // A rounded principal may step the other way by one: the original then leaves the totals as they are.
        if (change < 0 ? principal <= old : principal >= old) {
            _totals.totalSupplyBase = _totals.totalSupplyBase + supplyAfter - supplyBefore;
            _totals.totalBorrowBase = _totals.totalBorrowBase + borrowAfter - borrowBefore;
            supplyPrincipalChange = supplyAfter > supplyBefore ? supplyAfter - supplyBefore : supplyBefore - supplyAfter;
        }
        _setPrincipal(account, principal);
    }

    function _split(int104 principal) private pure returns (uint104 supplied, uint104 borrowed) {
        return principal >= 0 ? (uint104(principal), uint104(0)) : (uint104(0), uint104(-principal));
    }

    function _requireBorrowAllowed(address account) private view {
        int256 balance = _signedBalance(userBasic[account].principal);
        if (balance >= 0) return;
        if (uint256(-balance) < baseBorrowMin) revert BorrowTooSmall();
        if (!isBorrowCollateralized(account)) revert NotCollateralized();
    }

    function _setCollateral(address account, address asset, uint128 balance) private {
        userCollateral[account][asset].balance = balance;
        userBasic[account].assetsIn = balance == 0 ? 0 : 1;
    }
}
