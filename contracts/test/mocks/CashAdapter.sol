// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Adapter} from "../../adapters/Adapter.sol";
import {Token} from "./Token.sol";

/// @title CashAdapter: an honest adapter whose market is a purse that the test can fill, empty and lock
contract CashAdapter is Adapter {
    uint256 internal _position;
    uint256 internal _locked;
    bytes32 internal _sickness;

    constructor(address vault_) Adapter(vault_, _someRisk()) {}

    function gain(uint256 assets) external {
        Token(asset).mint(address(this), assets);
        _position += assets;
    }

    function lose(uint256 assets) external {
        Token(asset).burn(address(this), assets);
        _position -= assets;
    }

    /// @dev Makes the first `assets` of the position illiquid, as if lent out.
    function lock(uint256 assets) external {
        _locked = assets;
    }

    function sicken(bytes32 reason) external {
        _sickness = reason;
    }

    function source() external view virtual override returns (address) {
        return address(this);
    }

    function allocatable() external pure returns (uint256) {
        return type(uint256).max;
    }

    function health() external view virtual returns (bool, bytes32) {
        return (_sickness == "", _sickness);
    }

    function totalAssets() public view virtual override returns (uint256) {
        return _position;
    }

    function withdrawable(uint256) public view virtual override returns (uint256) {
        return _position > _locked ? _position - _locked : 0;
    }

    function _invest(uint256 assets) internal virtual override {
        _position += assets;
    }

    function _divest(uint256 assets, uint256) internal virtual override {
        _position -= assets;
        SafeERC20.safeTransfer(IERC20(asset), vault, assets);
    }

    function _someRisk() private pure returns (bytes32[] memory riskIds_) {
        riskIds_ = new bytes32[](1);
        riskIds_[0] = keccak256("protocol:purse");
    }
}
