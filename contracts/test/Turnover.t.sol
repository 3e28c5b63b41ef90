// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {Guard, Move} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title What a rebalance, and all of any 24 hours, may allocate; deallocations are never refused for it
contract TurnoverTest is PolicyFixture {
    CashAdapter private first;
    CashAdapter private second;

    uint256[] private times;
    uint256[] private turnovers;

    function setUp() public {
        VM.warp(1_800_000_000);
        setUpVault(6);
        first = newAdapter();
        second = newAdapter();
    }

    function comeHome() internal {
        rebalance(twoMoves(address(first), type(int256).min, address(second), type(int256).min));
    }

    function testFuzz_OneRebalanceAllocatesAtMostItsLimit(uint256 total, uint256 limitBps, uint256 excess) public {
        total = within(total, 20_000, MAX_MONEY);
        limitBps = within(limitBps, 1, 9_999);
        deposit(ALICE, total);
        setLimit(Limit.RebalanceTurnoverBps, limitBps);
        uint256 most = (total * limitBps) / 10_000;
        excess = within(excess, 1, total - most);
        rebalanceReverts(oneMove(address(first), int256(most + excess)), IVaultCore.TurnoverExceeded.selector);
        uint256 part = most / 2;
        rebalanceReverts(
            twoMoves(address(first), int256(part), address(second), int256(most - part + 1)),
            IVaultCore.TurnoverExceeded.selector
        );
        allocate(address(first), most);
    }

    /// @dev What comes home counts as little as what stays: only what goes in.
    function test_DeallocationsAreNeverRefused() public {
        deposit(ALICE, 1_000_000);
        rebalance(twoMoves(address(first), 500_000, address(second), 500_000));
        VM.startPrank(GUARDIAN);
        vault.setLimit(Limit.RebalanceTurnoverBps, 0);
        vault.setLimit(Limit.DailyTurnoverBps, 0);
        vault.setLimit(Limit.CooldownSeconds, 12 hours);
        VM.stopPrank();
        rebalanceReverts(twoMoves(address(first), -1, address(second), 1), IVaultCore.CooldownNotElapsed.selector);
        for (uint256 i = 0; i < 3; ++i) rebalance(oneMove(address(first), -100_000));
        comeHome();
        assertEq(vault.idle(), 1_000_000, "all home");
        (, uint256 turnoverBps, ) = vault.usage();
        assertEq(turnoverBps, 10_000, "only the first one counted");
    }

    function testFuzz_CooldownIsTheLeastDistance(uint256 cooldown, uint256 waited, bool afterDeallocation) public {
        cooldown = within(cooldown, 1, 12 hours);
        waited = within(waited, 0, 13 hours);
        deposit(ALICE, 1_000_000);
        allocate(address(first), 1_000);
        setLimit(Limit.CooldownSeconds, cooldown);
        // One that only takes out counts as a rebalance too.
        if (afterDeallocation) VM.warp(block.timestamp + 1 days);
        if (afterDeallocation) rebalance(oneMove(address(first), -1));
        (uint256 last, , ) = vault.usage();
        assertEq(last, block.timestamp, "last rebalance");
        VM.warp(block.timestamp + waited);
        if (waited < cooldown) rebalanceReverts(oneMove(address(second), 1), IVaultCore.CooldownNotElapsed.selector);
        else allocate(address(second), 1);
    }

    /// @dev Against a plain list: never more than the limit within any 24 hours, and never refused while 28.8 hours have room.
    function testFuzz_AnyDayAllocatesAtMostItsLimit(uint32[24] memory gaps, uint256[24] memory amounts, uint256 limitBps) public {
        deposit(ALICE, 1_000_000);
        limitBps = within(limitBps, 1_000, 60_000);
        setLimit(Limit.DailyTurnoverBps, limitBps);
        for (uint256 i = 0; i < 24; ++i) {
            comeHome();
            VM.warp(block.timestamp + (gaps[i] % 9 hours));
            uint256 assets = within(amounts[i], 1, 1_000_000);
            uint256 turnoverBps = (assets + 99) / 100;
            bool passed = tryAllocate(assets);
            if (passed) {
                times.push(block.timestamp);
                turnovers.push(turnoverBps);
            } else {
                assertTrue(usedWithin(28.8 hours) + turnoverBps > limitBps, "refused without need");
            }
            assertLe(usedWithin(24 hours), limitBps, "within 24 hours");
        }
    }

    function tryAllocate(uint256 assets) internal returns (bool passed) {
        Move[] memory moves = oneMove(address(first), int256(assets));
        Guard memory current = guard();
        VM.prank(KEEPER);
        try vault.rebalance(moves, current) {
            passed = true;
        } catch (bytes memory reason) {
            assertEq(bytes32(bytes4(reason)), bytes32(IVaultCore.TurnoverExceeded.selector), "reason");
        }
    }

    function usedWithin(uint256 age) internal view returns (uint256 total) {
        for (uint256 i = 0; i < times.length; ++i) {
            if (block.timestamp - times[i] <= age) total += turnovers[i];
        }
    }

    /// @dev Midnight, or the end of any other period, is no new day.
    function testFuzz_NoBoundaryResetsTheDay(uint24 start, uint256 wait) public {
        VM.warp(1_800_000_000 + uint256(start));
        deposit(ALICE, 1_000_000);
        setLimit(Limit.DailyTurnoverBps, 10_000);
        allocate(address(first), 1_000_000);
        comeHome();
        VM.warp(block.timestamp + within(wait, 0, 24 hours));
        rebalanceReverts(oneMove(address(first), 1), IVaultCore.TurnoverExceeded.selector);
        VM.warp(block.timestamp + 28.8 hours);
        allocate(address(first), 1_000_000);
    }
}
