// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title CometBase: the base-token side of Comet for suppliers, with its rounding, its pauses, and an index set by the test
/// @notice Stands in because Comet has no package; its arithmetic is CometCore's `presentValue` and `principalValue`.
contract CometBase {
    uint256 private constant INDEX_SCALE = 1e15;

    address public immutable baseToken;
    bool public isSupplyPaused;
    bool public isWithdrawPaused;
    uint256 private _index = INDEX_SCALE;
    mapping(address account => int104) private _principal;

    constructor(address baseToken_) {
        baseToken = baseToken_;
    }

    /* THE TEST'S HANDS */

    function setIndex(uint256 index) external {
        _index = index;
    }

    function setPaused(bool supply_, bool withdraw_) external {
        (isSupplyPaused, isWithdrawPaused) = (supply_, withdraw_);
    }

    function lend(address to, uint256 amount) external {
        IERC20(baseToken).transfer(to, amount);
    }

    /* COMET */

    function supply(address asset, uint256 amount) external {
        supplyTo(msg.sender, asset, amount);
    }

    function supplyTo(address to, address asset, uint256 amount) public {
        require(!isSupplyPaused, "Paused");
        IERC20(asset).transferFrom(msg.sender, address(this), amount);
        _setBalance(to, balanceOf(to) + amount);
    }

    function withdrawTo(address to, address asset, uint256 amount) external {
        require(!isWithdrawPaused, "Paused");
        require(amount <= balanceOf(msg.sender), "NotCollateralized");
        _setBalance(msg.sender, balanceOf(msg.sender) - amount);
        IERC20(asset).transfer(to, amount);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _setBalance(msg.sender, balanceOf(msg.sender) - amount);
        _setBalance(to, balanceOf(to) + amount);
        return true;
    }

    function balanceOf(address account) public view returns (uint256) {
        return (uint104(_principal[account]) * _index) / INDEX_SCALE;
    }

    function userBasic(address account) external view returns (int104, uint64, uint64, uint16, uint8) {
        return (_principal[account], 0, 0, 0, 0);
    }

    function _setBalance(address account, uint256 balance) private {
        _principal[account] = int104(uint104((balance * INDEX_SCALE) / _index));
    }
}
