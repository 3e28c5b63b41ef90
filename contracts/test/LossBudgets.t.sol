// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {Guard, Move} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {TollAdapter} from "./mocks/TollAdapter.sol";

/// @title What a keeper can lose: so much at once and so much within any 24 hours, whenever it tries
contract LossBudgetsTest is PolicyFixture {
    uint256 private constant TOTAL = 10 ** 12;
    uint256 private constant DAY_MILLIONTHS = 20_000;

    TollAdapter private toll;

    uint256[] private times;
    uint256[] private losses;
    uint256[] private totals;

    function setUp() public {
        VM.warp(1_800_000_000);
        setUpVault(6);
        toll = new TollAdapter(address(vault));
        addAdapter(address(toll));
        deposit(ALICE, TOTAL);
    }

    /// @dev One plan that loses `loss`, in or out.
    function plan(uint256 loss, bool out) internal returns (Move[] memory) {
        toll.setToll(loss);
        return oneMove(address(toll), out ? -int256(TOTAL / 20) : int256(TOTAL / 20));
    }

    function stock() internal {
        toll.setToll(0);
        allocate(address(toll), TOTAL / 4);
    }

    function tryLoss(uint256 loss, bool out) internal returns (bool passed, bytes4 selector) {
        Move[] memory moves = plan(loss, out);
        Guard memory current = guard();
        VM.prank(KEEPER);
        try vault.rebalance(moves, current) {
            passed = true;
        } catch (bytes memory reason) {
            selector = bytes4(reason);
        }
    }

    function testFuzz_OneRebalanceLosesAtMostItsLimit(uint256 limitBps, uint256 excess, bool out) public {
        limitBps = within(limitBps, 0, 100);
        stock();
        setLimit(Limit.RebalanceLossBps, limitBps);
        uint256 most = (TOTAL * limitBps) / 10_000;
        rebalanceReverts(plan(most + within(excess, 1, TOTAL / 200), out), IVaultCore.RebalanceLossExceeded.selector);
        rebalance(plan(most, out));
        assertEq(vault.grossAssets(), TOTAL - most, "gross assets");
    }

    function testFuzz_DayLosesAtMostItsLimit(uint256 first, uint256 second) public {
        setLimit(Limit.DailyLossBps, 100);
        first = within(first, 1, 10_000);
        second = within(second, 1, 10_000);
        rebalance(plan((TOTAL / 1_000_000) * first, false));
        uint256 rest = vault.grossAssets();
        // The second fraction is of what the first one left.
        (bool passed, bytes4 selector) = tryLoss((rest * second) / 1_000_000, false);
        assertTrue(passed == (first + second <= 10_000), "within the day");
        if (!passed) assertEq(bytes32(selector), bytes32(IVaultCore.DailyLossExceeded.selector), "reason");
    }

    /// @dev A keeper that loses whatever it can, for days, in and out, at any time.
    function testFuzz_AnyDayLosesAtMostItsLimit(uint32[32] memory gaps, uint256[32] memory amounts) public {
        stock();
        setLimit(Limit.DailyLossBps, DAY_MILLIONTHS / 100);
        for (uint256 i = 0; i < 32; ++i) {
            VM.warp(block.timestamp + (gaps[i] % 10 hours));
            uint256 before = vault.grossAssets();
            // Half the time all that one rebalance may lose.
            uint256 loss = amounts[i] % 2 == 0 ? before / 100 : within(amounts[i], 3, before / 100);
            (bool passed, bytes4 selector) = tryLoss(loss, toll.totalAssets() > vault.idle());
            uint256 millionths = (loss * 1_000_000 + before - 1) / before;
            if (passed) {
                times.push(block.timestamp);
                losses.push(millionths);
                totals.push(before);
                checkDay();
            } else {
                assertEq(bytes32(selector), bytes32(IVaultCore.DailyLossExceeded.selector), "reason");
                assertTrue(lostWithin(28.8 hours) + millionths > DAY_MILLIONTHS, "refused without need");
            }
        }
        assertTrue(times.length >= 2, "something was lost");
    }

    /// @dev What is left, compared with what there was before each loss of the last 24 hours.
    function checkDay() internal view {
        assertLe(lostWithin(24 hours), DAY_MILLIONTHS, "budget");
        uint256 left = vault.grossAssets();
        for (uint256 i = 0; i < times.length; ++i) {
            if (block.timestamp - times[i] <= 24 hours) {
                assertLe((totals[i] - left) * 1_000_000, totals[i] * DAY_MILLIONTHS, "lost within 24 hours");
            }
        }
    }

    function lostWithin(uint256 age) internal view returns (uint256 total) {
        for (uint256 i = 0; i < times.length; ++i) {
            if (block.timestamp - times[i] <= age) total += losses[i];
        }
    }

    /// @dev The trap of windows keyed by `timestamp / period`: everything just before the boundary, and again just after it.
    function testFuzz_NoBoundaryResetsTheDay(uint24 start, uint256 wait) public {
        VM.warp(1_800_000_000 + uint256(start));
        setLimit(Limit.DailyLossBps, 100);
        rebalance(plan(TOTAL / 100, false));
        VM.warp(block.timestamp + within(wait, 0, 24 hours));
        rebalanceReverts(plan(TOTAL / 1_000, false), IVaultCore.DailyLossExceeded.selector);
        VM.warp(block.timestamp + 28.8 hours);
        rebalance(plan(TOTAL / 1_000, false));
    }

    /// @dev A tightened limit counts what was lost before it.
    function test_TightenedLimitCountsThePast() public {
        rebalance(plan(TOTAL / 100, false));
        VM.prank(GUARDIAN);
        vault.setLimit(Limit.DailyLossBps, 100);
        rebalanceReverts(plan(TOTAL / 100_000, false), IVaultCore.DailyLossExceeded.selector);
    }

    /// @dev Markets take a unit or two of each move; that must not use up a day.
    function test_RoundingUsesUpNothing() public {
        stock();
        setLimit(Limit.DailyLossBps, 0);
        for (uint256 i = 0; i < 50; ++i) rebalance(plan(2, i % 2 == 0));
        (, , uint256 lossMillionths) = vault.usage();
        assertEq(lossMillionths, 0, "used");
        rebalanceReverts(plan(3, false), IVaultCore.DailyLossExceeded.selector);
        TollAdapter other = new TollAdapter(address(vault));
        addAdapter(address(other));
        other.setToll(2);
        toll.setToll(2);
        rebalance(twoMoves(address(toll), 1_000, address(other), 1_000));
        other.setToll(3);
        rebalanceReverts(twoMoves(address(toll), 1_000, address(other), 1_000), IVaultCore.DailyLossExceeded.selector);
    }

    /// @dev Rounding is no way around the limit of one rebalance, which in a tiny vault is less than a unit.
    function test_RoundingPassesNoLimitOfOneRebalance() public {
        withdraw(ALICE, TOTAL - 100);
        toll.setToll(2);
        rebalanceReverts(oneMove(address(toll), 50), IVaultCore.RebalanceLossExceeded.selector);
        toll.setToll(1);
        allocate(address(toll), 50);
    }

    function test_UsageTellsWhatTheDayHasUsed() public {
        rebalance(plan(TOTAL / 1_000, false));
        VM.warp(block.timestamp + 12 hours);
        rebalance(plan(TOTAL / 500, false));
        (uint256 last, uint256 turnoverBps, uint256 lossMillionths) = vault.usage();
        assertEq(last, block.timestamp, "last");
        // A twentieth of 1, and of 0.999, rounded up.
        assertEq(turnoverBps, 500 + 501, "turnover");
        // 0.002 of 0.999, rounded up.
        assertEq(lossMillionths, 1_000 + 2_003, "loss");
        VM.warp(block.timestamp + 28.8 hours);
        (, turnoverBps, lossMillionths) = vault.usage();
        assertEq(turnoverBps + lossMillionths, 0, "forgotten");
    }
}
