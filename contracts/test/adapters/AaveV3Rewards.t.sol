// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AaveV3Adapter} from "../../adapters/AaveV3Adapter.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {IRewardSource} from "../../interfaces/IRewardSource.sol";
import {RewardSourceTest} from "../base/RewardSourceTest.sol";
import {AaveV3Reserve} from "../mocks/markets/AaveV3Reserve.sol";
import {AaveV3Rewards} from "../mocks/markets/AaveV3Rewards.sol";
import {Token} from "../mocks/Token.sol";

/// @title The Aave V3 adapter claims every reward of its aToken, each by itself
contract AaveV3RewardsTest is RewardSourceTest {
    AaveV3Reserve internal pool;
    AaveV3Rewards internal controller;

    function setUp() public {
        token = new Token(6);
        pool = new AaveV3Reserve(token, true);
        controller = new AaveV3Rewards();
        setUpAdapter();
    }

    function newAdapter(address rewards, address receiver) internal override returns (IAdapter) {
        bytes32[] memory risks = new bytes32[](1);
        bytes memory arguments = abi.encode(this, pool, rewards, receiver, risks);
        return IAdapter(deploy("contracts/adapters/AaveV3Adapter.sol:AaveV3Adapter", arguments));
    }

    function rewardWith(address reward) internal override {
        controller.list(receipt(), reward);
    }

    function accrue(address reward, uint256 amount) internal override {
        Token(reward).mint(address(controller), amount);
        controller.accrue(receipt(), reward, address(adapter), amount);
    }

    function rewardsOf() internal view override returns (address) {
        return address(controller);
    }

    function receipt() internal view override returns (address) {
        return address(pool.aToken());
    }

    /// @dev As Aave has done: rewards in the aTokens of the market itself. Those that are owed go, those that are the position stay.
    function testFuzz_RewardsInATokensAreToldFromThePosition(uint256 owed, uint256 gift, uint256 indexRay) public {
        owed = within(owed, 1, MAX_MONEY);
        gift = within(gift, 1, MAX_MONEY);
        pool.setIndexes(within(indexRay, 1e27, 1.9e27), 1e27);
        rewardWith(receipt());
        supplyFor(address(controller), owed + 2);
        supplyFor(address(adapter), gift + 2);
        controller.accrue(receipt(), receipt(), address(adapter), owed);
        uint256 position = adapter.totalAssets();
        claim();
        assertNear(pool.aToken().balanceOf(RECEIVER), owed, 2, 0, "received");
        assertEq(adapter.totalAssets(), position, "position");
        token.mint(receipt(), position);
        assertEq(adapter.deallocate(type(uint256).max, 0), position, "withdrawn");
    }

    function supplyFor(address account, uint256 amount) internal {
        token.mint(address(this), amount);
        token.approve(address(pool), amount);
        pool.supply(address(token), amount, account, 0);
    }

    /// @dev The purse of one reward is empty: the others are paid, and it is still owed.
    function test_ARewardThatCannotBePaidDoesNotHoldUpTheOthers() public {
        Token[3] memory rewards = [new Token(18), new Token(18), new Token(18)];
        for (uint256 i = 0; i < 3; ++i) {
            rewardWith(address(rewards[i]));
            accrue(address(rewards[i]), 7);
        }
        rewards[1].burn(address(controller), 7);
        VM.expectEmit(address(adapter));
        emit AaveV3Adapter.RewardNotClaimed(address(rewards[1]));
        claim();
        assertEq(rewards[0].balanceOf(RECEIVER), 7, "before it");
        assertEq(rewards[2].balanceOf(RECEIVER), 7, "after it");
        rewards[1].mint(address(controller), 7);
        VM.expectEmit(address(adapter));
        emit IRewardSource.RewardsClaimed(ANYBODY, address(rewards[1]), 7);
        claim();
        assertEq(rewards[1].balanceOf(RECEIVER), 7, "later");
    }
}
