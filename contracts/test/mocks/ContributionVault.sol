// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {IRewardedVault} from "../../interfaces/IRewardedVault.sol";

/// @title ContributionVault: the vault's roles, its accounted idle and its adapters, without shares
contract ContributionVault is AccessControl, IRewardedVault {
    address public immutable asset;
    uint256 public idle;
    IAdapter[] private _adapters;

    constructor(address asset_) {
        asset = asset_;
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function addAdapter(IAdapter adapter) external {
        _adapters.push(adapter);
    }

    function contribute(uint256 assets) external {
        uint256 before = IERC20(asset).balanceOf(address(this));
        SafeERC20.safeTransferFrom(IERC20(asset), msg.sender, address(this), assets);
        require(IERC20(asset).balanceOf(address(this)) == before + assets, "not received");
        idle += assets;
    }

    function allocate(IAdapter adapter, uint256 assets) external {
        idle -= assets;
        SafeERC20.safeTransfer(IERC20(asset), address(adapter), assets);
        adapter.allocate(assets);
    }

    function totalAssets() external view returns (uint256 total) {
        total = idle;
        for (uint256 i = 0; i < _adapters.length; ++i) {
            total += _adapters[i].totalAssets();
        }
    }
}
