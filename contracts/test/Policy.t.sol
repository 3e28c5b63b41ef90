// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AdapterState, IYieldVault, VaultParameters} from "../interfaces/IYieldVault.sol";
import {IVaultUnderTest} from "./base/IVaultUnderTest.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {SameSourceAdapter} from "./mocks/SameSourceAdapter.sol";
import {Token} from "./mocks/Token.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title Adapters come and go empty, limits move only in the direction the function says, and each change spoils old plans
contract PolicyTest is VaultFixture {
    CashAdapter internal first;
    CashAdapter internal second;
    CashAdapter internal third;

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

    /* ADDING */

    function test_AddedAdapterIsLastInTheQueueWithItsCaps() public {
        CashAdapter fourth = new CashAdapter(address(vault));
        VM.expectEmit(address(vault));
        emit IYieldVault.CapsSet(CURATOR, address(fourth), 123, 456);
        VM.expectEmit(address(vault));
        emit IYieldVault.AdapterAdded(CURATOR, address(fourth), 123, 456);
        VM.prank(CURATOR);
        vault.addAdapter(address(fourth), 123, 456);
        assertEq(vault.adapters()[3], address(fourth), "last");
        AdapterState memory state = vault.adapterState(address(fourth));
        assertTrue(state.enabled, "enabled");
        assertEq(state.absoluteCap, 123, "absolute cap");
        assertEq(state.relativeCapBps, 456, "relative cap");
        assertEq(state.lastTotalAssets, 0, "record");
    }

    function test_UnfitAdaptersAreRefused() public {
        expectRefusal(address(first), IYieldVault.AdapterAlreadyEnabled.selector);
        expectRefusal(address(new SameSourceAdapter(address(vault), address(first))), IYieldVault.SourceAlreadyUsed.selector);

        IVaultUnderTest other = newVault(token, 0, 0);
        expectRefusal(address(new CashAdapter(address(other))), IYieldVault.AdapterOfAnotherVault.selector);

        UnreadableAdapter unreadable = new UnreadableAdapter(address(vault));
        unreadable.setBroken(true);
        expectRefusal(address(unreadable), IYieldVault.AdapterNotEmpty.selector);

        CashAdapter rich = new CashAdapter(address(vault));
        rich.gain(1);
        expectRefusal(address(rich), IYieldVault.AdapterNotEmpty.selector);

        CashAdapter foreign = new CashAdapter(address(vault));
        VM.mockCall(address(foreign), abi.encodeCall(foreign.asset, ()), abi.encode(address(new Token(6))));
        expectRefusal(address(foreign), IYieldVault.AdapterOfAnotherAsset.selector);
    }

    function test_SixteenAdaptersAreTheMost() public {
        for (uint256 i = 3; i < 16; ++i) newAdapter();
        expectRefusal(address(new CashAdapter(address(vault))), IYieldVault.TooManyAdapters.selector);
        VM.prank(CURATOR);
        vault.removeAdapter(address(second));
        newAdapter();
        assertEq(vault.adapters().length, 16, "adapters");
    }

    /* REMOVING */

    function testFuzz_RemovalKeepsTheOrderOfTheOthers(uint256 which) public {
        address[] memory queue = vault.adapters();
        which = which % 3;
        VM.prank(CURATOR);
        vault.removeAdapter(queue[which]);
        address[] memory left = vault.adapters();
        assertEq(left.length, 2, "length");
        assertEq(left[0], queue[which == 0 ? 1 : 0], "first");
        assertEq(left[1], queue[which == 2 ? 1 : 2], "second");
        assertTrue(!vault.adapterState(queue[which]).enabled, "gone");
    }

    function test_OnlyEmptyReadableApprovedAdaptersAreRemoved() public {
        deposit(ALICE, 10);
        allocate(address(first), 1);
        UnreadableAdapter unreadable = new UnreadableAdapter(address(vault));
        addAdapter(address(unreadable));
        unreadable.setBroken(true);
        VM.startPrank(CURATOR);
        VM.expectPartialRevert(IYieldVault.AdapterNotEmpty.selector);
        vault.removeAdapter(address(first));
        VM.expectPartialRevert(IYieldVault.AdapterNotEmpty.selector);
        vault.removeAdapter(address(unreadable));
        VM.expectPartialRevert(IYieldVault.AdapterNotEnabled.selector);
        vault.removeAdapter(address(this));
        VM.stopPrank();
        rebalance(oneMove(address(first), -1));
        VM.prank(CURATOR);
        vault.removeAdapter(address(first));
        rebalanceReverts(oneMove(address(first), 1), IYieldVault.AdapterNotEnabled.selector);
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
        if (!isPermutation) VM.expectPartialRevert(IYieldVault.NotAPermutation.selector);
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
        VM.expectPartialRevert(IYieldVault.NotAPermutation.selector);
        vault.setWithdrawalQueue(shorter);
        VM.expectPartialRevert(IYieldVault.NotAPermutation.selector);
        vault.setWithdrawalQueue(queue);
    }

    /* LIMITS */

    function testFuzz_CapsRiseAndFallByTheirOwnFunctions(uint256 absoluteCap, uint256 relativeCapBps) public {
        absoluteCap = within(absoluteCap, 0, 2_000);
        relativeCapBps = within(relativeCapBps, 0, 10_000);
        VM.startPrank(CURATOR);
        vault.decreaseCaps(address(first), 1_000, 5_000);
        if (absoluteCap < 1_000 || relativeCapBps < 5_000) VM.expectPartialRevert(IYieldVault.NotAnIncrease.selector);
        vault.increaseCaps(address(first), absoluteCap, relativeCapBps);

        vault.decreaseCaps(address(second), 1_000, 5_000);
        if (absoluteCap > 1_000 || relativeCapBps > 5_000) VM.expectPartialRevert(IYieldVault.NotADecrease.selector);
        vault.decreaseCaps(address(second), absoluteCap, relativeCapBps);
    }

    function testFuzz_IdleFloorRisesAndFallsByItsOwnFunctions(uint256 floorBps) public {
        floorBps = within(floorBps, 0, 10_000);
        VM.startPrank(CURATOR);
        vault.increaseIdleFloor(5_000);
        if (floorBps < 5_000) VM.expectPartialRevert(IYieldVault.NotAnIncrease.selector);
        else VM.expectPartialRevert(IYieldVault.NotADecrease.selector);
        if (floorBps < 5_000) vault.increaseIdleFloor(floorBps);
        else vault.decreaseIdleFloor(floorBps + 1);
        if (floorBps < 5_000) vault.decreaseIdleFloor(floorBps);
        else vault.increaseIdleFloor(floorBps);
        assertEq(vault.idleFloorBps(), floorBps, "floor");
    }

    function testFuzz_LossLimitRisesAndFallsByItsOwnFunctions(uint256 lossBps) public {
        lossBps = within(lossBps, 0, 100);
        VM.startPrank(CURATOR);
        vault.decreaseMaxRebalanceLoss(50);
        if (lossBps < 50) VM.expectPartialRevert(IYieldVault.NotAnIncrease.selector);
        else VM.expectPartialRevert(IYieldVault.NotADecrease.selector);
        if (lossBps < 50) vault.increaseMaxRebalanceLoss(lossBps);
        else vault.decreaseMaxRebalanceLoss(lossBps + 1);
        if (lossBps < 50) vault.decreaseMaxRebalanceLoss(lossBps);
        else vault.increaseMaxRebalanceLoss(lossBps);
        assertEq(vault.maxRebalanceLossBps(), lossBps, "limit");
    }

    function test_LimitsHaveCeilings() public {
        VM.startPrank(CURATOR);
        VM.expectPartialRevert(IYieldVault.LimitOutOfRange.selector);
        vault.increaseMaxRebalanceLoss(101);
        VM.expectPartialRevert(IYieldVault.LimitOutOfRange.selector);
        vault.increaseIdleFloor(10_001);
        VM.expectPartialRevert(IYieldVault.LimitOutOfRange.selector);
        vault.increaseCaps(address(first), NO_CAP, 10_001);
        VM.expectPartialRevert(IYieldVault.LimitOutOfRange.selector);
        vault.increaseCaps(address(first), NO_CAP + 1, 10_000);
        VM.expectPartialRevert(IYieldVault.AdapterNotEnabled.selector);
        vault.increaseCaps(address(this), 1, 1);
        VM.expectPartialRevert(IYieldVault.AdapterNotEnabled.selector);
        vault.decreaseCaps(address(this), 0, 0);
    }

    /* NONCE */

    function test_EveryChangeMovesTheNonce() public {
        address[] memory queue = vault.adapters();
        uint64 nonce = vault.stateNonce();
        VM.startPrank(CURATOR);
        vault.decreaseCaps(address(first), 1, 1);
        assertEq(vault.stateNonce(), ++nonce, "decreaseCaps");
        vault.increaseCaps(address(first), 2, 2);
        assertEq(vault.stateNonce(), ++nonce, "increaseCaps");
        vault.increaseIdleFloor(2);
        assertEq(vault.stateNonce(), ++nonce, "increaseIdleFloor");
        vault.decreaseIdleFloor(1);
        assertEq(vault.stateNonce(), ++nonce, "decreaseIdleFloor");
        vault.decreaseMaxRebalanceLoss(1);
        assertEq(vault.stateNonce(), ++nonce, "decreaseMaxRebalanceLoss");
        vault.increaseMaxRebalanceLoss(2);
        assertEq(vault.stateNonce(), ++nonce, "increaseMaxRebalanceLoss");
        vault.setWithdrawalQueue(queue);
        assertEq(vault.stateNonce(), ++nonce, "setWithdrawalQueue");
        vault.removeAdapter(address(third));
        assertEq(vault.stateNonce(), ++nonce, "removeAdapter");
        vault.addAdapter(address(third), 1, 1);
        assertEq(vault.stateNonce(), ++nonce, "addAdapter");
        VM.startPrank(GUARDIAN);
        vault.pause();
        assertEq(vault.stateNonce(), ++nonce, "pause");
        VM.startPrank(OWNER);
        vault.unpause();
        assertEq(vault.stateNonce(), ++nonce, "unpause");
    }

    /* BIRTH */

    function test_ConstructorSetsWhatItIsGiven() public {
        VaultParameters memory parameters = VaultParameters({
            asset: token,
            name: "Name",
            symbol: "SYM",
            owner: ALICE,
            ownerDelay: 3 days,
            curator: address(0),
            keeper: BOB,
            guardian: address(0),
            idleFloorBps: 250,
            maxRebalanceLossBps: 5
        });
        IVaultUnderTest born = newVault(parameters);
        assertEq(born.owner(), ALICE, "owner");
        assertEq(born.defaultAdminDelay(), 3 days, "delay");
        assertTrue(born.hasRole(born.KEEPER_ROLE(), BOB), "keeper");
        assertTrue(!born.hasRole(born.CURATOR_ROLE(), address(0)), "no curator");
        assertTrue(!born.hasRole(born.GUARDIAN_ROLE(), address(0)), "no guardian");
        assertEq(born.idleFloorBps(), 250, "floor");
        assertEq(born.maxRebalanceLossBps(), 5, "loss limit");
        assertEq(keccak256(bytes(born.symbol())), keccak256("SYM"), "symbol");
        parameters.maxRebalanceLossBps = 101;
        VM.expectPartialRevert(IYieldVault.LimitOutOfRange.selector);
        newVault(parameters);
    }
}
