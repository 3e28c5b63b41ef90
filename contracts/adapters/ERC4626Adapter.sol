// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {Adapter} from "./Adapter.sol";
import {ERC4626Position} from "./ERC4626Position.sol";

/// @title ERC4626Adapter: deposits the vault's asset in another ERC-4626 vault
/// @notice The target must value its shares so that one transaction cannot move the price, and state a truthful `maxWithdraw`: what it
/// understates cannot be withdrawn through this adapter.
contract ERC4626Adapter is Adapter, ERC4626Position {
    constructor(address vault_, IERC4626 target_, bytes32[] memory riskIds_) Adapter(vault_, riskIds_) ERC4626Position(target_) {
        _requireAsset(target_.asset());
    }

    function _invest(uint256 assets) internal override {
        _depositToTarget(assets);
    }

    function _divest(uint256 assets, uint256) internal override {
        _withdrawFromTarget(assets, vault);
    }

    /// @inheritdoc IAdapter
    function source() external view override returns (address) {
        return address(target);
    }

    /// @inheritdoc IAdapter
    function totalAssets() public view override returns (uint256) {
        return _positionValue();
    }

    /// @inheritdoc IAdapter
    function withdrawable(uint256) public view override returns (uint256) {
        return _positionLiquidity();
    }

    /// @inheritdoc IAdapter
    function allocatable() external view returns (uint256) {
        return target.maxDeposit(address(this));
    }

    /// @inheritdoc IAdapter
    function health() external view returns (bool healthy, bytes32 reason) {
        return _targetHealth();
    }
}
