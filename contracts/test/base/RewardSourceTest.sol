// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RewardSource} from "../../adapters/RewardSource.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {IRewardSource} from "../../interfaces/IRewardSource.sol";
import {ReentrancyLock} from "../../libraries/ReentrancyLock.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {Token} from "../mocks/Token.sol";
import {TestBase} from "./TestBase.sol";

/// @title RewardSourceTest: what every adapter promises of its rewards, on any market. The test contract is the vault.
abstract contract RewardSourceTest is TestBase {
    uint256 internal constant MAX_MONEY = 10 ** 18;
    address internal constant RECEIVER = address(0x0777);
    address internal constant ANYBODY = address(0x0abc);
    uint256 internal constant POSITION = 1_000e6;

    Token internal token;
    IAdapter internal adapter;

    /// @dev The adapter asks its vault for the asset.
    function asset() external view returns (address) {
        return address(token);
    }

    /* WHAT A MARKET'S TEST SAYS ABOUT IT */

    /// @dev The market rewards with these tokens from now on; a market that knows one reward only takes the first.
    function rewardWith(address reward) internal virtual;

    /// @dev The market owes the adapter this much, and has it.
    function accrue(address reward, uint256 amount) internal virtual;

    /// @dev Deploys the adapter; zeroes for one without rewards.
    function newAdapter(address rewards, address receiver) internal virtual returns (IAdapter);

    /// @dev The contract that pays the rewards.
    function rewardsOf() internal view virtual returns (address);

    /// @dev The token in which the market keeps the position.
    function receipt() internal view virtual returns (address);

    /* SHORTHANDS */

    function source() internal view returns (IRewardSource) {
        return IRewardSource(address(adapter));
    }

    function claim() internal {
        VM.prank(ANYBODY);
        source().claimRewards();
    }

    function setUpAdapter() internal {
        adapter = newAdapter(rewardsOf(), RECEIVER);
        token.mint(address(adapter), POSITION);
        adapter.allocate(POSITION);
    }

    function deployAdapter(address rewards, address receiver) external {
        newAdapter(rewards, receiver);
    }

    /* PROMISES */

    function test_SaysWhatItMayBringAndWhereItGoes() public {
        assertEq(source().rewardReceiver(), RECEIVER, "receiver");
        assertEq(source().rewardTokens().length, 0, "none yet");
        claim();
        Token reward = new Token(18);
        rewardWith(address(reward));
        assertEq(source().rewardTokens().length, 1, "one");
        assertEq(source().rewardTokens()[0], address(reward), "this one");
    }

    function test_AnAdapterWithoutRewardsClaimsNothing() public {
        IRewardSource bare = IRewardSource(address(newAdapter(address(0), address(0))));
        assertEq(bare.rewardTokens().length, 0, "tokens");
        assertEq(bare.rewardReceiver(), address(0), "receiver");
        bare.claimRewards();
    }

    function test_RewardsNeedAReceiverAndAReceiverRewards() public {
        address rewards = rewardsOf();
        VM.expectRevert(abi.encodeWithSelector(RewardSource.RewardsWithoutReceiver.selector, rewards, address(0)));
        this.deployAdapter(rewards, address(0));
        VM.expectRevert(abi.encodeWithSelector(RewardSource.RewardsWithoutReceiver.selector, address(0), RECEIVER));
        this.deployAdapter(address(0), RECEIVER);
    }

    /// @dev Whoever claims, all of it goes to the receiver, and the position is worth what it was, before and after.
    function testFuzz_RewardsGoToTheReceiverAndAreNeverCounted(uint256 owed, uint256 stray) public {
        Token reward = new Token(18);
        rewardWith(address(reward));
        owed = within(owed, 0, MAX_MONEY);
        stray = within(stray, 0, MAX_MONEY);
        uint256 position = adapter.totalAssets();
        accrue(address(reward), owed);
        reward.mint(address(adapter), stray);
        assertEq(adapter.totalAssets(), position, "position with rewards owed");
        if (owed + stray != 0) {
            VM.expectEmit(address(adapter));
            emit IRewardSource.RewardsClaimed(ANYBODY, address(reward), owed + stray);
        }
        claim();
        assertEq(reward.balanceOf(RECEIVER), owed + stray, "received");
        assertEq(reward.balanceOf(address(adapter)), 0, "left in the adapter");
        assertEq(adapter.totalAssets(), position, "position with rewards claimed");
        claim();
        assertEq(reward.balanceOf(RECEIVER), owed + stray, "claimed once");
    }

    /// @dev Rewards in the vault's own asset are rewards, not position: they go the same way, once.
    function testFuzz_TheAssetAsRewardIsNotPosition(uint256 owed, uint256 stray, uint256 allocated) public {
        rewardWith(address(token));
        owed = within(owed, 0, MAX_MONEY);
        stray = within(stray, 0, MAX_MONEY);
        allocated = within(allocated, 10, MAX_MONEY);
        accrue(address(token), owed);
        token.mint(address(adapter), stray);
        uint256 position = adapter.totalAssets();
        token.mint(address(adapter), allocated);
        position += adapter.allocate(allocated);
        assertEq(adapter.totalAssets(), position, "position");
        claim();
        assertEq(token.balanceOf(RECEIVER), owed + stray, "received");
        assertEq(adapter.totalAssets(), position, "position after the claim");
        uint256 paid = adapter.deallocate(type(uint256).max, 0);
        assertNear(paid, position, 2, 0, "withdrawn");
        assertEq(token.balanceOf(address(this)), paid, "to the vault");
    }

    /// @dev A market that rewards in its own receipts cannot make the adapter give its position away.
    function test_ThePositionIsNeverClaimed() public {
        rewardWith(receipt());
        uint256 position = adapter.totalAssets();
        claim();
        assertEq(adapter.totalAssets(), position, "position");
        assertEq(adapter.deallocate(type(uint256).max, 0), position, "withdrawn");
    }

    function test_ARewardCannotClaimAgainFromItsTransfer() public {
        ReentrantToken hooked = new ReentrantToken();
        rewardWith(address(hooked));
        accrue(address(hooked), 5);
        hooked.callOnTransfer(address(adapter), abi.encodeCall(IRewardSource.claimRewards, ()));
        claim();
        assertTrue(hooked.calls() != 0 && !hooked.succeeded(), "refused");
        assertEq(bytes32(hooked.answer()), bytes32(ReentrancyLock.ReentrantCall.selector), "by the lock");
        assertEq(hooked.balanceOf(RECEIVER), 5, "received");
    }
}
