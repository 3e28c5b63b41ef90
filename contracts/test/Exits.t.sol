// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {DryAdapter} from "./mocks/DryAdapter.sol";
import {FaultyAdapter} from "./mocks/FaultyAdapter.sol";
import {GasBurningAdapter} from "./mocks/GasBurningAdapter.sol";
import {GasBurningExitAdapter} from "./mocks/GasBurningExitAdapter.sol";
import {LyingAdapter} from "./mocks/LyingAdapter.sol";
import {RevertingAdapter} from "./mocks/RevertingAdapter.sol";
import {ShortAnswerAdapter} from "./mocks/ShortAnswerAdapter.sol";

/// @title Withdrawals take idle first, then the queue, and no faulty adapter stands in the way of a sound one
contract ExitsTest is PriceFixture {
    function setUp() public {
        setUpVault(6);
    }

    /// @dev The faulty adapter first in the queue with 400, a sound one behind it with 400, and 200 idle.
    function invest(FaultyAdapter faulty) internal returns (CashAdapter sound) {
        addAdapter(address(faulty));
        sound = newAdapter();
        deposit(ALICE, 1_000);
        rebalance(twoMoves(address(faulty), 400, address(sound), 400));
        faulty.setBroken(true);
    }

    function checkPassedOver(FaultyAdapter faulty) internal {
        CashAdapter sound = invest(faulty);
        withdraw(ALICE, 500);
        assertEq(token.balanceOf(ALICE), 500, "paid");
        assertEq(vault.idle(), 0, "idle");
        assertEq(sound.totalAssets(), 100, "sound adapter");
        faulty.setBroken(false);
        assertEq(faulty.totalAssets(), 400, "faulty adapter");
        assertEq(vault.totalAssets(), 500, "total");
    }

    function test_RevertingAdapterIsPassedOver() public {
        checkPassedOver(new RevertingAdapter(address(vault)));
    }

    function test_DryAdapterIsPassedOver() public {
        checkPassedOver(new DryAdapter(address(vault)));
    }

    function test_AdapterThatBurnsGasWhenReadIsPassedOver() public {
        checkPassedOver(new GasBurningAdapter(address(vault)));
    }

    function test_AdapterThatBurnsGasWhenPayingIsPassedOver() public {
        checkPassedOver(new GasBurningExitAdapter(address(vault)));
    }

    function test_AdapterThatAnswersTooShortIsPassedOver() public {
        checkPassedOver(new ShortAnswerAdapter(address(vault)));
    }

    /// @dev Even sixteen adapters that all burn what they are given leave idle money within reach of one block.
    function test_SixteenGasBurnersCannotHoldIdleBack() public {
        deposit(ALICE, 1_600);
        for (uint256 i = 0; i < 16; ++i) {
            GasBurningAdapter burner = new GasBurningAdapter(address(vault));
            addAdapter(address(burner));
            allocate(address(burner), 50);
            burner.setBroken(true);
        }
        uint256 gasBefore = gasleft();
        withdraw(ALICE, 800);
        assertLe(gasBefore - gasleft(), 14_000_000, "gas");
        assertEq(token.balanceOf(ALICE), 800, "paid");
    }

    /// @dev A short payment is counted as what it is, and the next adapter makes up for it.
    function test_ShortPaymentIsMadeUpByTheNextAdapter() public {
        CashAdapter sound = invest(new LyingAdapter(address(vault)));
        withdraw(ALICE, 500);
        assertEq(token.balanceOf(ALICE), 500, "paid");
        assertEq(sound.totalAssets(), 250, "sound adapter");
        assertEq(vault.idle(), 0, "idle");
    }

    function testFuzz_IdleThenQueueOrder(uint256[3] memory positions, uint256 idle, uint256 assets, bool reversed) public {
        CashAdapter[3] memory adapters = [newAdapter(), newAdapter(), newAdapter()];
        idle = within(idle, 0, MAX_MONEY);
        uint256 total = idle;
        for (uint256 i = 0; i < 3; ++i) {
            positions[i] = within(positions[i], 1, MAX_MONEY);
            total += positions[i];
        }
        deposit(ALICE, total);
        for (uint256 i = 0; i < 3; ++i) allocate(address(adapters[i]), positions[i]);
        if (reversed) reverseQueue();
        assets = within(assets, 0, total);
        withdraw(ALICE, assets);

        uint256 left = assets > idle ? assets - idle : 0;
        assertEq(vault.idle(), assets > idle ? 0 : idle - assets, "idle");
        for (uint256 k = 0; k < 3; ++k) {
            uint256 i = reversed ? 2 - k : k;
            uint256 taken = left < positions[i] ? left : positions[i];
            assertEq(adapters[i].totalAssets(), positions[i] - taken, "position");
            left -= taken;
        }
        assertEq(token.balanceOf(ALICE), assets, "paid");
    }

    function reverseQueue() internal {
        address[] memory queue = vault.adapters();
        (queue[0], queue[2]) = (queue[2], queue[0]);
        VM.prank(CURATOR);
        vault.setWithdrawalQueue(queue);
    }

    function test_WithdrawalBeyondWhatIsLiquidReverts() public {
        CashAdapter sound = invest(new DryAdapter(address(vault)));
        sound.lock(100);
        VM.prank(ALICE);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.InsufficientLiquidity.selector, 501, 500));
        vault.withdraw(501, ALICE, ALICE);
        withdraw(ALICE, 500);
    }

    function test_ExitsEmitWhatTheyMoved() public {
        CashAdapter adapter = newAdapter();
        deposit(ALICE, 1_000);
        allocate(address(adapter), 1_000);
        VM.expectEmit(address(vault));
        emit IVaultCore.Reallocated(ALICE, address(adapter), -300, 700);
        withdraw(ALICE, 300);
    }

    function test_LossIsBorneByAllSharesAlike() public {
        CashAdapter adapter = newAdapter();
        deposit(ALICE, 600_000);
        deposit(BOB, 400_000);
        allocate(address(adapter), 500_000);
        adapter.lose(500_000);
        assertNear(redeem(ALICE, vault.balanceOf(ALICE)), 300_000, 1, 0, "first to leave");
        assertNear(redeem(BOB, vault.balanceOf(BOB)), 200_000, 1, 0, "last to leave");
    }

    function testFuzz_LastOneOutLeavesOnlyDust(uint256 first, uint256 second, uint256 gain) public {
        CashAdapter adapter = newAdapter();
        first = within(first, 1, MAX_MONEY);
        second = within(second, 1, MAX_MONEY);
        deposit(ALICE, first);
        deposit(BOB, second);
        allocate(address(adapter), first);
        gain = within(gain, 0, MAX_MONEY);
        adapter.gain(gain);
        release();
        redeem(ALICE, vault.balanceOf(ALICE));
        redeem(BOB, vault.balanceOf(BOB));
        assertEq(vault.totalSupply(), 0, "shares");
        // What the virtual shares earned, worth one unit at the start: their part of the gain, and the roundings.
        assertLe(vault.grossAssets(), gain / (first + second) + 3, "dust");
    }

    /// @dev Through every breaker: with the loss noticed or not, by the guardian or by itself, reduced or paused.
    function testFuzz_ExitsAreOpenInEveryState(uint256 assets, uint256 loss, bool noticed, uint256 closing) public {
        CashAdapter adapter = newAdapter();
        assets = within(assets, 2, MAX_MONEY);
        deposit(ALICE, assets);
        allocate(address(adapter), assets / 2);
        loss = within(loss, 0, assets / 2);
        adapter.lose(loss);
        if (noticed) vault.accrue();
        if (closing % 3 != 0) {
            VM.prank(GUARDIAN);
            if (closing % 3 == 1) vault.trip();
            else vault.pause();
        }
        uint256 half = vault.balanceOf(ALICE) / 2;
        uint256 paid = redeem(ALICE, half);
        uint256 rest = vault.maxWithdraw(ALICE);
        withdraw(ALICE, rest);
        assertNear(paid + rest, assets - loss, 2, 0, "paid");
        assertEq(token.balanceOf(ALICE), paid + rest, "received");
    }
}
