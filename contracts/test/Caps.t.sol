// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {Move} from "../interfaces/VaultTypes.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {Limit} from "../libraries/PackedLimits.sol";

/// @title Allocations respect absolute caps, relative caps and the idle floor; nothing else is bound by them
contract CapsTest is VaultFixture {
    CashAdapter internal first;
    CashAdapter internal second;

    function setUp() public {
        setUpVault(6);
        first = newAdapter();
        second = newAdapter();
    }

    function setCaps(CashAdapter adapter, uint256 absoluteCap, uint256 relativeCapBps) internal {
        VM.prank(CURATOR);
        vault.setCaps(address(adapter), absoluteCap, relativeCapBps);
    }

    function testFuzz_AbsoluteCapIsTheMost(uint256 total, uint256 cap) public {
        total = within(total, 2, MAX_MONEY);
        cap = within(cap, 1, total - 1);
        deposit(ALICE, total);
        setCaps(first, cap, 10_000);
        rebalanceReverts(oneMove(address(first), int256(cap + 1)), IVaultCore.AbsoluteCapExceeded.selector);
        allocate(address(first), cap);
        assertEq(first.totalAssets(), cap, "position");
    }

    function testFuzz_AbsoluteCapCountsWhatIsAlreadyThere(uint256 total, uint256 cap, uint256 yield_) public {
        total = within(total, 4, MAX_MONEY);
        cap = within(cap, 2, total / 2);
        deposit(ALICE, total);
        setCaps(first, cap, 10_000);
        allocate(address(first), cap - 1);
        first.gain(within(yield_, 1, cap));
        // Yield took the position to the cap or past it.
        rebalanceReverts(oneMove(address(first), 1), IVaultCore.AbsoluteCapExceeded.selector);
    }

    function testFuzz_RelativeCapIsTheMost(uint256 total, uint256 capBps) public {
        total = within(total, 20_000, MAX_MONEY);
        capBps = within(capBps, 1, 9_999);
        deposit(ALICE, total);
        setCaps(first, NO_CAP, capBps);
        uint256 most = (total * capBps) / 10_000;
        rebalanceReverts(oneMove(address(first), int256(most + 1)), IVaultCore.RelativeCapExceeded.selector);
        allocate(address(first), most);
        assertEq(first.totalAssets(), most, "position");
    }

    /// @dev Relative caps are of gross assets: gains that wait to be released are there all the same.
    function test_RelativeCapCountsGainsThatWait() public {
        deposit(ALICE, 1_000_000);
        allocate(address(first), 100_000);
        first.gain(1_000_000);
        setCaps(second, NO_CAP, 1_000);
        rebalanceReverts(oneMove(address(second), 200_001), IVaultCore.RelativeCapExceeded.selector);
        allocate(address(second), 200_000);
    }

    function testFuzz_IdleFloorIsTheLeast(uint256 total, uint256 floorBps) public {
        total = within(total, 20_000, MAX_MONEY);
        floorBps = within(floorBps, 1, 9_999);
        deposit(ALICE, total);
        VM.prank(CURATOR);
        vault.setLimit(Limit.IdleFloorBps, floorBps);
        uint256 floor = (total * floorBps + 9_999) / 10_000;
        rebalanceReverts(oneMove(address(first), int256(total - floor + 1)), IVaultCore.IdleBelowFloor.selector);
        allocate(address(first), total - floor);
        assertEq(vault.idle(), floor, "idle");
    }

    /// @dev Whatever the keeper tries, a plan that passes leaves every allocated position within both caps and idle above the floor.
    function testFuzz_NoPlanPassesTheLimits(
        uint256 total,
        uint256[4] memory limits,
        uint256 toFirst,
        uint256 toSecond,
        uint256 floorBps
    ) public {
        total = within(total, 100, MAX_MONEY);
        deposit(ALICE, total);
        setCaps(first, within(limits[0], 0, total), within(limits[1], 0, 10_000));
        setCaps(second, within(limits[2], 0, total), within(limits[3], 0, 10_000));
        VM.prank(CURATOR);
        vault.setLimit(Limit.IdleFloorBps, within(floorBps, 0, 10_000));
        Move[] memory moves = twoMoves(
            address(first),
            int256(within(toFirst, 1, total)),
            address(second),
            int256(within(toSecond, 1, total))
        );
        VM.prank(KEEPER);
        try vault.rebalance(moves, guard()) {
            checkLimits(first);
            checkLimits(second);
            assertLe(limitOf(Limit.IdleFloorBps) * vault.grossAssets(), vault.idle() * 10_000, "idle floor");
        } catch {
            assertEq(vault.idle(), total, "nothing moved");
        }
    }

    function checkLimits(CashAdapter adapter) internal view {
        assertLe(adapter.totalAssets(), vault.adapterState(address(adapter)).absoluteCap, "absolute cap");
        uint256 relativeCapBps = vault.adapterState(address(adapter)).relativeCapBps;
        assertLe(adapter.totalAssets() * 10_000, vault.grossAssets() * relativeCapBps, "relative cap");
    }

    function test_LimitsDoNotBindDeallocationsAndWithdrawals() public {
        deposit(ALICE, 1_000);
        allocate(address(first), 600);
        allocate(address(second), 400);
        setCaps(first, 0, 0);
        setCaps(second, 0, 0);
        VM.prank(GUARDIAN);
        vault.setLimit(Limit.IdleFloorBps, 10_000);
        rebalance(oneMove(address(first), -1));
        withdraw(ALICE, 500);
        assertEq(vault.totalAssets(), 500, "total");
        assertEq(first.totalAssets(), 100, "first is drawn before second");
    }

    /// @dev An adapter over its cap does not keep another one from being allocated to.
    function test_AdapterOverItsCapBlocksNoOther() public {
        deposit(ALICE, 1_000);
        allocate(address(first), 600);
        setCaps(first, 1, 1);
        allocate(address(second), 400);
        assertEq(second.totalAssets(), 400, "second");
    }

    /// @dev A gift to a source that reaches the mark makes the cap bind, but a plan that does not allocate there passes.
    function test_GiftCannotBlockAPlanThatDeallocates() public {
        deposit(ALICE, 1_000);
        setCaps(first, 500, 10_000);
        allocate(address(first), 500);
        first.gain(1_000_000);
        rebalance(oneMove(address(first), -100));
        assertEq(vault.idle(), 600, "idle");
    }
}
