// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAdapter} from "../../../contracts/interfaces/IAdapter.sol";

/// @title MinimalCashAdapter: an adapter that costs as little gas as one can, to measure what the vault costs
/// @notice Keeps the asset itself and counts it in one slot. Its only risk is its own.
contract MinimalCashAdapter is IAdapter {
    /// @inheritdoc IAdapter
    address public immutable vault;
    /// @inheritdoc IAdapter
    address public immutable asset;
    /// @inheritdoc IAdapter
    uint256 public totalAssets;

    constructor(address vault_, address asset_) {
        vault = vault_;
        asset = asset_;
    }

    /// @inheritdoc IAdapter
    function allocate(uint256 assets) external returns (uint256) {
        if (msg.sender != vault) revert OnlyVault(msg.sender);
        totalAssets += assets;
        return assets;
    }

    /// @inheritdoc IAdapter
    function deallocate(uint256 assets, uint256) external returns (uint256) {
        if (msg.sender != vault) revert OnlyVault(msg.sender);
        totalAssets -= assets;
        IERC20(asset).transfer(vault, assets);
        return assets;
    }

    /// @inheritdoc IAdapter
    function source() external view returns (address) {
        return address(this);
    }

    /// @inheritdoc IAdapter
    function withdrawable(uint256) external view returns (uint256) {
        return totalAssets;
    }

    /// @inheritdoc IAdapter
    function allocatable() external pure returns (uint256) {
        return type(uint256).max;
    }

    /// @inheritdoc IAdapter
    function riskIds() external view returns (bytes32[] memory ids) {
        ids = new bytes32[](1);
        ids[0] = keccak256(abi.encode("adapter", address(this)));
    }

    /// @inheritdoc IAdapter
    function health() external pure returns (bool healthy, bytes32 reason) {
        return (true, "");
    }
}
