// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Guard, Move} from "../interfaces/VaultTypes.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {LossyAdapter} from "./mocks/LossyAdapter.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";

/// @title A plan executes only as it was made, when it was made for, and without losing more than allowed
contract RebalanceGuardsTest is VaultFixture {
    CashAdapter internal first;
    CashAdapter internal second;

    function setUp() public {
        setUpVault(6);
        first = newAdapter();
        second = newAdapter();
        deposit(ALICE, 1_000_000);
    }

    function test_DeadlineIsTheLastValidSecond() public {
        Guard memory late = guard();
        VM.warp(block.timestamp + 1);
        VM.prank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.DeadlinePassed.selector, late.deadline, block.timestamp));
        vault.rebalance(oneMove(address(first), 1), late);
        VM.warp(late.deadline);
        VM.prank(KEEPER);
        vault.rebalance(oneMove(address(first), 1), late);
    }

    function testFuzz_AnyOtherNonceIsStale(uint64 nonce) public {
        VM.assume(nonce != vault.stateNonce());
        Guard memory stale = guard();
        stale.stateNonce = nonce;
        VM.prank(KEEPER);
        VM.expectPartialRevert(IVaultCore.StaleStateNonce.selector);
        vault.rebalance(oneMove(address(first), 1), stale);
    }

    function test_PlanRunsOnce() public {
        Guard memory plan = guard();
        VM.startPrank(KEEPER);
        vault.rebalance(oneMove(address(first), 1), plan);
        VM.expectPartialRevert(IVaultCore.StaleStateNonce.selector);
        vault.rebalance(oneMove(address(first), 1), plan);
    }

    function test_DepositsAndWithdrawalsLeaveThePlanValid() public {
        Guard memory plan = guard();
        deposit(BOB, 5);
        withdraw(ALICE, 7);
        VM.prank(KEEPER);
        vault.rebalance(oneMove(address(first), 1), plan);
    }

    function testFuzz_MinimumTotalAssets(uint256 minimum) public {
        minimum = within(minimum, 0, 2_000_000);
        Guard memory plan = guard();
        plan.minTotalAssets = minimum;
        VM.prank(KEEPER);
        if (minimum > 1_000_000) VM.expectPartialRevert(IVaultCore.TotalAssetsBelowMinimum.selector);
        vault.rebalance(oneMove(address(first), 10), plan);
    }

    /// @dev What waits to be released counts: the plan is measured by what there is, not by what shares are worth yet.
    function test_MinimumCountsGrossAssets() public {
        allocate(address(first), 1_000);
        first.gain(500);
        assertEq(vault.totalAssets(), 1_000_000, "not released yet");
        Guard memory plan = guard();
        plan.minTotalAssets = 1_000_500;
        VM.prank(KEEPER);
        vault.rebalance(oneMove(address(first), 10), plan);
    }

    function testFuzz_LossLimitIsTheMost(uint256 entryLossBps, uint256 maxLossBps) public {
        entryLossBps = within(entryLossBps, 0, 10_000);
        maxLossBps = within(maxLossBps, 0, 100);
        LossyAdapter lossy = new LossyAdapter(address(vault), entryLossBps);
        addAdapter(address(lossy));
        VM.prank(GUARDIAN);
        vault.setLimit(Limit.RebalanceLossBps, maxLossBps);
        if (entryLossBps > maxLossBps) {
            rebalanceReverts(oneMove(address(lossy), 1_000_000), IVaultCore.RebalanceLossExceeded.selector);
        } else {
            allocate(address(lossy), 1_000_000);
            assertEq(vault.totalAssets(), 1_000_000 - 100 * entryLossBps, "total");
        }
    }

    /// @dev The limit counts the whole vault: a total loss of a small move passes where the same share of a large one does not.
    function test_LossLimitIsRelativeToTotalAssets() public {
        LossyAdapter lossy = new LossyAdapter(address(vault), 10_000);
        addAdapter(address(lossy));
        rebalanceReverts(oneMove(address(lossy), 10_001), IVaultCore.RebalanceLossExceeded.selector);
        allocate(address(lossy), 10_000);
    }

    function testFuzz_DeallocationsComeFirst(uint256 amount) public {
        int256 assets = int256(within(amount, 1, 1_000));
        allocate(address(first), 1_000);
        rebalanceReverts(twoMoves(address(second), assets, address(first), -assets), IVaultCore.DeallocationAfterAllocation.selector);
        rebalance(twoMoves(address(first), -assets, address(second), assets));
        assertEq(second.totalAssets(), uint256(assets), "second");
    }

    function test_EachAdapterMovesAtMostOnce() public {
        allocate(address(first), 1_000);
        int256[2] memory either = [int256(-1), int256(1)];
        for (uint256 i = 0; i < 2; ++i) {
            rebalanceReverts(twoMoves(address(first), either[i], address(first), either[i]), IVaultCore.DuplicateMove.selector);
        }
        rebalanceReverts(twoMoves(address(first), -1, address(first), 1), IVaultCore.DuplicateMove.selector);
        Move[] memory apart = new Move[](3);
        apart[0] = Move(address(first), -1);
        apart[1] = Move(address(second), 1);
        apart[2] = Move(address(first), 1);
        rebalanceReverts(apart, IVaultCore.DuplicateMove.selector);
    }

    function test_MovesOfNothingAreRefused() public {
        rebalanceReverts(oneMove(address(first), 0), IVaultCore.EmptyMove.selector);
    }

    function testFuzz_OnlyApprovedAdaptersMove(address stranger, int256 assets) public {
        VM.assume(stranger != address(first) && stranger != address(second));
        rebalanceReverts(oneMove(stranger, assets), IVaultSettings.AdapterNotEnabled.selector);
    }

    function testFuzz_AllocationsAreCoveredByIdle(uint256 excess) public {
        excess = within(excess, 1_000_001, uint256(type(int256).max));
        // A gift does not help.
        token.mint(address(vault), 5_000_000);
        rebalanceReverts(oneMove(address(first), int256(excess)), IVaultCore.InsufficientIdle.selector);
    }

    /// @dev Gifts to the vault and to an adapter change no position, so that nobody can push a plan past its cap with one.
    function testFuzz_GiftsStopNoPlan(uint256 toVault, uint256 toAdapter) public {
        VM.prank(CURATOR);
        vault.setCaps(address(first), 1_000, 10);
        Guard memory plan = guard();
        token.mint(address(vault), within(toVault, 0, MAX_MONEY));
        token.mint(address(first), within(toAdapter, 0, MAX_MONEY));
        VM.prank(KEEPER);
        vault.rebalance(oneMove(address(first), 1_000), plan);
        assertEq(vault.grossAssets(), 1_000_000, "gross assets");
    }

    function test_UnhealthyMarketIsNotEntered() public {
        allocate(address(first), 1_000);
        first.sicken("frozen");
        Guard memory plan = guard();
        VM.prank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.AdapterUnhealthy.selector, address(first), bytes32("frozen")));
        vault.rebalance(oneMove(address(first), 1), plan);
        rebalance(oneMove(address(first), -1_000));
        assertEq(vault.idle(), 1_000_000, "left freely");
    }

    function test_TrippedVaultOnlyDeallocates() public {
        allocate(address(first), 1_000);
        VM.prank(GUARDIAN);
        vault.trip();
        rebalanceReverts(oneMove(address(second), 1), IVaultCore.Closed.selector);
        rebalanceReverts(twoMoves(address(first), -1, address(second), 1), IVaultCore.Closed.selector);
        rebalance(oneMove(address(first), type(int256).min));
        assertEq(vault.idle(), 1_000_000, "all home");
        VM.prank(OWNER);
        vault.reset();
        allocate(address(second), 1);
    }

    function test_PausedVaultTakesNoPlanAtAll() public {
        allocate(address(first), 1_000);
        VM.prank(GUARDIAN);
        vault.pause();
        rebalanceReverts(oneMove(address(second), 1), IVaultCore.Closed.selector);
        rebalanceReverts(oneMove(address(first), -1), IVaultCore.Closed.selector);
        rebalanceReverts(new Move[](0), IVaultCore.Closed.selector);
    }

    function test_FailedPlanMovesNothing() public {
        allocate(address(first), 1_000);
        uint64 nonce = vault.stateNonce();
        rebalanceReverts(twoMoves(address(first), -1_000, address(second), 2_000_000), IVaultCore.InsufficientIdle.selector);
        assertEq(vault.stateNonce(), nonce, "nonce");
        assertEq(first.totalAssets(), 1_000, "first");
    }

    function test_EventsTellTheWholeMove() public {
        allocate(address(first), 1_000);
        first.gain(50);
        uint64 nonce = vault.stateNonce();
        Guard memory plan = guard();
        VM.expectEmit(address(vault));
        emit IVaultCore.Reallocated(KEEPER, address(first), -300, 750);
        VM.expectEmit(address(vault));
        emit IVaultCore.Reallocated(KEEPER, address(second), 200, 200);
        VM.expectEmit(address(vault));
        emit IVaultCore.Rebalanced(KEEPER, nonce, 1_000_050, 1_000_050, 999_100);
        VM.prank(KEEPER);
        vault.rebalance(twoMoves(address(first), -300, address(second), 200), plan);
        assertEq(vault.stateNonce(), nonce + 1, "nonce");
    }

    /// @dev The vault gives the adapter the money itself and approves nobody.
    function test_NoAllowanceIsLeft() public {
        allocate(address(first), 1_000);
        assertEq(IERC20(vault.asset()).allowance(address(vault), address(first)), 0, "allowance");
    }
}
