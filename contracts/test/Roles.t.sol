// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {IYieldVault, Move} from "../interfaces/IYieldVault.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title Each function is open to its roles and closed to everyone else
contract RolesTest is VaultFixture {
    CashAdapter internal adapter;
    CashAdapter internal newcomer;

    /// @dev A call, and by position in `callers` who may make it.
    struct Rule {
        bytes call;
        bool owner;
        bool curator;
        bool keeper;
        bool guardian;
    }

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
        newcomer = new CashAdapter(address(vault));
        VM.startPrank(CURATOR);
        vault.decreaseCaps(address(adapter), 1_000, 5_000);
        vault.increaseIdleFloor(1_000);
        vault.decreaseMaxRebalanceLoss(50);
        VM.stopPrank();
    }

    function rules() internal view returns (Rule[] memory list) {
        address[] memory queue = new address[](1);
        queue[0] = address(adapter);
        bytes32 keeperRole = vault.KEEPER_ROLE();
        list = new Rule[](14);
        list[0] = Rule(abi.encodeCall(IYieldVault.rebalance, (new Move[](0), guard())), false, false, true, false);
        list[1] = Rule(abi.encodeCall(IYieldVault.addAdapter, (address(newcomer), 1, 1)), false, true, false, false);
        list[2] = Rule(abi.encodeCall(IYieldVault.increaseCaps, (address(adapter), 2_000, 6_000)), false, true, false, false);
        list[3] = Rule(abi.encodeCall(IYieldVault.decreaseIdleFloor, (500)), false, true, false, false);
        list[4] = Rule(abi.encodeCall(IYieldVault.increaseMaxRebalanceLoss, (60)), false, true, false, false);
        list[5] = Rule(abi.encodeCall(IYieldVault.decreaseCaps, (address(adapter), 500, 4_000)), false, true, false, true);
        list[6] = Rule(abi.encodeCall(IYieldVault.increaseIdleFloor, (2_000)), false, true, false, true);
        list[7] = Rule(abi.encodeCall(IYieldVault.decreaseMaxRebalanceLoss, (40)), false, true, false, true);
        list[8] = Rule(abi.encodeCall(IYieldVault.removeAdapter, (address(adapter))), false, true, false, false);
        list[9] = Rule(abi.encodeCall(IYieldVault.setWithdrawalQueue, (queue)), false, true, false, false);
        list[10] = Rule(abi.encodeCall(IYieldVault.pause, ()), false, false, false, true);
        list[11] = Rule(abi.encodeCall(IYieldVault.unpause, ()), true, false, false, false);
        list[12] = Rule(abi.encodeCall(IAccessControl.grantRole, (keeperRole, BOB)), true, false, false, false);
        list[13] = Rule(abi.encodeCall(IAccessControl.revokeRole, (keeperRole, KEEPER)), true, false, false, false);
    }

    function tryAs(address caller, bytes memory data) internal returns (bool success, bytes4 selector) {
        bytes memory answer;
        VM.prank(caller);
        (success, answer) = address(vault).call(data);
        if (!success) selector = bytes4(answer);
    }

    function test_WrongCallersAreRefusedByEveryFunction() public {
        Rule[] memory list = rules();
        uint256 refusals = 0;
        for (uint256 i = 0; i < list.length; ++i) {
            bool[5] memory allowed = [list[i].owner, list[i].curator, list[i].keeper, list[i].guardian, false];
            address[5] memory callers = [OWNER, CURATOR, KEEPER, GUARDIAN, ALICE];
            for (uint256 j = 0; j < 5; ++j) {
                if (allowed[j]) continue;
                (bool success, bytes4 selector) = tryAs(callers[j], list[i].call);
                assertTrue(!success, "call by a stranger to the role");
                assertEq(bytes32(selector), bytes32(IAccessControl.AccessControlUnauthorizedAccount.selector), "reason");
                ++refusals;
            }
        }
        assertEq(refusals, 14 * 5 - 17, "refusals tried");
    }

    function testFuzz_EachRightCallerIsServed(uint256 which) public {
        Rule[] memory list = rules();
        Rule memory rule = list[which % list.length];
        bool[4] memory allowed = [rule.owner, rule.curator, rule.keeper, rule.guardian];
        address[4] memory callers = [OWNER, CURATOR, KEEPER, GUARDIAN];
        address caller = callers[(which >> 128) % 4];
        if (!allowed[(which >> 128) % 4]) return;
        (bool success, ) = tryAs(caller, rule.call);
        assertTrue(success, "call by a holder of the role");
    }

    /// @dev Every pair that the fuzz test above may miss.
    function test_CuratorAndGuardianBothLowerRisk() public {
        VM.startPrank(GUARDIAN);
        vault.decreaseCaps(address(adapter), 500, 4_000);
        vault.increaseIdleFloor(2_000);
        vault.decreaseMaxRebalanceLoss(40);
        VM.startPrank(CURATOR);
        vault.decreaseCaps(address(adapter), 400, 3_000);
        vault.increaseIdleFloor(3_000);
        vault.decreaseMaxRebalanceLoss(30);
    }

    function test_AdaptersObeyTheirVaultOnly() public {
        deposit(ALICE, 100);
        allocateHalf();
        address[5] memory callers = [OWNER, CURATOR, KEEPER, GUARDIAN, ALICE];
        for (uint256 i = 0; i < 5; ++i) {
            VM.startPrank(callers[i]);
            VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, callers[i]));
            adapter.allocate(1);
            VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, callers[i]));
            adapter.deallocate(1, 0);
            VM.stopPrank();
        }
    }

    function allocateHalf() internal {
        rebalance(oneMove(address(adapter), 50));
    }

    function test_OwnershipIsHandedOverInTwoStepsAfterTheDelay() public {
        VM.prank(OWNER);
        vault.beginDefaultAdminTransfer(BOB);
        VM.prank(BOB);
        VM.expectRevert();
        vault.acceptDefaultAdminTransfer();
        assertEq(vault.owner(), OWNER, "owner before the delay");
        VM.warp(block.timestamp + 1 days + 1);
        VM.prank(BOB);
        vault.acceptDefaultAdminTransfer();
        assertEq(vault.owner(), BOB, "owner after");
        VM.prank(OWNER);
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        vault.unpause();
    }
}
