// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Guard, Move, Status} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {FaultyAdapter} from "./mocks/FaultyAdapter.sol";
import {GasBurningAdapter} from "./mocks/GasBurningAdapter.sol";
import {RevertingAdapter} from "./mocks/RevertingAdapter.sol";
import {StubMonitor} from "./mocks/StubMonitor.sol";
import {TollAdapter} from "./mocks/TollAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title A vault closes step by step, for a reason that it tells, and opens only by its owner; exits never close
contract BreakersTest is PolicyFixture {
    uint256 private constant TOTAL = 10 ** 12;

    CashAdapter private adapter;
    StubMonitor private monitor;

    uint256[] private times;
    uint256[] private falls;

    function setUp() public {
        VM.warp(1_800_000_000);
        setUpVault(6);
        adapter = newAdapter();
        monitor = new StubMonitor();
        deposit(ALICE, TOTAL);
        allocate(address(adapter), TOTAL / 2);
    }

    function expectTrip(address sender, Status to, bytes32 reason, address subject) internal {
        VM.expectEmit(address(vault));
        emit IVaultSettings.BreakerTripped(sender, to, reason, subject);
    }

    function setMonitor() internal {
        VM.prank(CURATOR);
        vault.setBreakerMonitor(address(monitor));
    }

    function trip() internal {
        VM.prank(GUARDIAN);
        vault.trip();
    }

    function pause() internal {
        VM.prank(GUARDIAN);
        vault.pause();
    }

    function reset() internal {
        VM.prank(OWNER);
        vault.reset();
    }

    /* THE SHARE PRICE */

    function testFuzz_FallAtOnce(uint256 limitBps, uint256 millionths) public {
        limitBps = within(limitBps, 0, 1_000);
        millionths = within(millionths, 0, 200_000);
        setLimit(Limit.PriceFallBps, limitBps);
        adapter.lose((TOTAL / 1_000_000) * millionths);
        bool tooFar = millionths > limitBps * 100;
        uint64 nonce = vault.stateNonce();
        assertTrue((vault.maxDeposit(BOB) == 0) == tooFar, "maxDeposit knows before");
        assertTrue((vault.maxMint(BOB) == 0) == tooFar, "maxMint knows before");
        if (tooFar) expectTrip(BOB, Status.ReduceOnly, "price-fall", address(vault));
        VM.prank(BOB);
        vault.accrue();
        assertTrue(isClosed() == tooFar, "closed");
        assertEq(vault.stateNonce(), tooFar ? nonce + 1 : nonce, "nonce");
        (, uint256 trippedAt) = vault.status();
        assertEq(trippedAt, tooFar ? block.timestamp : 0, "tripped at");
    }

    /// @dev Small falls add up, against a plain list: trips before 24 hours hold more than the limit, and not while 28.8 hours hold less.
    function testFuzz_FallsOfADayAddUp(uint32[16] memory gaps, uint16[16] memory sizes, uint256 limitBps) public {
        limitBps = within(limitBps, 1, 500);
        setLimit(Limit.DailyPriceFallBps, limitBps);
        setLimit(Limit.GrowthBpsPerYear, 0);
        for (uint256 i = 0; i < 16; ++i) {
            VM.warp(block.timestamp + (gaps[i] % 12 hours));
            uint256 before = vault.totalAssets();
            uint256 loss = (before * (sizes[i] % 10_000)) / 1_000_000;
            adapter.lose(loss);
            times.push(block.timestamp);
            falls.push((loss * 1_000_000) / before);
            bool known = vault.maxDeposit(BOB) == 0;
            vault.accrue();
            assertTrue(isClosed() == known, "maxDeposit knew");
            if (fallsWithin(24 hours) > limitBps * 100) assertTrue(isClosed(), "too far within 24 hours");
            if (fallsWithin(28.8 hours) <= limitBps * 100) assertTrue(!isClosed(), "closed without need");
            if (isClosed()) return;
        }
    }

    function fallsWithin(uint256 age) internal view returns (uint256 total) {
        for (uint256 i = 0; i < times.length; ++i) {
            if (block.timestamp - times[i] <= age) total += falls[i];
        }
    }

    function test_FallsOfADayTellTheirReason() public {
        setLimit(Limit.DailyPriceFallBps, 100);
        adapter.lose(TOTAL / 200);
        vault.accrue();
        VM.warp(block.timestamp + 23 hours);
        adapter.lose(TOTAL / 150);
        expectTrip(address(this), Status.ReduceOnly, "daily-price-fall", address(vault));
        vault.accrue();
    }

    /// @dev Whoever brings the books up to date notices; where that is a deposit or an allocation, it is refused.
    function test_EveryCallNotices() public {
        setLimit(Limit.PriceFallBps, 10);
        adapter.lose(TOTAL / 100);
        checkNotices(ALICE, abi.encodeCall(IERC4626.withdraw, (1, ALICE, ALICE)), ALICE);
        checkNotices(ALICE, abi.encodeCall(IERC4626.redeem, (1, ALICE, ALICE)), ALICE);
        checkNotices(ALICE, abi.encodeCall(IVaultCore.forceDeallocate, (address(adapter), 1, ALICE, 0)), ALICE);
        checkNotices(KEEPER, abi.encodeCall(IVaultCore.rebalance, (oneMove(address(adapter), -1), guard())), KEEPER);
        checkNotices(BOB, abi.encodeCall(IVaultSettings.checkBreakers, ()), address(vault));
        checkNotices(CURATOR, abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 1)), address(vault));
        (bool success, bytes4 selector) = tryAs(BOB, abi.encodeCall(IERC4626.deposit, (1, BOB)));
        assertTrue(!success && selector == ERC4626.ERC4626ExceededMaxDeposit.selector, "deposit");
        (success, selector) = tryAs(KEEPER, abi.encodeCall(IVaultCore.rebalance, (oneMove(address(adapter), 1), guard())));
        assertTrue(!success && selector == IVaultCore.Closed.selector, "allocation");
    }

    function checkNotices(address caller, bytes memory data, address sender) internal {
        try this.noticeAndUndo(caller, data, sender) {
            revert("did not revert");
        } catch (bytes memory reason) {
            assertEq(bytes32(bytes4(reason)), bytes32(Undone.selector), "noticed");
        }
    }

    error Undone();

    function noticeAndUndo(address caller, bytes calldata data, address sender) external {
        expectTrip(sender, Status.ReduceOnly, "price-fall", address(vault));
        succeedsAs(caller, data, "call");
        assertStatus(Status.ReduceOnly, "closed");
        revert Undone();
    }

    /// @dev What a keeper loses is a fall of the price like any other.
    function test_LossesOfRebalancesCount() public {
        TollAdapter toll = new TollAdapter(address(vault));
        addAdapter(address(toll));
        setLimit(Limit.PriceFallBps, 50);
        setLimit(Limit.DailyPriceFallBps, 60);
        toll.setToll((TOTAL * 40) / 10_000);
        allocate(address(toll), TOTAL / 10);
        assertStatus(Status.Normal, "first loss");
        Guard memory current = guard();
        expectTrip(KEEPER, Status.ReduceOnly, "daily-price-fall", address(vault));
        VM.prank(KEEPER);
        vault.rebalance(oneMove(address(toll), int256(TOTAL / 10)), current);
    }

    /// @dev What waits to be released is no part of the price yet: losing it is no fall.
    function test_LossOfGainsThatWaitIsNoFall() public {
        setLimit(Limit.GrowthBpsPerYear, 100);
        setLimit(Limit.PriceFallBps, 0);
        adapter.gain(TOTAL / 10);
        vault.accrue();
        adapter.lose(TOTAL / 10);
        vault.accrue();
        assertStatus(Status.Normal, "no fall");
    }

    /// @dev Less than a millionth is a market's rounding.
    function test_RoundingIsNoFall() public {
        setLimit(Limit.PriceFallBps, 0);
        setLimit(Limit.DailyPriceFallBps, 0);
        for (uint256 i = 0; i < 20; ++i) {
            adapter.lose(2);
            vault.accrue();
        }
        assertStatus(Status.Normal, "rounding");
    }

    /* OUTFLOW */

    /// @dev Of what there was: what is left and what left.
    function testFuzz_Outflow(uint256 limitBps, uint256 assets) public {
        limitBps = within(limitBps, 0, 9_999);
        assets = within(assets, 1, TOTAL);
        VM.warp(block.timestamp + 1 days);
        setLimit(Limit.DailyOutflowBps, limitBps);
        bool tooMuch = assets * 10_000 > TOTAL * limitBps;
        if (tooMuch) expectTrip(ALICE, Status.ReduceOnly, "outflow", address(vault));
        withdraw(ALICE, assets);
        assertEq(token.balanceOf(ALICE), assets, "paid all the same");
        assertTrue(isClosed() == tooMuch, "closed");
    }

    /// @dev Forgotten evenly within a day, so that no boundary lets twice the limit through at once.
    function testFuzz_OutflowIsForgottenEvenly(uint256 wait) public {
        setLimit(Limit.DailyOutflowBps, 2_000);
        withdraw(ALICE, TOTAL / 10);
        wait = within(wait, 0, 2 days);
        VM.warp(block.timestamp + wait);
        uint256 still = wait < 1 days ? ((TOTAL / 10) * (1 days - wait)) / 1 days : 0;
        uint256 left = vault.totalAssets();
        // Most that may leave now: with it, a fifth of what there was.
        uint256 most = (left + still) / 5 > still ? (left + still) / 5 - still : 0;
        (bool success, bytes memory answer) = statusAfterWithdrawing(most);
        assertTrue(success && abi.decode(answer, (Status)) == Status.Normal, "most");
        (success, answer) = statusAfterWithdrawing(most + 2);
        assertTrue(success && abi.decode(answer, (Status)) == Status.ReduceOnly, "more");
    }

    function statusAfterWithdrawing(uint256 assets) internal returns (bool, bytes memory answer) {
        try this.withdrawAndUndo(assets) {
            revert("did not revert");
        } catch (bytes memory reason) {
            return (bytes4(reason) == Left.selector, abi.encode(reason.length == 36 ? uint256(uint8(reason[35])) : 99));
        }
    }

    error Left(Status status);

    function withdrawAndUndo(uint256 assets) external {
        withdraw(ALICE, assets);
        revert Left(status());
    }

    /// @dev Nobody can close the vault with money that stays no longer than a block, however much it is.
    function testFuzz_FlashDepositTripsNothing(uint256 assets, uint256 before) public {
        setLimit(Limit.DailyOutflowBps, 1_000);
        withdraw(ALICE, within(before, 0, TOTAL / 10));
        assets = within(assets, 1, MAX_MONEY);
        uint256 shares = deposit(BOB, assets);
        redeem(BOB, shares);
        assertStatus(Status.Normal, "open");
    }

    function test_DepositsMakeRoomForWithdrawals() public {
        setLimit(Limit.DailyOutflowBps, 1_000);
        deposit(BOB, TOTAL);
        withdraw(ALICE, TOTAL);
        assertStatus(Status.Normal, "no outflow on balance");
    }

    /// @dev Who brings money closes nothing, even where a limit that was tightened since is already passed.
    function test_DepositsNeverTrip() public {
        setLimit(Limit.DailyOutflowBps, 5_000);
        withdraw(ALICE, TOTAL / 4);
        setLimit(Limit.DailyOutflowBps, 1_000);
        deposit(BOB, 1_000);
        assertStatus(Status.Normal, "deposit");
        withdraw(BOB, 0);
        assertStatus(Status.Normal, "nothing taken");
        withdraw(BOB, 1);
        assertStatus(Status.ReduceOnly, "withdrawal");
    }

    function test_LimitOfAllIsNone() public {
        redeem(ALICE, vault.balanceOf(ALICE));
        assertStatus(Status.Normal, "everything left");
    }

    /* PEOPLE AND THE MONITOR */

    function test_GuardianTripsAndPauses() public {
        uint64 nonce = vault.stateNonce();
        expectTrip(GUARDIAN, Status.ReduceOnly, "guardian", address(vault));
        trip();
        assertEq(vault.stateNonce(), nonce + 1, "nonce");
        expectTrip(GUARDIAN, Status.Paused, "guardian", address(vault));
        pause();
        assertEq(vault.stateNonce(), nonce + 2, "nonce");
        trip();
        assertStatus(Status.Paused, "no way back");
        assertEq(vault.stateNonce(), nonce + 2, "nothing happened");
    }

    function testFuzz_AnyoneTripsWhatTheMonitorFinds(address anyone, bytes32 reason, address subject) public {
        VM.assume(anyone != address(0) && reason != "");
        setMonitor();
        VM.prank(anyone);
        assertTrue(vault.checkBreakers() == Status.Normal, "all is well");
        monitor.raise(reason, subject);
        expectTrip(anyone, Status.ReduceOnly, reason, subject);
        VM.prank(anyone);
        assertTrue(vault.checkBreakers() == Status.ReduceOnly, "closed");
        assertEq(vault.breakerMonitor(), address(monitor), "monitor");
    }

    /// @dev A monitor that is out of order stops the check, and nothing else.
    function test_BrokenMonitorStopsNothingElse() public {
        setMonitor();
        monitor.setBroken(true);
        VM.expectPartialRevert(StubMonitor.OutOfOrder.selector);
        vault.checkBreakers();
        deposit(BOB, 100);
        withdraw(BOB, 50);
        rebalance(oneMove(address(adapter), -1));
        setLimit(Limit.PriceFallBps, 10);
        adapter.lose(TOTAL / 10);
        vault.accrue();
        assertStatus(Status.ReduceOnly, "the vault still notices by itself");
    }

    /// @dev Broken markets are when safety measures are needed: none of them depends on a market's answer.
    function test_BrokenMarketsStopNoSafetyMeasure() public {
        FaultyAdapter[3] memory broken = [
            FaultyAdapter(new GasBurningAdapter(address(vault))),
            FaultyAdapter(new UnreadableAdapter(address(vault))),
            FaultyAdapter(new RevertingAdapter(address(vault)))
        ];
        for (uint256 i = 0; i < 3; ++i) {
            addAdapter(address(broken[i]));
            allocate(address(broken[i]), TOTAL / 100);
            broken[i].setBroken(true);
        }
        bytes[7] memory measures = [
            abi.encodeCall(IVaultSettings.setLimit, (Limit.TimelockHours, 48)),
            abi.encodeCall(IVaultSettings.setCaps, (address(broken[0]), 0, 0)),
            abi.encodeCall(IVaultSettings.setRiskCaps, (keccak256("protocol:purse"), 0, 0)),
            abi.encodeCall(IVaultSettings.setDepositCap, (0)),
            abi.encodeCall(IVaultSettings.writeOff, (address(broken[0]))),
            abi.encodeCall(IVaultSettings.checkBreakers, ()),
            abi.encodeCall(IVaultSettings.pause, ())
        ];
        for (uint256 i = 0; i < measures.length; ++i) succeedsAs(GUARDIAN, measures[i], "measure");
        withdraw(ALICE, TOTAL / 2);
        succeedsAs(OWNER, abi.encodeCall(IVaultSettings.reset, ()), "reset");
        rebalance(oneMove(address(adapter), -1));
    }

    function test_CheckWithoutMonitorNoticesFalls() public {
        assertTrue(vault.checkBreakers() == Status.Normal, "open");
        setLimit(Limit.PriceFallBps, 10);
        adapter.lose(TOTAL / 10);
        assertTrue(vault.checkBreakers() == Status.ReduceOnly, "closed");
    }

    /* WHAT IS OPEN AND WHAT IS CLOSED */

    struct Door {
        address caller;
        bytes call;
        /// The greatest status in which it is open.
        Status openUntil;
    }

    function doors() internal returns (Door[] memory list) {
        token.mint(BOB, 1_000);
        VM.prank(BOB);
        token.approve(address(vault), 1_000);
        list = new Door[](15);
        list[0] = Door(BOB, abi.encodeCall(IERC4626.deposit, (100, BOB)), Status.Normal);
        list[1] = Door(BOB, abi.encodeCall(IERC4626.mint, (100, BOB)), Status.Normal);
        list[2] = Door(KEEPER, abi.encodeCall(IVaultCore.rebalance, (oneMove(address(adapter), 1), guard())), Status.Normal);
        list[3] = Door(KEEPER, abi.encodeCall(IVaultCore.rebalance, (oneMove(address(adapter), -1), guard())), Status.ReduceOnly);
        list[4] = Door(KEEPER, abi.encodeCall(IVaultCore.rebalance, (new Move[](0), guard())), Status.ReduceOnly);
        list[5] = Door(ALICE, abi.encodeCall(IERC4626.withdraw, ((TOTAL * 3) / 4, ALICE, ALICE)), Status.Paused);
        list[6] = Door(ALICE, abi.encodeCall(IERC4626.redeem, (vault.balanceOf(ALICE), ALICE, ALICE)), Status.Paused);
        list[7] = Door(ALICE, abi.encodeWithSignature("withdraw(uint256,address,address,uint256)", 9, ALICE, ALICE, 9), Status.Paused);
        list[8] = Door(ALICE, abi.encodeWithSignature("redeem(uint256,address,address,uint256)", 9, ALICE, ALICE, 9), Status.Paused);
        list[9] = Door(ALICE, abi.encodeCall(IVaultCore.forceDeallocate, (address(adapter), 100, ALICE, 0)), Status.Paused);
        list[10] = Door(BOB, abi.encodeCall(IVaultCore.contribute, (100)), Status.Paused);
        list[11] = Door(BOB, abi.encodeCall(IVaultCore.accrue, ()), Status.Paused);
        list[12] = Door(BOB, abi.encodeCall(IVaultSettings.checkBreakers, ()), Status.Paused);
        list[13] = Door(CURATOR, abi.encodeCall(IVaultSettings.setCaps, (address(adapter), 1, 1)), Status.Paused);
        list[14] = Door(GUARDIAN, abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 10_000)), Status.Paused);
    }

    function checkDoors() internal {
        Status current = status();
        Door[] memory list = doors();
        for (uint256 i = 0; i < list.length; ++i) {
            (bool success, bytes4 selector) = tryAs(list[i].caller, list[i].call);
            assertTrue(success == (current <= list[i].openUntil), "door");
            if (success) continue;
            bytes4 expected = IVaultCore.Closed.selector;
            if (i == 0) expected = ERC4626.ERC4626ExceededMaxDeposit.selector;
            if (i == 1) expected = ERC4626.ERC4626ExceededMaxMint.selector;
            assertEq(bytes32(selector), bytes32(expected), "reason");
        }
        assertTrue((vault.maxDeposit(BOB) != 0) == (current == Status.Normal), "maxDeposit");
        assertTrue((vault.maxMint(BOB) != 0) == (current == Status.Normal), "maxMint");
        assertEq(vault.maxWithdraw(ALICE), TOTAL, "maxWithdraw");
        assertEq(vault.maxRedeem(ALICE), vault.balanceOf(ALICE), "maxRedeem");
    }

    function test_WhatIsOpenInEachState() public {
        setLimit(Limit.ForceDeallocatePenaltyBps, 10);
        checkDoors();
        trip();
        checkDoors();
        pause();
        checkDoors();
        reset();
        checkDoors();
    }

    /* RESET */

    function testFuzz_ResetWaitsOutItsDelay(uint256 delayHours, uint256 waited) public {
        delayHours = within(delayHours, 0, 720);
        waited = within(waited, 0, 800 hours);
        setLimit(Limit.ResetDelayHours, delayHours);
        trip();
        uint256 allowedAt = block.timestamp + delayHours * 1 hours;
        VM.warp(block.timestamp + waited);
        VM.prank(OWNER);
        if (block.timestamp < allowedAt) {
            VM.expectRevert(abi.encodeWithSelector(IVaultSettings.ResetTooEarly.selector, allowedAt));
            vault.reset();
        } else {
            VM.expectEmit(address(vault));
            emit IVaultSettings.BreakersReset(OWNER);
            vault.reset();
            assertStatus(Status.Normal, "open");
            (, uint256 trippedAt) = vault.status();
            assertEq(trippedAt, 0, "since never");
        }
    }

    function test_ClosingFurtherStartsTheDelayAnew() public {
        setLimit(Limit.ResetDelayHours, 24);
        trip();
        VM.warp(block.timestamp + 23 hours);
        pause();
        VM.warp(block.timestamp + 2 hours);
        VM.prank(OWNER);
        VM.expectPartialRevert(IVaultSettings.ResetTooEarly.selector);
        vault.reset();
        // A breaker that is tripped already does not prolong it.
        pause();
        VM.warp(block.timestamp + 22 hours);
        reset();
    }

    function test_OpenVaultIsNotReset() public {
        VM.prank(OWNER);
        VM.expectPartialRevert(IVaultSettings.NothingTripped.selector);
        vault.reset();
    }

    /// @dev A plan made before the vault closed does not run once it is open again.
    function test_PlansDoNotOutliveATrip() public {
        Guard memory plan = guard();
        trip();
        reset();
        VM.prank(KEEPER);
        VM.expectPartialRevert(IVaultCore.StaleStateNonce.selector);
        vault.rebalance(oneMove(address(adapter), 1), plan);
    }

    /// @dev Otherwise the next unit withdrawn, or the next millionth lost, would close it again, and the owner's reset would mean nothing.
    function test_ResetForgivesWhatWasCounted() public {
        setLimit(Limit.DailyOutflowBps, 1_000);
        withdraw(ALICE, TOTAL / 4);
        assertStatus(Status.ReduceOnly, "outflow");
        reset();
        withdraw(ALICE, 1);
        assertStatus(Status.Normal, "one more unit");

        setLimit(Limit.DailyPriceFallBps, 100);
        adapter.lose(TOTAL / 50);
        vault.accrue();
        assertStatus(Status.ReduceOnly, "fall");
        reset();
        adapter.lose(TOTAL / 100_000);
        vault.accrue();
        assertStatus(Status.Normal, "a little more");
    }

    /* THE STATE MACHINE */

    /// @dev Any sequence of events: the status rises, or the owner resets it, in time.
    function testFuzz_OnlyTheOwnerOpens(uint8[24] memory events, uint32[24] memory gaps) public {
        setLimit(Limit.ResetDelayHours, 10);
        setLimit(Limit.PriceFallBps, 10);
        setLimit(Limit.DailyOutflowBps, 1_000);
        setMonitor();
        uint256 closedAt = 0;
        for (uint256 i = 0; i < 24; ++i) {
            VM.warp(block.timestamp + (gaps[i] % 6 hours));
            Status before = status();
            bool wasReset = happen(events[i]);
            if (wasReset) assertTrue(before != Status.Normal && block.timestamp >= closedAt + 10 hours, "reset in time");
            else assertLe(uint256(before), uint256(status()), "never opens by itself");
            if (wasReset) assertStatus(Status.Normal, "reset");
            else if (status() != before) closedAt = block.timestamp;
            (, uint256 trippedAt) = vault.status();
            if (isClosed()) assertEq(trippedAt, closedAt, "tripped at");
        }
    }

    function happen(uint8 what) internal returns (bool wasReset) {
        uint256 kind = what % 8;
        if (kind == 0) trip();
        if (kind == 1) pause();
        if (kind == 2) adapter.lose(adapter.totalAssets() / 50);
        if (kind == 3) vault.accrue();
        if (kind == 4) withdraw(ALICE, vault.maxWithdraw(ALICE) / 5);
        if (kind == 5) monitor.raise(what > 127 ? bytes32("alarm") : bytes32(0), address(1));
        if (kind == 6) vault.checkBreakers();
        if (kind == 7) (wasReset, ) = callAs(what % 3 == 0 ? GUARDIAN : OWNER, abi.encodeCall(IVaultSettings.reset, ()));
        if (wasReset) assertTrue(what % 3 != 0, "by the owner");
    }

    function test_OnlyTheOwnerResets() public {
        trip();
        address[4] memory others = [CURATOR, KEEPER, GUARDIAN, ALICE];
        for (uint256 i = 0; i < 4; ++i) {
            failsAs(others[i], abi.encodeCall(IVaultSettings.reset, ()), IAccessControl.AccessControlUnauthorizedAccount.selector, "reset");
        }
        reset();
    }
}
