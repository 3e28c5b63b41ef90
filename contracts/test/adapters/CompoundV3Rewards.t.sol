// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../../interfaces/IAdapter.sol";
import {IRewardSource} from "../../interfaces/IRewardSource.sol";
import {RewardSourceTest} from "../base/RewardSourceTest.sol";
import {CometBase} from "../mocks/markets/CometBase.sol";
import {CompoundV3Rewards} from "../mocks/markets/CompoundV3Rewards.sol";
import {Token} from "../mocks/Token.sol";

/// @title The Compound III adapter claims its market's reward, also when somebody had it paid to the adapter
contract CompoundV3RewardsTest is RewardSourceTest {
    CometBase internal comet;
    CompoundV3Rewards internal rewards;

    function setUp() public {
        token = new Token(6);
        comet = new CometBase(address(token));
        rewards = new CompoundV3Rewards();
        setUpAdapter();
    }

    function newAdapter(address cometRewards, address receiver) internal override returns (IAdapter) {
        bytes32[] memory risks = new bytes32[](1);
        bytes memory arguments = abi.encode(this, comet, cometRewards, receiver, risks);
        return IAdapter(deploy("contracts/adapters/CompoundV3Adapter.sol:CompoundV3Adapter", arguments));
    }

    function rewardWith(address reward) internal override {
        rewards.setToken(address(comet), reward);
    }

    function accrue(address reward, uint256 amount) internal override {
        Token(reward).mint(address(rewards), amount);
        rewards.accrue(address(comet), address(adapter), amount);
    }

    function rewardsOf() internal view override returns (address) {
        return address(rewards);
    }

    function receipt() internal view override returns (address) {
        return address(comet);
    }

    /// @dev `CometRewards.claim` is open to all and pays the account itself.
    function testFuzz_WhatOthersHadPaidToTheAdapterIsNotLost(uint256 pushed, uint256 owed) public {
        Token reward = new Token(18);
        rewardWith(address(reward));
        pushed = within(pushed, 1, MAX_MONEY);
        owed = within(owed, 0, MAX_MONEY);
        accrue(address(reward), pushed);
        rewards.claim(address(comet), address(adapter), true);
        assertEq(reward.balanceOf(address(adapter)), pushed, "pushed");
        accrue(address(reward), owed);
        VM.expectEmit(address(adapter));
        emit IRewardSource.RewardsClaimed(ANYBODY, address(reward), pushed + owed);
        claim();
        assertEq(reward.balanceOf(RECEIVER), pushed + owed, "received");
    }
}
