// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Limit, PackedLimits} from "../libraries/PackedLimits.sol";
import {Price, PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {CostlyReadAdapter} from "./mocks/CostlyReadAdapter.sol";
import {DiscountedExitAdapter} from "./mocks/DiscountedExitAdapter.sol";
import {LyingAdapter} from "./mocks/LyingAdapter.sol";

/// @title Any depositor can make an adapter pay, without the keeper, at no cost to the others
contract ForceDeallocateTest is PriceFixture {
    uint256 private constant MONEY = 10 ** 15;
    uint256 private constant PENALTY_BPS = 50;

    CashAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        setLimit(Limit.ForceDeallocatePenaltyBps, PENALTY_BPS);
        adapter = newAdapter();
    }

    /// @dev Two depositors, everything in one adapter.
    function invest(address into) internal {
        deposit(ALICE, MONEY);
        deposit(BOB, MONEY);
        allocate(into, 2 * MONEY);
    }

    /* A WAY OUT */

    /// @dev Whatever the vault's state: the keeper is not needed.
    function testFuzz_OpensTheExitInEveryState(uint256 assets, uint256 closing) public {
        invest(address(adapter));
        if (closing % 3 != 0) {
            VM.prank(GUARDIAN);
            if (closing % 3 == 1) vault.trip();
            else vault.pause();
        }
        assets = within(assets, 1, MONEY / 2);
        forceDeallocate(ALICE, address(adapter), assets, 0);
        assertEq(vault.idle(), assets, "idle");
        assertEq(adapter.totalAssets(), 2 * MONEY - assets, "position");
        withdraw(ALICE, assets);
        assertEq(token.balanceOf(ALICE), assets, "paid");
    }

    /// @dev An adapter whose answers keep withdrawals away from it pays nevertheless.
    function test_DoesNotAskWhatIsWithdrawable() public {
        CostlyReadAdapter costly = new CostlyReadAdapter(address(vault));
        addAdapter(address(costly));
        invest(address(costly));
        costly.setBroken(true);
        assertEq(vault.maxWithdraw(ALICE), 0, "seems dry");
        VM.prank(ALICE);
        VM.expectPartialRevert(IVaultCore.InsufficientLiquidity.selector);
        vault.withdraw(1, ALICE, ALICE);
        forceDeallocate(ALICE, address(costly), MONEY / 2, 0);
        assertEq(vault.maxWithdraw(ALICE), MONEY / 2, "maxWithdraw");
        withdraw(ALICE, MONEY / 2);
    }

    function testFuzz_EverythingThatIsWithdrawable(uint256 locked) public {
        invest(address(adapter));
        locked = within(locked, 0, 2 * MONEY);
        adapter.lock(locked);
        forceDeallocate(ALICE, address(adapter), type(uint256).max, 0);
        assertEq(vault.idle(), 2 * MONEY - locked, "idle");
    }

    function test_RefusesNothingAndStrangers() public {
        invest(address(adapter));
        VM.startPrank(ALICE);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.EmptyMove.selector, address(adapter)));
        vault.forceDeallocate(address(adapter), 0, ALICE, 0);
        VM.expectRevert(abi.encodeWithSelector(IVaultSettings.AdapterNotEnabled.selector, BOB));
        vault.forceDeallocate(BOB, 1, ALICE, 0);
    }

    /* WHAT IT COSTS */

    /// @dev Shares worth the penalty, rounded up; those who stay get it, as slowly as any gain.
    function testFuzz_ThePenaltyStaysWithThoseWhoStay(uint256 assets, uint256 penaltyBps) public {
        penaltyBps = within(penaltyBps, 0, 200);
        setLimit(Limit.ForceDeallocatePenaltyBps, penaltyBps);
        invest(address(adapter));
        assets = within(assets, 1, 2 * MONEY);
        uint256 penalty = (assets * penaltyBps + BPS - 1) / BPS;
        uint256 expected = vault.previewWithdraw(penalty);
        Price memory before = price();

        uint256 shares = forceDeallocate(ALICE, address(adapter), assets, 0);
        assertEq(shares, expected, "shares");
        assertEq(vault.balanceOf(ALICE), vault.convertToShares(MONEY) - shares, "shares left");
        assertEq(vault.grossAssets(), 2 * MONEY, "gross");
        assertEq(vault.totalAssets(), 2 * MONEY - penalty, "the penalty waits");
        assertNotBelow(price(), before, "price");
        assertNotBelow(before, price(), "and it does not rise at once");
        release();
        assertEq(vault.totalAssets(), 2 * MONEY, "in the end");
    }

    /// @dev Not even somebody who holds nearly all the shares for a moment gets the penalty back.
    function testFuzz_ThePenaltyCannotBeRecapturedWithinABlock(uint256 borrowed, uint256 assets) public {
        invest(address(adapter));
        borrowed = within(borrowed, MONEY, 10_000 * MONEY);
        address attacker = address(0xbad);
        deposit(attacker, borrowed);
        assets = within(assets, 10 ** 4, 2 * MONEY);
        forceDeallocate(attacker, address(adapter), assets, 0);
        uint256 penalty = (assets * PENALTY_BPS) / BPS;
        assertLe(redeem(attacker, vault.balanceOf(attacker)), borrowed - penalty, "taken out");
    }

    function test_ThePenaltyHasACeiling() public {
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(PackedLimits.LimitOutOfRange.selector, Limit.ForceDeallocatePenaltyBps, 201, 200));
        vault.setLimit(Limit.ForceDeallocatePenaltyBps, 201);
    }

    function testFuzz_OthersNeedAnAllowance(uint256 assets) public {
        invest(address(adapter));
        assets = within(assets, 1, 2 * MONEY);
        uint256 shares = vault.previewWithdraw((assets * PENALTY_BPS + BPS - 1) / BPS);
        VM.prank(BOB);
        VM.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, BOB, 0, shares));
        vault.forceDeallocate(address(adapter), assets, ALICE, 0);
        VM.prank(ALICE);
        vault.approve(BOB, shares);
        uint256 bobs = vault.balanceOf(BOB);
        VM.prank(BOB);
        vault.forceDeallocate(address(adapter), assets, ALICE, 0);
        assertEq(vault.allowance(ALICE, BOB), 0, "allowance");
        assertEq(vault.balanceOf(BOB), bobs, "not the sender's shares");
    }

    /// @dev Who has too little to pay the penalty forces nothing.
    function test_WhoCannotPayForcesNothing() public {
        invest(address(adapter));
        VM.prank(address(0xbad));
        VM.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        vault.forceDeallocate(address(adapter), MONEY, address(0xbad), 0);
        assertEq(adapter.totalAssets(), 2 * MONEY, "position");
    }

    function test_IsAnnounced() public {
        invest(address(adapter));
        VM.expectEmit(address(vault));
        emit IVaultCore.Reallocated(ALICE, address(adapter), -10_000, 2 * MONEY - 10_000);
        VM.expectEmit(address(vault));
        emit IVaultCore.ForceDeallocated(ALICE, address(adapter), ALICE, 10_000, 50 * 10 ** 12);
        forceDeallocate(ALICE, address(adapter), 10_000, 0);
    }

    /* LOSSES */

    /// @dev What leaving costs beyond the mark is paid by who forces it, beside the penalty.
    function testFuzz_TheLossComesOnTop(uint256 assets, uint256 discountBps) public {
        DiscountedExitAdapter discounted = new DiscountedExitAdapter(address(vault));
        addAdapter(address(discounted));
        invest(address(discounted));
        discountBps = within(discountBps, 1, 3_000);
        discounted.setDiscount(discountBps);
        assets = within(assets, 1, MONEY / 2);
        uint256 existing = token.totalSupply();
        uint256 penalty = (assets * PENALTY_BPS + BPS - 1) / BPS;
        Price memory before = price();
        forceDeallocate(ALICE, address(discounted), assets, discountBps);
        uint256 loss = existing - token.totalSupply();
        assertNear(loss, (assets * discountBps) / (BPS - discountBps), 0, 1, "loss");
        assertEq(worth(ALICE), MONEY - penalty - loss, "who forces");
        assertEq(worth(BOB), MONEY, "who stays");
        vault.accrue();
        assertNotBelow(price(), before, "price");
    }

    function test_AtNoMoreLossThanAccepted() public {
        DiscountedExitAdapter discounted = new DiscountedExitAdapter(address(vault));
        addAdapter(address(discounted));
        invest(address(discounted));
        discounted.setDiscount(100);
        VM.prank(ALICE);
        VM.expectRevert();
        vault.forceDeallocate(address(discounted), 1_000, ALICE, 99);
        forceDeallocate(ALICE, address(discounted), 1_000, 100);
    }

    /// @dev An adapter that pays less than it owes is held to what was accepted, also where all there is was asked for.
    function testFuzz_LiarsAreHeldToWhatWasAccepted(uint256 assets, uint256 maxLossBps, bool everything) public {
        LyingAdapter liar = new LyingAdapter(address(vault));
        addAdapter(address(liar));
        invest(address(liar));
        liar.setBroken(true);
        maxLossBps = within(maxLossBps, 0, 4_999);
        VM.prank(ALICE);
        VM.expectPartialRevert(IVaultCore.ExitLossExceeded.selector);
        vault.forceDeallocate(address(liar), everything ? type(uint256).max : within(assets, 10 ** 5, 2 * MONEY), ALICE, maxLossBps);
    }

    /// @dev Any sequence of them, by anybody, while gains wait or not: the price never falls.
    function testFuzz_ThePriceNeverFalls(uint256[5] memory amounts, uint256 gain, uint256 seconds_) public {
        invest(address(adapter));
        adapter.gain(within(gain, 0, MONEY));
        pass(within(seconds_, 0, 365 days));
        for (uint256 i = 0; i < 5; ++i) {
            Price memory before = price();
            uint256 assets = within(amounts[i], 1, adapter.totalAssets() / 2);
            forceDeallocate(i % 2 == 0 ? ALICE : BOB, address(adapter), assets, 0);
            assertNotBelow(price(), before, "price");
        }
    }
}
