// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {DaiStandIn} from "./DaiStandIn.sol";
import {PotStandIn} from "./PotStandIn.sol";
import {RayPower} from "./RayPower.sol";

/// @title SavingsDaiStandIn: STAND-IN for sDAI (0x83F20F44975D03b1b09e64809B757c47f942BEeA)
/// @notice Not Spark's code: the same ABI and behaviour for local chains. Its shares are the Pot's (sdai/src/SavingsDai.sol). DAI that
/// comes in is burned and DAI that goes out is minted, as by Maker's join, so this contract must be a ward of DAI. Left out: permits.
contract SavingsDaiStandIn is ERC4626 {
    using SafeERC20 for IERC20;

    uint256 private constant RAY = 1e27;

    /// @notice Keeps the savings.
    PotStandIn public immutable pot;

    constructor(address dai, PotStandIn pot_) ERC20("Savings Dai", "sDAI") ERC4626(IERC20(dai)) {
        pot = pot_;
    }

    /// @notice Deposits with all interest up to now, whether dripped or not.
    function totalAssets() public view override returns (uint256) {
        return convertToAssets(totalSupply());
    }

    function _convertToShares(uint256 assets, Math.Rounding rounding) internal view override returns (uint256) {
        return Math.mulDiv(assets, RAY, _chiNow(), rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding) internal view override returns (uint256) {
        return Math.mulDiv(shares, _chiNow(), RAY, rounding);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        pot.drip();
        IERC20(asset()).safeTransferFrom(caller, address(this), assets);
        DaiStandIn(asset()).burn(address(this), assets);
        pot.join(shares);
        _mint(receiver, shares);
        emit Deposit(caller, receiver, assets, shares);
    }

    function _withdraw(address caller, address receiver, address owner, uint256 assets, uint256 shares) internal override {
        if (caller != owner) _spendAllowance(owner, caller, shares);
        pot.drip();
        _burn(owner, shares);
        pot.exit(shares);
        DaiStandIn(asset()).mint(receiver, assets);
        emit Withdraw(caller, receiver, owner, assets, shares);
    }

    function _chiNow() private view returns (uint256) {
        return (RayPower.power(pot.dsr(), block.timestamp - pot.rho()) * pot.chi()) / RAY;
    }
}
