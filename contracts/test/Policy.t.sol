// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../interfaces/IAdapter.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {AdapterState, Risk} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {IVaultUnderTest} from "./base/IVaultUnderTest.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {SameSourceAdapter} from "./mocks/SameSourceAdapter.sol";
import {Token} from "./mocks/Token.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title Adapters and their risks come and go, caps stay in their range, and each change spoils old plans
contract PolicyTest is PolicyFixture {
    bytes32 private constant PURSE = keccak256("protocol:purse");

    CashAdapter private first;
    CashAdapter private second;
    CashAdapter private third;

    function setUp() public {
        setUpVault(6);
        first = newAdapter();
        second = newAdapter();
        third = newAdapter();
    }

    function expectRefusal(address adapter, bytes4 selector) internal {
        VM.prank(CURATOR);
        VM.expectPartialRevert(selector);
        vault.addAdapter(adapter, 1, 1);
    }

    function nameRisks(CashAdapter adapter, bytes32[] memory riskIds) internal {
        VM.mockCall(address(adapter), abi.encodeCall(IAdapter.riskIds, ()), abi.encode(riskIds));
    }

    function remove(CashAdapter adapter) internal {
        VM.prank(CURATOR);
        vault.removeAdapter(address(adapter));
    }

    function someId(uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encode("risk", number));
    }

    /* ADDING */

    function test_AddedAdapterIsLastInTheQueueWithItsCaps() public {
        CashAdapter fourth = new CashAdapter(address(vault));
        nameRisks(fourth, ids(PURSE, someId(1)));
        VM.expectEmit(address(vault));
        emit IVaultSettings.AdapterAdded(CURATOR, address(fourth), ids(PURSE, someId(1)));
        VM.expectEmit(address(vault));
        emit IVaultSettings.CapsSet(CURATOR, address(fourth), 123, 456);
        VM.prank(CURATOR);
        vault.addAdapter(address(fourth), 123, 456);
        assertEq(vault.adapters()[3], address(fourth), "last");
        AdapterState memory state = vault.adapterState(address(fourth));
        assertEq(state.riskMask, 3, "both risks");
        assertEq(state.absoluteCap, 123, "absolute cap");
        assertEq(state.relativeCapBps, 456, "relative cap");
        assertEq(state.lastTotalAssets, 0, "record");
    }

    function test_UnfitAdaptersAreRefused() public {
        expectRefusal(address(first), IVaultSettings.AdapterAlreadyEnabled.selector);
        expectRefusal(address(new SameSourceAdapter(address(vault), address(first))), IVaultSettings.SourceAlreadyUsed.selector);

        IVaultUnderTest other = newVault(token, looseLimits());
        expectRefusal(address(new CashAdapter(address(other))), IVaultSettings.AdapterOfAnotherVault.selector);

        UnreadableAdapter unreadable = new UnreadableAdapter(address(vault));
        unreadable.setBroken(true);
        expectRefusal(address(unreadable), IVaultSettings.AdapterNotEmpty.selector);

        CashAdapter rich = new CashAdapter(address(vault));
        rich.gain(1);
        expectRefusal(address(rich), IVaultSettings.AdapterNotEmpty.selector);

        CashAdapter foreign = new CashAdapter(address(vault));
        VM.mockCall(address(foreign), abi.encodeCall(IAdapter.asset, ()), abi.encode(address(new Token(6))));
        expectRefusal(address(foreign), IVaultSettings.AdapterOfAnotherAsset.selector);
    }

    function test_SixteenAdaptersAreTheMost() public {
        for (uint256 i = 3; i < 16; ++i) newAdapter();
        expectRefusal(address(new CashAdapter(address(vault))), IVaultSettings.TooManyAdapters.selector);
        remove(second);
        newAdapter();
        assertEq(vault.adapters().length, 16, "adapters");
    }

    /* RISKS */

    function test_RiskNamedFirstStartsWithCapsOfZero() public {
        CashAdapter adapter = new CashAdapter(address(vault));
        nameRisks(adapter, ids(someId(1)));
        VM.prank(CURATOR);
        vault.addAdapter(address(adapter), NO_CAP, 10_000);
        Risk memory risk = vault.risks()[1];
        assertEq(risk.id, someId(1), "id");
        assertEq(risk.absoluteCap, 0, "absolute cap");
        assertEq(risk.relativeCapBps, 0, "relative cap");
        deposit(ALICE, 100);
        rebalanceReverts(oneMove(address(adapter), 1), IVaultCore.AbsoluteRiskCapExceeded.selector);
    }

    function test_KnownRiskKeepsItsPlaceAndCaps() public {
        VM.prank(CURATOR);
        vault.setRiskCaps(PURSE, 77, 88);
        CashAdapter adapter = new CashAdapter(address(vault));
        VM.prank(CURATOR);
        vault.addAdapter(address(adapter), 1, 1);
        assertEq(vault.risks().length, 1, "one risk");
        assertEq(vault.adapterState(address(adapter)).riskMask, vault.adapterState(address(first)).riskMask, "shared");
        assertEq(vault.risks()[0].absoluteCap, 77, "absolute cap");
        assertEq(vault.risks()[0].relativeCapBps, 88, "relative cap");
    }

    function test_RisksMustBeNamedOnce() public {
        CashAdapter adapter = new CashAdapter(address(vault));
        bytes32[][5] memory wrong = [new bytes32[](0), ids(0), ids(PURSE, PURSE), ids(someId(1), someId(1)), ids(someId(1), 0)];
        for (uint256 i = 0; i < wrong.length; ++i) {
            nameRisks(adapter, wrong[i]);
            expectRefusal(address(adapter), IVaultSettings.InvalidRiskIds.selector);
        }
        // Nor may zero pass for one of the places that became free.
        CashAdapter passing = newAdapterWith(ids(someId(2)));
        remove(passing);
        nameRisks(adapter, ids(0));
        expectRefusal(address(adapter), IVaultSettings.InvalidRiskIds.selector);
    }

    function test_ThirtyTwoRisksAreTheMost() public {
        bytes32[] memory many = new bytes32[](31);
        for (uint256 i = 0; i < 31; ++i) many[i] = someId(i);
        CashAdapter adapter = newAdapterWith(many);
        assertEq(vault.risks().length, 32, "risks");
        assertEq(vault.adapterState(address(adapter)).riskMask, type(uint32).max - 1, "all but the first");

        CashAdapter other = new CashAdapter(address(vault));
        nameRisks(other, ids(someId(31)));
        expectRefusal(address(other), IVaultSettings.TooManyRisks.selector);
        nameRisks(other, ids(someId(30)));
        addAdapter(address(other));
        assertEq(vault.adapterState(address(other)).riskMask, 1 << 31, "the last place");
    }

    function test_OrphanedRisksAreForgottenAndTheirPlacesUsedAgain() public {
        CashAdapter fourth = newAdapterWith(ids(someId(1), PURSE));
        CashAdapter fifth = newAdapterWith(ids(someId(2), someId(1)));
        remove(fourth);
        assertEq(vault.risks()[1].id, someId(1), "the fifth still has it");
        remove(fifth);
        Risk[] memory risks = vault.risks();
        assertEq(risks.length, 3, "places stay");
        for (uint256 i = 1; i < 3; ++i) {
            assertEq(risks[i].id, 0, "forgotten");
            assertEq(risks[i].absoluteCap, 0, "without its absolute cap");
            assertEq(risks[i].relativeCapBps, 0, "without its relative cap");
        }
        assertEq(risks[0].id, PURSE, "others have it");
        VM.startPrank(CURATOR);
        VM.expectPartialRevert(IVaultSettings.UnknownRisk.selector);
        vault.setRiskCaps(someId(1), 0, 0);
        VM.expectPartialRevert(IVaultSettings.UnknownRisk.selector);
        vault.setRiskCaps(0, 0, 0);
        VM.stopPrank();

        CashAdapter sixth = newAdapterWith(ids(someId(3), someId(2)));
        assertEq(vault.risks().length, 3, "no new place");
        assertEq(vault.adapterState(address(sixth)).riskMask, 6, "the free places");
        assertEq(vault.risks()[1].id, someId(3), "first free one");
    }

    /// @dev Adapters come and go with any risks; afterwards each risk in use has one place, which all who name it share, and no other is kept.
    function testFuzz_PlacesAndMasksAgree(uint8[3][10] memory names, uint16 leaving) public {
        CashAdapter[10] memory adapters;
        for (uint256 i = 0; i < 10; ++i) {
            adapters[i] = newAdapterWith(ids(someId(names[i][0] % 8), someId(8 + (names[i][1] % 8))));
            if ((leaving >> i) & 1 == 1) remove(adapters[names[i][2] % (i + 1)]);
            if ((leaving >> i) & 1 == 1) continueWith(adapters, i, names);
        }
        checkPlaces(adapters, names);
    }

    /// @dev The one that left comes back at once, at the end of the queue.
    function continueWith(CashAdapter[10] memory adapters, uint256 i, uint8[3][10] memory names) internal {
        addAdapter(address(adapters[names[i][2] % (i + 1)]));
        if (names[i][2] > 127) remove(adapters[i]);
        if (names[i][2] > 127) addAdapter(address(adapters[i]));
    }

    function checkPlaces(CashAdapter[10] memory adapters, uint8[3][10] memory names) internal view {
        Risk[] memory risks = vault.risks();
        uint256 used = vault.adapterState(address(first)).riskMask;
        for (uint256 i = 0; i < 10; ++i) {
            uint256 mask = vault.adapterState(address(adapters[i])).riskMask;
            used |= mask;
            uint256 found = 0;
            for (uint256 place = 0; place < risks.length; ++place) {
                bytes32 id = risks[place].id;
                bool named = id == someId(names[i][0] % 8) || id == someId(8 + (names[i][1] % 8));
                assertTrue(named == ((mask >> place) & 1 == 1), "mask");
                if (named) ++found;
            }
            assertEq(found, 2, "one place for each of its risks");
        }
        for (uint256 place = 0; place < risks.length; ++place) {
            assertTrue((risks[place].id != 0) == ((used >> place) & 1 == 1), "kept if used");
        }
    }

    /* REMOVING */

    function testFuzz_RemovalKeepsTheOrderOfTheOthers(uint256 which) public {
        address[] memory queue = vault.adapters();
        which = which % 3;
        VM.expectEmit(address(vault));
        emit IVaultSettings.AdapterRemoved(CURATOR, queue[which]);
        VM.prank(CURATOR);
        vault.removeAdapter(queue[which]);
        address[] memory left = vault.adapters();
        assertEq(left.length, 2, "length");
        assertEq(left[0], queue[which == 0 ? 1 : 0], "first");
        assertEq(left[1], queue[which == 2 ? 1 : 2], "second");
        assertEq(vault.adapterState(queue[which]).riskMask, 0, "gone");
    }

    function test_OnlyEmptyReadableApprovedAdaptersAreRemoved() public {
        deposit(ALICE, 10);
        allocate(address(first), 1);
        UnreadableAdapter unreadable = new UnreadableAdapter(address(vault));
        addAdapter(address(unreadable));
        unreadable.setBroken(true);
        VM.startPrank(CURATOR);
        VM.expectPartialRevert(IVaultSettings.AdapterNotEmpty.selector);
        vault.removeAdapter(address(first));
        VM.expectPartialRevert(IVaultSettings.AdapterNotEmpty.selector);
        vault.removeAdapter(address(unreadable));
        VM.expectPartialRevert(IVaultSettings.AdapterNotEnabled.selector);
        vault.removeAdapter(address(this));
        VM.stopPrank();
        rebalance(oneMove(address(first), -1));
        remove(first);
        rebalanceReverts(oneMove(address(first), 1), IVaultSettings.AdapterNotEnabled.selector);
    }

    /// @dev Once back in the queue it is an adapter like any other: the curator cannot take money out past the limits.
    function test_WrittenOffAdapterThatIsApprovedAgainIsNotRecoveredFrom() public {
        deposit(ALICE, 100);
        allocate(address(first), 10);
        VM.startPrank(CURATOR);
        vault.writeOff(address(first));
        vault.recover(address(first), type(uint256).max, 0);
        VM.stopPrank();
        VM.prank(GUARDIAN);
        vault.trip();
        VM.prank(OWNER);
        vault.reset();
        addAdapter(address(first));
        allocate(address(first), 10);
        VM.prank(CURATOR);
        VM.expectPartialRevert(IVaultCore.AdapterNotWrittenOff.selector);
        vault.recover(address(first), 10, 10_000);
    }

    /* QUEUE */

    function testFuzz_QueueTakesPermutationsOnly(uint256 a, uint256 b, uint256 c) public {
        address[] memory queue = vault.adapters();
        address[] memory order = new address[](3);
        order[0] = queue[a % 3];
        order[1] = queue[b % 3];
        order[2] = queue[c % 3];
        bool isPermutation = order[0] != order[1] && order[1] != order[2] && order[0] != order[2];
        VM.prank(CURATOR);
        if (!isPermutation) VM.expectPartialRevert(IVaultSettings.NotAPermutation.selector);
        vault.setWithdrawalQueue(order);
        address[] memory expected = isPermutation ? order : queue;
        for (uint256 i = 0; i < 3; ++i) assertEq(vault.adapters()[i], expected[i], "place");
    }

    function test_QueueOfAnotherLengthOrWithAStrangerIsRefused() public {
        address[] memory queue = vault.adapters();
        address[] memory shorter = new address[](2);
        (shorter[0], shorter[1]) = (queue[0], queue[1]);
        queue[2] = address(this);
        VM.startPrank(CURATOR);
        VM.expectPartialRevert(IVaultSettings.NotAPermutation.selector);
        vault.setWithdrawalQueue(shorter);
        VM.expectPartialRevert(IVaultSettings.NotAPermutation.selector);
        vault.setWithdrawalQueue(queue);
    }

    /* CAPS */

    function testFuzz_CapsAreSetWithinTheirRange(uint256 absoluteCap, uint256 relativeCapBps) public {
        bool inRange = absoluteCap <= type(uint104).max && relativeCapBps <= 10_000;
        VM.startPrank(CURATOR);
        if (!inRange) VM.expectPartialRevert(IVaultSettings.CapOutOfRange.selector);
        vault.setCaps(address(first), absoluteCap, relativeCapBps);
        if (!inRange) VM.expectPartialRevert(IVaultSettings.CapOutOfRange.selector);
        vault.setRiskCaps(PURSE, absoluteCap, relativeCapBps);
        AdapterState memory state = vault.adapterState(address(first));
        Risk memory risk = vault.risks()[0];
        assertEq(state.absoluteCap, inRange ? absoluteCap : NO_CAP, "absolute cap");
        assertEq(state.relativeCapBps, inRange ? relativeCapBps : 10_000, "relative cap");
        assertEq(risk.absoluteCap, inRange ? absoluteCap : NO_CAP, "absolute cap of the risk");
        assertEq(risk.relativeCapBps, inRange ? relativeCapBps : 10_000, "relative cap of the risk");
    }

    /// @dev Which pairs of caps raise risk: those with either cap above the present one.
    function testFuzz_EitherCapRaisesRisk(uint256 absoluteCap, uint256 relativeCapBps) public {
        (absoluteCap, relativeCapBps) = (within(absoluteCap, 0, 2_000), within(relativeCapBps, 0, 10_000));
        VM.startPrank(CURATOR);
        vault.setCaps(address(first), 1_000, 5_000);
        vault.setRiskCaps(PURSE, 1_000, 5_000);
        VM.stopPrank();
        bool raises = absoluteCap > 1_000 || relativeCapBps > 5_000;
        (bool caps, ) = tryAs(GUARDIAN, abi.encodeCall(IVaultSettings.setCaps, (address(first), absoluteCap, relativeCapBps)));
        (bool riskCaps, ) = tryAs(GUARDIAN, abi.encodeCall(IVaultSettings.setRiskCaps, (PURSE, absoluteCap, relativeCapBps)));
        assertTrue(caps != raises, "the adapter's");
        assertTrue(riskCaps != raises, "the risk's");
    }

    function test_CapsNeedAnAdapterInTheQueue() public {
        VM.prank(CURATOR);
        VM.expectPartialRevert(IVaultSettings.AdapterNotEnabled.selector);
        vault.setCaps(address(this), 0, 0);
        CashAdapter adapter = new CashAdapter(address(vault));
        VM.startPrank(CURATOR);
        VM.expectPartialRevert(IVaultSettings.CapOutOfRange.selector);
        vault.addAdapter(address(adapter), NO_CAP + 1, 0);
        VM.expectPartialRevert(IVaultSettings.CapOutOfRange.selector);
        vault.addAdapter(address(adapter), 0, 10_001);
    }

    /* NONCE */

    function changes() internal view returns (bytes[] memory list) {
        list = new bytes[](13);
        list[0] = abi.encodeCall(IVaultSettings.setCaps, (address(first), 1, 1));
        list[1] = abi.encodeCall(IVaultSettings.setCaps, (address(first), 2, 2));
        list[2] = abi.encodeCall(IVaultSettings.setRiskCaps, (PURSE, 1, 1));
        list[3] = abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 1));
        list[4] = abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 0));
        list[5] = abi.encodeCall(IVaultSettings.setDepositCap, (1));
        list[6] = abi.encodeCall(IVaultSettings.setDepositGate, (address(0)));
        list[7] = abi.encodeCall(IVaultSettings.setBreakerMonitor, (address(0)));
        list[8] = abi.encodeCall(IVaultSettings.setFeeRecipient, (BOB));
        list[9] = abi.encodeCall(IVaultSettings.setWithdrawalQueue, (vault.adapters()));
        list[10] = abi.encodeCall(IVaultSettings.removeAdapter, (address(third)));
        list[11] = abi.encodeCall(IVaultSettings.addAdapter, (address(third), 1, 1));
        list[12] = abi.encodeCall(IVaultSettings.writeOff, (address(third)));
    }

    function test_EveryChangeMovesTheNonce() public {
        bytes[] memory list = changes();
        uint64 nonce = vault.stateNonce();
        for (uint256 i = 0; i < list.length; ++i) {
            succeedsAs(CURATOR, list[i], "change");
            assertEq(vault.stateNonce(), ++nonce, "after a change");
        }
        succeedsAs(GUARDIAN, abi.encodeCall(IVaultSettings.trip, ()), "trip");
        assertEq(vault.stateNonce(), ++nonce, "after a trip");
        succeedsAs(GUARDIAN, abi.encodeCall(IVaultSettings.pause, ()), "pause");
        assertEq(vault.stateNonce(), ++nonce, "after a pause");
        succeedsAs(OWNER, abi.encodeCall(IVaultSettings.reset, ()), "reset");
        assertEq(vault.stateNonce(), ++nonce, "after a reset");
        rebalance(oneMove(address(first), type(int256).min));
        assertEq(vault.stateNonce(), ++nonce, "after a rebalance");
    }

    function test_MoneyOfDepositorsDoesNotMoveTheNonce() public {
        uint64 nonce = vault.stateNonce();
        deposit(ALICE, 1_000);
        withdraw(ALICE, 100);
        vault.accrue();
        vault.checkBreakers();
        token.mint(address(this), 10);
        token.approve(address(vault), 10);
        vault.contribute(10);
        VM.prank(CURATOR);
        vault.submit("anything");
        assertEq(vault.stateNonce(), nonce, "nonce");
    }
}
