// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {IRewardSource} from "../interfaces/IRewardSource.sol";
import {RewardFixture} from "./base/RewardFixture.sol";
import {CometBase} from "./mocks/markets/CometBase.sol";
import {CompoundV3Rewards} from "./mocks/markets/CompoundV3Rewards.sol";
import {PurseRouter} from "./mocks/PurseRouter.sol";
import {Token} from "./mocks/Token.sol";

/// @title From market to idle: rewards count when they have been sold and contributed, not before and not twice
contract RewardAccountingTest is RewardFixture {
    CometBase internal comet;
    CompoundV3Rewards internal rewards;
    IAdapter internal adapter;

    function setUp() public {
        setUpSeller(new Token(6), new Token(18), new PurseRouter());
        comet = new CometBase(address(token));
        rewards = new CompoundV3Rewards();
        bytes memory arguments = abi.encode(vault, comet, rewards, seller, new bytes32[](1));
        adapter = IAdapter(deploy("contracts/adapters/CompoundV3Adapter.sol:CompoundV3Adapter", arguments));
        vault.addAdapter(adapter);
        token.mint(address(this), 2_000e6);
        token.approve(address(vault), type(uint256).max);
        vault.contribute(2_000e6);
        vault.allocate(adapter, 1_500e6);
    }

    function accrue(Token paid, uint256 amount) internal {
        rewards.setToken(address(comet), address(paid));
        paid.mint(address(rewards), amount);
        rewards.accrue(address(comet), address(adapter), amount);
    }

    function testFuzz_OnlyTheContributionMovesTotalAssets(uint256 amount, uint256 proceedsBps, bool pushed) public {
        amount = within(amount, 1e12, 1e24);
        uint256 total = vault.totalAssets();
        accrue(reward, amount);
        assertEq(vault.totalAssets(), total, "accrued");
        if (pushed) rewards.claim(address(comet), address(adapter), true);
        assertEq(vault.totalAssets(), total, "pushed to the adapter");
        IRewardSource(address(adapter)).claimRewards();
        assertEq(vault.totalAssets(), total, "claimed");
        assertEq(reward.balanceOf(address(seller)), amount, "in the seller");

        uint256 proceeds = (seller.oracleAssets(address(reward), amount) * within(proceedsBps, 9_701, 11_000)) / 10_000 + 1;
        router.setProceeds(proceeds);
        sell(ALL, 0);
        assertEq(vault.totalAssets(), total + proceeds, "contributed");
    }

    function testFuzz_ARewardInTheAssetIsCountedOnce(uint256 amount, bool pushed) public {
        amount = within(amount, 1, 1e18);
        uint256 total = vault.totalAssets();
        accrue(token, amount);
        if (pushed) rewards.claim(address(comet), address(adapter), true);
        assertEq(vault.totalAssets(), total, "owed or pushed");
        IRewardSource(address(adapter)).claimRewards();
        assertEq(vault.totalAssets(), total, "claimed");
        VM.prank(KEEPER);
        seller.contribute();
        assertEq(vault.totalAssets(), total + amount, "contributed");
        IRewardSource(address(adapter)).claimRewards();
        assertEq(IERC20(token).balanceOf(address(seller)), 0, "nothing left");
    }
}
