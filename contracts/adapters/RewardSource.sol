// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IRewardSource} from "../interfaces/IRewardSource.sol";
import {ReentrancyLock} from "../libraries/ReentrancyLock.sol";

/// @title RewardSource: what all adapters whose markets pay rewards have in common
///
/// @notice WHAT LEAVES. What the market owes and, of each reward token, all that lies in the adapter: where anyone may claim for others
/// (`CometRewards.claim`), rewards arrive here unasked, and telling them from gifts would serve nobody. Except the token that the
/// position is held in: of that the adapter keeps everything.
///
/// THE ASSET. It may be a reward like any other: a position is never held in it, and it lies in the adapter only in the middle of an
/// allocation. Taken away then, by a token that calls back, it is missing and the whole transaction reverts.
abstract contract RewardSource is IRewardSource, ReentrancyLock {
    using Math for uint256;
    using SafeERC20 for IERC20;

    /// @inheritdoc IRewardSource
    address public immutable rewardReceiver;

    /// @notice The market's rewards need a receiver, and a receiver needs rewards; both are zero for an adapter without.
    error RewardsWithoutReceiver(address rewards, address rewardReceiver);

    constructor(address rewards, address rewardReceiver_) {
        if ((rewards == address(0)) != (rewardReceiver_ == address(0))) revert RewardsWithoutReceiver(rewards, rewardReceiver_);
        rewardReceiver = rewardReceiver_;
    }

    /// @inheritdoc IRewardSource
    function claimRewards() external nonReentrant {
        address[] memory tokens = rewardTokens();
        for (uint256 i = 0; i < tokens.length; ++i) {
            IERC20 token = IERC20(tokens[i]);
            uint256 receivedBefore = token.balanceOf(rewardReceiver);
            _claimReward(tokens[i]);
            uint256 here = _holdsPosition(tokens[i]) ? 0 : token.balanceOf(address(this));
            if (here != 0) token.safeTransfer(rewardReceiver, here);
            uint256 received = token.balanceOf(rewardReceiver).saturatingSub(receivedBefore);
            if (received != 0) emit RewardsClaimed(msg.sender, tokens[i], received);
        }
    }

    /// @inheritdoc IRewardSource
    function rewardTokens() public view virtual returns (address[] memory);

    /// @dev Has the market pay what it owes of the token, to the receiver or to the adapter.
    function _claimReward(address token) internal virtual;

    /// @dev Whether the position is held in this token.
    function _holdsPosition(address token) internal view virtual returns (bool);
}
