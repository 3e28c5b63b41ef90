// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {AdapterState, Move} from "../interfaces/VaultTypes.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {LyingAdapter} from "./mocks/LyingAdapter.sol";

/// @title Money is conserved by rebalances, and adapters are credited with what really came
contract RebalanceAccountingTest is VaultFixture {
    CashAdapter internal first;
    CashAdapter internal second;

    function setUp() public {
        setUpVault(6);
        first = newAdapter();
        second = newAdapter();
    }

    function testFuzz_MovesConserveAssets(uint256 total, uint256 start, uint256 out, uint256 into) public {
        total = within(total, 2, MAX_MONEY);
        start = within(start, 1, total);
        out = within(out, 1, start);
        into = within(into, 1, total - start + out);
        deposit(ALICE, total);
        allocate(address(first), start);
        rebalance(twoMoves(address(first), -int256(out), address(second), int256(into)));
        assertEq(first.totalAssets(), start - out, "first");
        assertEq(second.totalAssets(), into, "second");
        assertEq(vault.idle(), total - start + out - into, "idle");
        assertEq(vault.totalAssets(), total, "total");
        assertEq(token.balanceOf(address(vault)), vault.idle(), "balance");
    }

    function testFuzz_MinimumMeansEverythingWithdrawable(uint256 total, uint256 locked) public {
        total = within(total, 1, MAX_MONEY);
        locked = within(locked, 0, total);
        deposit(ALICE, total);
        allocate(address(first), total);
        first.lock(locked);
        rebalance(oneMove(address(first), type(int256).min));
        assertEq(vault.idle(), total - locked, "idle");
        assertEq(first.totalAssets(), locked, "position");
    }

    /// @dev The liar says it paid 10,000 and paid half: half is what counts, and the loss is seen.
    function test_LyingAdapterIsCreditedWithWhatCame() public {
        deposit(ALICE, 1_000_000);
        LyingAdapter liar = new LyingAdapter(address(vault));
        addAdapter(address(liar));
        allocate(address(liar), 500_000);
        liar.setBroken(true);
        rebalance(oneMove(address(liar), -10_000));
        assertEq(vault.idle(), 505_000, "idle");
        assertEq(vault.totalAssets(), 995_000, "total");
        assertEq(token.balanceOf(address(vault)), vault.idle(), "balance");
        rebalanceReverts(oneMove(address(liar), -100_000), IVaultCore.RebalanceLossExceeded.selector);
    }

    function test_EveryPositionIsRecorded() public {
        deposit(ALICE, 1_000);
        rebalance(twoMoves(address(first), 300, address(second), 200));
        first.gain(30);
        second.lose(20);
        rebalance(new Move[](0));
        assertEq(recorded(first), 330, "first");
        assertEq(recorded(second), 180, "second");
    }

    function test_WithdrawalRecordsWhatItTouched() public {
        deposit(ALICE, 1_000);
        allocate(address(first), 1_000);
        first.gain(100);
        withdraw(ALICE, 400);
        assertEq(recorded(first), 700, "first");
    }

    function recorded(CashAdapter adapter) internal view returns (uint256) {
        AdapterState memory state = vault.adapterState(address(adapter));
        return state.lastTotalAssets;
    }
}
