// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IRewardSource: an adapter whose market pays rewards in other tokens
/// @notice Rewards are never part of an adapter's `totalAssets`: they count when they have been sold and the asset has reached the vault.
interface IRewardSource {
    /// @notice Rewards left the market for the adapter's reward receiver.
    event RewardsClaimed(address indexed sender, address indexed token, uint256 amount);

    /// @notice Where claimed rewards go: fixed when the adapter is deployed.
    function rewardReceiver() external view returns (address);

    /// @notice The tokens that a claim can bring.
    function rewardTokens() external view returns (address[] memory);

    /// @notice Claims what the market owes and sends it to the reward receiver. Anyone may call it: the money has one way to go.
    function claimRewards() external;
}
