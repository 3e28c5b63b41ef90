// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {LossyAdapter} from "./mocks/LossyAdapter.sol";
import {SilencedAdapter} from "./mocks/SilencedAdapter.sol";

/// @title An adapter that falls silent while a plan runs counts at what it said when the plan began
/// @notice Not at its record, which may be older: the difference would look like a loss of the plan, or hide one.
contract SilencedByRebalanceTest is VaultFixture {
    SilencedAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        adapter = new SilencedAdapter(address(vault));
        addAdapter(address(adapter));
        deposit(ALICE, 1_000_000);
        allocate(address(adapter), 500_000);
    }

    function testFuzz_NothingIsLostOrFound(uint256 gain, uint256 loss, uint256 out) public {
        adapter.gain(within(gain, 0, 100_000));
        adapter.lose(within(loss, 0, 100_000));
        uint256 gross = vault.grossAssets();
        rebalance(oneMove(address(adapter), -int256(within(out, 1, 400_000))));
        assertEq(vault.grossAssets(), gross, "gross assets");
    }

    function test_NoLossOfThePlanIsHidden() public {
        LossyAdapter lossy = new LossyAdapter(address(vault), 1_000);
        addAdapter(address(lossy));
        adapter.lose(100_000);
        rebalanceReverts(twoMoves(address(adapter), -1, address(lossy), 200_000), IVaultCore.RebalanceLossExceeded.selector);
    }
}
