// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../interfaces/IAdapter.sol";
import {IAggregatorV3} from "../interfaces/external/IAggregatorV3.sol";
import {IBreakerMonitor} from "../interfaces/IBreakerMonitor.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Status} from "../interfaces/VaultTypes.sol";
import {FeedPair, WatchedFeed} from "../BreakerMonitor.sol";
import {Feed} from "../libraries/PriceFeed.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {Aggregator} from "./mocks/Aggregator.sol";
import {BoastingAdapter} from "./mocks/BoastingAdapter.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {DeepAdapter} from "./mocks/DeepAdapter.sol";
import {FaultyAdapter} from "./mocks/FaultyAdapter.sol";
import {GasBurningAdapter} from "./mocks/GasBurningAdapter.sol";
import {LabouringAdapter} from "./mocks/LabouringAdapter.sol";
import {ShortAnswerAdapter} from "./mocks/ShortAnswerAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title The monitor raises each alarm for its reason, no alarm without one, and none for want of gas
contract BreakerMonitorTest is PolicyFixture {
    uint256 private constant TOTAL = 10 ** 12;
    uint256 private constant DUST = 1_000;
    uint256 private constant EXIT_LIQUIDITY_BPS = 2_000;
    uint32 private constant MAX_AGE = 1 hours;
    uint16 private constant DEVIATION_BPS = 100;

    IBreakerMonitor private monitor;
    Aggregator private usdc;
    Aggregator private staked;
    Aggregator private stakedElsewhere;
    CashAdapter private adapter;

    function setUp() public {
        VM.warp(1_800_000_000);
        setUpVault(6);
        adapter = newAdapter();
        usdc = new Aggregator(8, 1e8);
        staked = new Aggregator(18, 1.2e18);
        stakedElsewhere = new Aggregator(8, 1.2e8);
        WatchedFeed[] memory feeds = new WatchedFeed[](3);
        feeds[0] = watch(usdc, 0.995e18, 1.005e18);
        feeds[1] = watch(staked, 1, type(uint128).max);
        feeds[2] = watch(stakedElsewhere, 1, type(uint128).max);
        FeedPair[] memory pairs = new FeedPair[](1);
        pairs[0] = FeedPair(1, 2, DEVIATION_BPS);
        monitor = newMonitor(EXIT_LIQUIDITY_BPS, feeds, pairs);
        VM.prank(CURATOR);
        vault.setBreakerMonitor(address(monitor));
        deposit(ALICE, TOTAL);
        allocate(address(adapter), TOTAL / 2);
    }

    function watch(Aggregator aggregator, uint128 minPriceWad, uint128 maxPriceWad) internal pure returns (WatchedFeed memory) {
        return WatchedFeed(Feed(IAggregatorV3(address(aggregator)), MAX_AGE), minPriceWad, maxPriceWad);
    }

    function newMonitor(uint256 exitBps, WatchedFeed[] memory feeds, FeedPair[] memory pairs) internal returns (IBreakerMonitor) {
        return IBreakerMonitor(deploy("contracts/BreakerMonitor.sol:BreakerMonitor", abi.encode(DUST, exitBps, feeds, pairs)));
    }

    /// @dev What the monitor says, and that anyone can close the vault for it, as it says.
    function raises(bytes32 reason, address subject) internal {
        (bytes32 itsReason, address itsSubject) = monitor.check(address(vault));
        assertEq(itsReason, reason, "reason");
        assertEq(itsSubject, subject, "subject");
        VM.expectEmit(address(vault));
        emit IVaultSettings.BreakerTripped(BOB, Status.ReduceOnly, reason, subject);
        VM.prank(BOB);
        vault.checkBreakers();
        assertStatus(Status.ReduceOnly, "closed");
        VM.prank(OWNER);
        vault.reset();
    }

    function staysQuiet() internal {
        (bytes32 reason, address subject) = monitor.check(address(vault));
        assertEq(reason, "", "reason");
        assertEq(subject, address(0), "subject");
        vault.checkBreakers();
        assertStatus(Status.Normal, "open");
    }

    function test_AllIsWell() public {
        staysQuiet();
    }

    /* ADAPTERS */

    function test_UnreadableAdapterWithAPosition() public {
        FaultyAdapter[4] memory faulty = [
            FaultyAdapter(new UnreadableAdapter(address(vault))),
            FaultyAdapter(new GasBurningAdapter(address(vault))),
            FaultyAdapter(new ShortAnswerAdapter(address(vault))),
            FaultyAdapter(new BoastingAdapter(address(vault)))
        ];
        for (uint256 i = 0; i < 4; ++i) {
            addAdapter(address(faulty[i]));
            faulty[i].setBroken(true);
            staysQuiet();
            faulty[i].setBroken(false);
            allocate(address(faulty[i]), DUST + 1);
            staysQuiet();
            faulty[i].setBroken(true);
            raises("adapter-unreadable", address(faulty[i]));
            faulty[i].setBroken(false);
            rebalance(oneMove(address(faulty[i]), type(int256).min));
        }
    }

    function testFuzz_SickAdapterTellsItsOwnReason(bytes32 reason) public {
        VM.assume(reason != "");
        adapter.sicken(reason);
        raises(reason, address(adapter));
    }

    function test_EachReasonOfAnAdapter() public {
        bytes32[5] memory reasons = [bytes32("paused"), "frozen", "oracle-stale", "off-peg", "imbalanced"];
        for (uint256 i = 0; i < reasons.length; ++i) {
            adapter.sicken(reasons[i]);
            raises(reasons[i], address(adapter));
        }
    }

    /// @dev An alarm without a reason would be none.
    function test_SickAdapterWithoutAReasonIsGivenOne() public {
        VM.mockCall(address(adapter), abi.encodeCall(IAdapter.health, ()), abi.encode(false, bytes32("")));
        raises("adapter-unhealthy", address(adapter));
    }

    function test_AdapterThatCannotTellItsHealthIsUnreadable() public {
        VM.mockCallRevert(address(adapter), abi.encodeCall(IAdapter.health, ()), "");
        raises("adapter-unreadable", address(adapter));
        VM.mockCall(address(adapter), abi.encodeCall(IAdapter.health, ()), abi.encode(true));
        raises("adapter-unreadable", address(adapter));
    }

    /// @dev What is left in a market that was abandoned closes nothing; what the record or the market says beyond that does.
    function testFuzz_DustIsNoPosition(uint256 left, bool unreadable) public {
        UnreadableAdapter sick = new UnreadableAdapter(address(vault));
        addAdapter(address(sick));
        left = within(left, 1, 3 * DUST);
        allocate(address(sick), left);
        sick.sicken("paused");
        sick.setBroken(unreadable);
        if (left <= DUST) staysQuiet();
        else raises(unreadable ? bytes32("adapter-unreadable") : bytes32("paused"), address(sick));
    }

    function test_PositionThatGrewCountsAsItIs() public {
        CashAdapter sick = newAdapter();
        allocate(address(sick), 1);
        sick.sicken("paused");
        staysQuiet();
        sick.gain(DUST);
        raises("paused", address(sick));
    }

    function test_FirstSickAdapterIsTheSubject() public {
        CashAdapter other = newAdapter();
        allocate(address(other), TOTAL / 10);
        other.sicken("frozen");
        raises("frozen", address(other));
        adapter.sicken("paused");
        raises("paused", address(adapter));
    }

    /* EXIT LIQUIDITY */

    function testFuzz_ExitLiquidity(uint256 idle, uint256 locked) public {
        idle = within(idle, 0, TOTAL / 2);
        if (idle != TOTAL / 2) allocate(address(adapter), TOTAL / 2 - idle);
        locked = within(locked, 0, TOTAL - idle);
        adapter.lock(locked);
        if ((TOTAL - locked) * 10_000 < TOTAL * EXIT_LIQUIDITY_BPS) raises("exit-liquidity", address(vault));
        else staysQuiet();
    }

    /// @dev One adapter that boasts of what it could pay does not hide that the others cannot.
    function test_NobodyPaysMoreThanHeHas() public {
        allocate(address(adapter), TOTAL / 2 - 100);
        adapter.lock(TOTAL);
        CashAdapter boaster = newAdapter();
        allocate(address(boaster), 100);
        VM.mockCall(address(boaster), abi.encodeCall(IAdapter.withdrawable, (0)), abi.encode(type(uint256).max));
        raises("exit-liquidity", address(vault));
    }

    function test_EmptyVaultRaisesNoAlarm() public {
        redeem(ALICE, vault.balanceOf(ALICE));
        staysQuiet();
    }

    function test_BoundOfZeroDoesNotLook() public {
        allocate(address(adapter), TOTAL / 2);
        adapter.lock(TOTAL);
        raises("exit-liquidity", address(vault));
        monitor = newMonitor(0, new WatchedFeed[](0), new FeedPair[](0));
        VM.prank(CURATOR);
        vault.setBreakerMonitor(address(monitor));
        staysQuiet();
    }

    /* PRICES */

    function testFuzz_OldPrice(uint256 age) public {
        age = within(age, 0, 3 hours);
        usdc.answer(1e8, block.timestamp - age);
        if (age > MAX_AGE) raises("price-stale", address(usdc));
        else staysQuiet();
    }

    function testFuzz_PriceOutOfBounds(uint256 price) public {
        price = within(price, 0.9e8, 1.1e8);
        usdc.answer(int256(price), block.timestamp);
        if (price < 0.995e8 || price > 1.005e8) raises("off-peg", address(usdc));
        else staysQuiet();
    }

    function testFuzz_PriceThatIsNone(int256 price) public {
        if (price > 0) price = -price;
        usdc.answer(price, block.timestamp);
        raises("price-stale", address(usdc));
    }

    function test_PriceFromTheFuture() public {
        usdc.answer(1e8, block.timestamp + 1);
        raises("price-stale", address(usdc));
    }

    function test_FeedThatCannotBeRead() public {
        Aggregator.Fault[3] memory faults = [Aggregator.Fault.Reverts, Aggregator.Fault.BurnsGas, Aggregator.Fault.AnswersShort];
        for (uint256 i = 0; i < 3; ++i) {
            usdc.setFault(faults[i]);
            raises("price-unreadable", address(usdc));
        }
        usdc.setFault(Aggregator.Fault.None);
        usdc.setDecimals(19);
        raises("price-unreadable", address(usdc));
    }

    /// @dev However absurd, a price is an alarm and stops nothing.
    function testFuzz_AnyAnswerIsJudged(int256 price, int256 other, uint8 decimals) public {
        staked.setDecimals(decimals % 25);
        staked.answer(price, block.timestamp);
        stakedElsewhere.answer(other, block.timestamp);
        (bytes32 reason, address subject) = monitor.check(address(vault));
        assertTrue((reason == "") == (subject == address(0)), "reason with subject");
        if (price <= 0 || other <= 0) assertTrue(reason != "", "no price");
    }

    function testFuzz_PricesThatDeviate(uint256 price, uint256 other) public {
        price = within(price, 1e8, 1.5e8);
        other = within(other, (price * 97) / 100, (price * 103) / 100);
        staked.answer(int256(price * 10 ** 10), block.timestamp);
        stakedElsewhere.answer(int256(other), block.timestamp);
        (uint256 low, uint256 high) = price < other ? (price, other) : (other, price);
        if ((high - low) * 10_000 > low * DEVIATION_BPS) raises("price-deviates", address(staked));
        else staysQuiet();
    }

    /* ORDER AND BOUNDS */

    function test_AdaptersThenLiquidityThenPricesThenPairs() public {
        stakedElsewhere.answer(2e8, block.timestamp);
        raises("price-deviates", address(staked));
        usdc.answer(1e6, block.timestamp);
        raises("off-peg", address(usdc));
        allocate(address(adapter), TOTAL / 2);
        adapter.lock(TOTAL);
        raises("exit-liquidity", address(vault));
        adapter.sicken("paused");
        raises("paused", address(adapter));
    }

    function build(uint256 exitBps, WatchedFeed calldata feed, FeedPair calldata pair) external {
        WatchedFeed[] memory feeds = new WatchedFeed[](2);
        (feeds[0], feeds[1]) = (watch(usdc, 1, 1), feed);
        FeedPair[] memory pairs = new FeedPair[](1);
        pairs[0] = pair;
        newMonitor(exitBps, feeds, pairs);
    }

    function test_BoundsThatMakeNoSenseAreRefused() public {
        WatchedFeed memory good = watch(staked, 1, 2);
        WatchedFeed[4] memory bad = [good, watch(Aggregator(address(0xdead)), 1, 2), watch(staked, 2, 1), watch(staked, 0, 0)];
        bad[0] = WatchedFeed(Feed(good.feed.aggregator, 0), 1, 2);
        FeedPair[3] memory badPairs = [FeedPair(0, 2, 1), FeedPair(2, 0, 1), FeedPair(1, 1, 1)];
        bytes4 refusal = bytes4(keccak256("InvalidBounds()"));
        this.build(10_000, good, FeedPair(0, 1, 1));
        VM.expectPartialRevert(refusal);
        this.build(10_001, good, FeedPair(0, 1, 1));
        for (uint256 i = 0; i < bad.length; ++i) {
            VM.expectPartialRevert(refusal);
            this.build(0, bad[i], FeedPair(0, 1, 1));
        }
        for (uint256 i = 0; i < badPairs.length; ++i) {
            VM.expectPartialRevert(refusal);
            this.build(0, good, badPairs[i]);
        }
    }

    /* GAS */

    /// @dev Nothing is wrong. Whoever calls with too little gas gets a revert, and never an alarm.
    function checkStarved(uint256 gasGiven) internal {
        bytes memory question = abi.encodeCall(IBreakerMonitor.check, (address(vault)));
        (bool answered, bytes memory answer) = address(monitor).staticcall{gas: gasGiven}(question);
        if (answered) {
            (bytes32 reason, ) = abi.decode(answer, (bytes32, address));
            assertEq(reason, "", "alarm");
        }
        VM.prank(BOB);
        (bool checked, ) = address(vault).call{gas: gasGiven}(abi.encodeCall(IVaultSettings.checkBreakers, ()));
        assertStatus(Status.Normal, "closed for want of gas");
        // Both sides of the border are reached.
        if (gasGiven < 700_000) assertTrue(!answered && !checked, "cannot be enough");
        if (gasGiven > 5_000_000) assertTrue(answered && checked, "is enough");
    }

    function testFuzz_StarvedReadOfAPositionIsNoAlarm(uint256 gasGiven) public {
        DeepAdapter deep = new DeepAdapter(address(vault));
        addAdapter(address(deep));
        allocate(address(deep), TOTAL / 10);
        checkStarved(within(gasGiven, 500_000, 6_000_000));
    }

    /// @dev These adapters and feeds catch their own lack of gas and answer badly.
    function testFuzz_StarvedHealthAndLiquidityAreNoAlarm(uint256 gasGiven) public {
        LabouringAdapter labouring = new LabouringAdapter(address(vault));
        addAdapter(address(labouring));
        allocate(address(labouring), TOTAL / 2);
        rebalance(twoMoves(address(adapter), type(int256).min, address(labouring), int256(TOTAL / 2)));
        checkStarved(within(gasGiven, 500_000, 6_000_000));
    }

    function testFuzz_StarvedFeedIsNoAlarm(uint256 gasGiven) public {
        stakedElsewhere.setFault(Aggregator.Fault.Labours);
        checkStarved(within(gasGiven, 500_000, 6_000_000));
    }

    function testFuzz_StarvedFeedOfAMonitorWithoutAdaptersIsNoAlarm(uint256 gasGiven) public {
        redeem(ALICE, vault.balanceOf(ALICE));
        VM.prank(CURATOR);
        vault.removeAdapter(address(adapter));
        usdc.setFault(Aggregator.Fault.Labours);
        gasGiven = within(gasGiven, 20_000, 700_000);
        bytes memory question = abi.encodeCall(IBreakerMonitor.check, (address(vault)));
        (bool answered, bytes memory answer) = address(monitor).staticcall{gas: gasGiven}(question);
        if (answered) assertEq(abi.decode(answer, (bytes32)), "", "alarm");
        if (gasGiven < 180_000) assertTrue(!answered, "cannot be enough");
        if (gasGiven > 600_000) assertTrue(answered, "is enough");
    }

    /// @dev Sixteen adapters with positions, all in good health, cost a check that fits a block many times.
    function test_CheckOfAFullVaultFitsABlock() public {
        for (uint256 i = 1; i < 16; ++i) allocate(address(newAdapter()), TOTAL / 100);
        uint256 gasBefore = gasleft();
        vault.checkBreakers();
        assertLe(gasBefore - gasleft(), 1_500_000, "gas");
    }
}
