// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Adapter} from "../../adapters/Adapter.sol";
import {Token} from "./Token.sol";

/// @title MoodyAdapter: keeps its promises to the vault on a market of many moods
/// @notice The market can earn and lose, lend the money out, charge for entry and exit, fall ill and fall silent, in any mixture. It goes on
/// paying while nobody can say what the position is worth.
contract MoodyAdapter is Adapter {
    uint256 private constant BPS = 10_000;

    uint256 public position;
    uint256 public locked;
    uint256 public entryChargeBps;
    uint256 public exitChargeBps;
    bool public silent;
    bytes32 public sickness;

    error NoAnswer();

    constructor(address vault_, bytes32[] memory riskIds_) Adapter(vault_, riskIds_) {}

    function gain(uint256 assets) external {
        Token(asset).mint(address(this), assets);
        position += assets;
    }

    function lose(uint256 assets) external {
        Token(asset).burn(address(this), assets);
        position -= assets;
    }

    /// @dev Makes the first `assets` of the position illiquid, as if lent out.
    function lock(uint256 assets) external {
        locked = assets;
    }

    function charge(uint256 entryChargeBps_, uint256 exitChargeBps_) external {
        (entryChargeBps, exitChargeBps) = (entryChargeBps_, exitChargeBps_);
    }

    function setSilent(bool silent_) external {
        silent = silent_;
    }

    function sicken(bytes32 reason) external {
        sickness = reason;
    }

    function source() external view override returns (address) {
        return address(this);
    }

    function allocatable() external pure returns (uint256) {
        return type(uint256).max;
    }

    function health() external view returns (bool, bytes32) {
        return (sickness == "", sickness);
    }

    function totalAssets() public view override returns (uint256) {
        if (silent) revert NoAnswer();
        return position;
    }

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        if (maxLossBps < exitChargeBps || position <= locked) return 0;
        return ((position - locked) * (BPS - exitChargeBps)) / BPS;
    }

    function _invest(uint256 assets) internal override {
        uint256 cost = (assets * entryChargeBps) / BPS;
        position += assets - cost;
        Token(asset).burn(address(this), cost);
    }

    function _divest(uint256 assets, uint256) internal override {
        uint256 price = Math.mulDiv(assets, BPS, BPS - exitChargeBps, Math.Rounding.Ceil);
        position -= price;
        Token(asset).burn(address(this), price - assets);
        SafeERC20.safeTransfer(IERC20(asset), vault, assets);
    }
}
