// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IAaveV3RewardsController: what the adapter uses of Aave V3's incentives
/// @notice See https://github.com/aave-dao/aave-v3-origin/blob/main/src/contracts/rewards/interfaces/IRewardsController.sol
interface IAaveV3RewardsController {
    /// @notice Sends up to `amount` of what the caller has accrued of `reward` on `assets` (aTokens and debt tokens) to `to`.
    function claimRewards(address[] calldata assets, uint256 amount, address to, address reward) external returns (uint256 claimed);

    /// @notice The tokens that holders of the aToken or debt token are or were rewarded with.
    function getRewardsByAsset(address asset) external view returns (address[] memory rewards);
}
