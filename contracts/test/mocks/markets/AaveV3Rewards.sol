// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAaveV3RewardsController} from "../../../interfaces/external/IAaveV3RewardsController.sol";

/// @title AaveV3Rewards: what an account is owed, as the test says, paid as Aave's RewardsController pays it
/// @notice Stands in because Aave's periphery has no package here.
contract AaveV3Rewards is IAaveV3RewardsController {
    mapping(address asset => address[]) private _rewards;
    mapping(address asset => mapping(address reward => mapping(address user => uint256))) public accrued;

    /* THE TEST'S HANDS */

    function list(address asset, address reward) external {
        _rewards[asset].push(reward);
    }

    function accrue(address asset, address reward, address user, uint256 amount) external {
        accrued[asset][reward][user] += amount;
    }

    /* THE CONTROLLER */

    function claimRewards(address[] calldata assets, uint256 amount, address to, address reward) external returns (uint256 claimed) {
        require(to != address(0), "INVALID_TO_ADDRESS");
        for (uint256 i = 0; i < assets.length; ++i) {
            uint256 owed = accrued[assets[i]][reward][msg.sender];
            uint256 part = owed < amount - claimed ? owed : amount - claimed;
            accrued[assets[i]][reward][msg.sender] -= part;
            claimed += part;
        }
        if (claimed != 0) require(IERC20(reward).transfer(to, claimed), "TRANSFER_ERROR");
    }

    function getRewardsByAsset(address asset) external view returns (address[] memory) {
        return _rewards[asset];
    }
}
