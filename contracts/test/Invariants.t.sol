// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DepositorActions} from "./invariants/DepositorActions.sol";
import {KeeperActions} from "./invariants/KeeperActions.sol";
import {MarketActions} from "./invariants/MarketActions.sol";
import {IHandler, RandomWalk} from "./invariants/RandomWalk.sol";
import {SettingActions} from "./invariants/SettingActions.sol";
import {VaultHandler} from "./invariants/VaultHandler.sol";

/// @title What holds after any sequence of actions by depositors, keeper, curator, guardian, owner, anybody and markets
/// @notice The handler checks after each action what that may do to price, status, nonce, caps and budgets; any revert is a failure.
contract InvariantsTest is RandomWalk {
    VaultHandler internal handler;

    bytes4[] private _actions = [
        DepositorActions.depositSome.selector,
        DepositorActions.mintSome.selector,
        DepositorActions.withdrawSome.selector,
        DepositorActions.redeemSome.selector,
        DepositorActions.withdrawAtALoss.selector,
        DepositorActions.redeemAtALoss.selector,
        DepositorActions.forceSome.selector,
        DepositorActions.give.selector,
        DepositorActions.transferSome.selector,
        DepositorActions.rehearseAll.selector,
        KeeperActions.invest.selector,
        KeeperActions.divest.selector,
        KeeperActions.moveMoney.selector,
        KeeperActions.recordPositions.selector,
        MarketActions.earn.selector,
        MarketActions.lose.selector,
        MarketActions.changeMood.selector,
        MarketActions.wait.selector,
        SettingActions.submitChange.selector,
        SettingActions.makeChange.selector,
        SettingActions.revokeChange.selector,
        SettingActions.tighten.selector,
        SettingActions.rearrange.selector,
        SettingActions.stepIn.selector,
        SettingActions.keepBooks.selector,
        SettingActions.resetBreakers.selector
    ];

    bytes32[] private _deeds = [
        bytes32("deposit"),
        "mint",
        "withdraw",
        "redeem",
        "leave without loss",
        "leave at a loss",
        "force",
        "contribute",
        "donate",
        "transfer",
        "rehearse",
        "invest",
        "divest",
        "move",
        "record",
        "lose by rebalancing",
        "earn",
        "lose",
        "fall silent",
        "fall ill",
        "alarm",
        "charge",
        "lend",
        "wait",
        "submit",
        "be too early",
        "revoke",
        "raise a limit",
        "raise caps",
        "raise risk caps",
        "add an adapter",
        "grant a role",
        "set fee recipient",
        "write off readable",
        "raise deposit cap",
        "lower a limit",
        "lower caps",
        "lower risk caps",
        "write off unreadable",
        "recover",
        "remove",
        "reorder",
        "dismiss",
        "close",
        "accrue",
        "check breakers",
        "reset"
    ];

    function setUp() public {
        handler = new VaultHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_BooksAddUp() public view {
        handler.checkBooks();
    }

    function invariant_MoneyAndRolesGoOnlyWhereTheyMay() public view {
        handler.checkFlows();
        handler.checkRoles();
    }

    /// @dev Keeps the suite from passing because nothing happened. And in the end everybody can leave.
    function afterInvariant() public {
        assertTrue(handler.calls() >= 200, "calls");
        assertTrue(handler.deeds() >= 90, "deeds");
        handler.rehearseAll(0);
        handler.rehearseAll(1);
    }

    function test_EveryDeedIsDone() public {
        for (uint256 i = 0; i < 20; ++i) walk(IHandler(address(new VaultHandler())), _actions, _deeds, i, 200);
        checkAllDone(_deeds);
    }
}
