// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {Price, PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {DiscountedExitAdapter} from "./mocks/DiscountedExitAdapter.sol";
import {FragileAdapter} from "./mocks/FragileAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title Who leaves through an adapter that pays below its mark bears exactly that, and only who said so leaves that way
contract LossyExitsTest is PriceFixture {
    uint256 private constant MONEY = 10 ** 15;

    DiscountedExitAdapter internal discounted;

    function setUp() public {
        setUpVault(6);
        discounted = new DiscountedExitAdapter(address(vault));
        addAdapter(address(discounted));
    }

    /// @dev All but `idle` of two depositors' money is where leaving costs a part.
    function invest(uint256 stayers, uint256 leavers, uint256 idle, uint256 discountBps) internal {
        deposit(BOB, stayers);
        deposit(ALICE, leavers);
        allocate(address(discounted), stayers + leavers - idle);
        discounted.setDiscount(discountBps);
    }

    function withdrawAt(uint256 assets, uint256 maxLossBps) internal returns (uint256 shares) {
        VM.prank(ALICE);
        return vault.withdraw(assets, ALICE, ALICE, maxLossBps);
    }

    function redeemAt(uint256 shares, uint256 maxLossBps) internal returns (uint256 assets) {
        VM.prank(ALICE);
        return vault.redeem(shares, ALICE, ALICE, maxLossBps);
    }

    /* WHO BEARS IT */

    /// @dev What shares were worth leaves the vault: the market keeps a part of it, and the leaver gets the rest.
    function testFuzz_TheLeaverBearsExactlyTheLoss(
        uint256[2] memory assets,
        uint256 idle,
        uint256 discountBps,
        uint256 part,
        bool byShares
    ) public {
        assets = [within(assets[0], 10 ** 6, MONEY), within(assets[1], 10 ** 6, MONEY)];
        discountBps = within(discountBps, 1, 3_000);
        invest(assets[0], assets[1], within(idle, 0, assets[1]), discountBps);
        part = within(part, 10 ** 5, assets[1]);
        Price memory before = price();
        uint256 gross = vault.grossAssets();
        uint256 existing = token.totalSupply();
        uint256 shares = vault.previewWithdraw(part);

        // With some more than the discount: the loss is a part of what is paid, not of what is asked for.
        if (byShares) assertEq(redeemAt(shares, 2 * discountBps), token.balanceOf(ALICE), "redeemed");
        else assertEq(withdrawAt(part, 2 * discountBps), shares, "shares");

        uint256 lost = existing - token.totalSupply();
        assertEq(token.balanceOf(ALICE), part - lost, "paid");
        assertEq(vault.balanceOf(ALICE), vault.convertToShares(assets[1] - part), "shares left");
        assertEq(vault.grossAssets(), gross - part, "gross");
        vault.accrue();
        assertNotBelow(price(), before, "price of those who stay");
        assertEq(worth(BOB), assets[0], "who stays");
    }

    function test_TheLossIsAnnounced() public {
        invest(1_000_000, 1_000_000, 0, 100);
        VM.expectEmit(address(vault));
        emit IVaultCore.ExitLoss(ALICE, ALICE, 1_011);
        VM.expectEmit(address(vault));
        emit IERC4626.Withdraw(ALICE, ALICE, ALICE, 98_989, 100_000 * 10 ** 12);
        withdrawAt(100_000, 200);
    }

    /// @dev What waits to be released neither pays for the loss nor is released by it.
    function testFuzz_WhatWaitsIsLeftAlone(uint256 waiting, uint256 part) public {
        invest(MONEY, MONEY, 0, 100);
        waiting = within(waiting, 1, MONEY);
        discounted.gain(waiting);
        part = within(part, 10 ** 5, MONEY);
        withdrawAt(part, 200);
        assertEq(vault.totalAssets(), 2 * MONEY - part, "total");
        assertEq(vault.grossAssets(), 2 * MONEY - part + waiting, "gross");
    }

    /// @dev Idle first, sound adapters in their turn: where no loss is needed, none is had.
    function testFuzz_NoLossWhereNoneIsNeeded(uint256 assets, uint256 maxLossBps) public {
        invest(MONEY, MONEY, MONEY, 100);
        assets = within(assets, 1, MONEY);
        withdrawAt(assets, within(maxLossBps, 0, BPS));
        assertEq(token.balanceOf(ALICE), assets, "paid");
    }

    /* HOW MUCH OF IT */

    function testFuzz_NeverMoreThanAccepted(uint256 assets, uint256 discountBps, uint256 maxLossBps) public {
        discountBps = within(discountBps, 1, 5_000);
        maxLossBps = within(maxLossBps, 0, BPS);
        invest(MONEY, MONEY, 0, discountBps);
        assets = within(assets, 1, MONEY);
        VM.prank(ALICE);
        (bool success, ) = address(vault).call(
            abi.encodeWithSignature("withdraw(uint256,address,address,uint256)", assets, ALICE, ALICE, maxLossBps)
        );
        uint256 paid = token.balanceOf(ALICE);
        if (success) assertLe(assets - (assets * maxLossBps) / BPS, paid, "paid");
        else assertEq(paid, 0, "nothing is paid");
        if (maxLossBps < discountBps) assertTrue(!success, "an adapter that costs more is not used");
    }

    function test_MoreThanAcceptedReverts() public {
        invest(1_000_000, 1_000_000, 0, 100);
        VM.prank(ALICE);
        // 1,000,000 are asked for, and 10,102 more are taken from the position for it.
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.ExitLossExceeded.selector, 10_102, 10_000));
        vault.withdraw(1_000_000, ALICE, ALICE, 100);
        withdrawAt(1_000_000, 102);
        assertEq(token.balanceOf(ALICE), 1_000_000 - 10_102, "paid");
    }

    /* PLAIN EXITS */

    /// @dev They pass it over, the maximum knows, and both are right to the last unit.
    function testFuzz_PlainExitsPassItOver(uint256 idle, uint256 soundly, bool byShares) public {
        CashAdapter sound = newAdapter();
        idle = within(idle, 0, MONEY / 2);
        soundly = within(soundly, 1, MONEY / 2);
        deposit(ALICE, 2 * MONEY);
        rebalance(twoMoves(address(discounted), int256(2 * MONEY - idle - soundly), address(sound), int256(soundly)));
        discounted.setDiscount(1);
        assertEq(vault.maxWithdraw(ALICE), idle + soundly, "maxWithdraw");
        VM.prank(ALICE);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.InsufficientLiquidity.selector, idle + soundly + 1, idle + soundly));
        vault.withdraw(idle + soundly + 1, ALICE, ALICE);
        if (byShares) redeem(ALICE, vault.maxRedeem(ALICE));
        else withdraw(ALICE, idle + soundly);
        assertEq(token.balanceOf(ALICE), idle + soundly, "paid");
        assertEq(discounted.totalAssets(), 2 * MONEY - idle - soundly, "untouched");
    }

    /* LIMITS OF TOLERANCE */

    /// @dev A loss that cannot be seen is not accepted: such an adapter pays at par or not at all.
    function testFuzz_UnreadableAdaptersGetNoTolerance(uint256 assets, uint256 maxLossBps) public {
        UnreadableAdapter unreadable = new UnreadableAdapter(address(vault));
        addAdapter(address(unreadable));
        deposit(ALICE, MONEY);
        allocate(address(unreadable), MONEY);
        unreadable.setBroken(true);
        assets = within(assets, 1, MONEY);
        withdrawAt(assets, within(maxLossBps, 0, BPS));
        assertEq(token.balanceOf(ALICE), assets, "paid");
        assertEq(vault.adapterState(address(unreadable)).lastTotalAssets, MONEY - assets, "record");
    }

    /// @dev One that could be read before it paid and cannot afterwards might have lost anything.
    function test_WhatCannotBeReadAfterwardsIsNotLeftThroughAtALoss() public {
        FragileAdapter fragile = new FragileAdapter(address(vault));
        addAdapter(address(fragile));
        deposit(ALICE, MONEY);
        allocate(address(fragile), MONEY);
        VM.prank(ALICE);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.AdapterUnreadable.selector, address(fragile)));
        vault.withdraw(1_000, ALICE, ALICE, 100);
        withdraw(ALICE, 1_000);
        assertEq(token.balanceOf(ALICE), 1_000, "at par");
    }

    function test_AllowanceIsNeededAndSpent() public {
        invest(MONEY, MONEY, 0, 100);
        uint256 shares = vault.balanceOf(ALICE) / 2;
        VM.prank(BOB);
        VM.expectPartialRevert(IERC20Errors.ERC20InsufficientAllowance.selector);
        vault.redeem(shares, BOB, ALICE, 200);
        VM.prank(ALICE);
        vault.approve(BOB, shares);
        VM.prank(BOB);
        vault.redeem(shares, BOB, ALICE, 200);
        assertEq(vault.allowance(ALICE, BOB), 0, "allowance");
        assertTrue(token.balanceOf(BOB) != 0, "paid");
    }
}
