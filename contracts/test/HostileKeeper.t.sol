// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultUnderTest} from "./base/IVaultUnderTest.sol";
import {HostileKeeperHandler as Hostile} from "./invariants/HostileKeeperHandler.sol";
import {IHandler, RandomWalk} from "./invariants/RandomWalk.sol";

/// @title The worst a keeper can do, on markets it can push as it likes: lose a day's budget a day
/// @notice The handler compares each moment with all of the 24 hours before it: share price, what the vault lost, what the keeper won.
contract HostileKeeperTest is RandomWalk {
    Hostile internal handler;

    bytes4[] private _actions = [
        Hostile.rebalanceAnyhow.selector,
        Hostile.sandwichAnyhow.selector,
        Hostile.sandwichGreedily.selector,
        Hostile.enter.selector,
        Hostile.exit.selector,
        Hostile.exitForShares.selector,
        Hostile.force.selector,
        Hostile.swap.selector,
        Hostile.give.selector,
        Hostile.grab.selector,
        Hostile.wait.selector,
        Hostile.earn.selector,
        Hostile.comeAndGo.selector
    ];

    bytes32[] private _deeds = [
        bytes32("rebalance"),
        "rebalance at a loss",
        "win",
        "enter",
        "exit",
        "exit for shares",
        "force",
        "swap",
        "give",
        "be kept from it",
        "wait",
        "earn",
        "come",
        "go"
    ];

    function setUp() public {
        handler = new Hostile();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_NothingIsLostBeyondTheBudget() public view {
        handler.checkBooks();
        handler.checkFlows();
    }

    /// @dev Keeps the suite from passing because nothing happened.
    function afterInvariant() public view {
        assertTrue(handler.calls() >= 200, "calls");
        assertTrue(handler.done("rebalance") + handler.done("rebalance at a loss") >= 1, "rebalances");
        assertTrue(handler.refusals() >= 1, "refusals");
    }

    function test_EveryDeedIsDone() public {
        for (uint256 i = 0; i < 20; ++i) walk(IHandler(address(new Hostile())), _actions, _deeds, i, 200);
        checkAllDone(_deeds);
    }

    /// @dev The bound is no wider than need be: a keeper who knows the pools takes nearly all of it.
    function test_ADaysBudgetCanBeTaken() public {
        IVaultUnderTest vault = IVaultUnderTest(handler.getVault());
        uint256 gross = vault.grossAssets();
        uint256 before = handler.fortune();
        for (uint256 i = 0; i < 12; ++i) handler.sandwichGreedily(i / 2, i, type(uint256).max, 100);
        uint256 budget = (gross * 30) / 10_000;
        assertLe(gross - vault.grossAssets(), budget, "lost");
        assertLe((budget * 95) / 100, gross - vault.grossAssets(), "nearly all of the budget");
        assertLe((budget * 80) / 100, handler.fortune() - before, "most of it won");
    }
}
