// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Limit} from "../libraries/PackedLimits.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title A performance fee charges nothing for what was gained before there was one, or before anybody received it
contract FeeStartTest is VaultFixture {
    address private constant FEES = address(0x0777);

    CashAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
        deposit(ALICE, 1e12);
        allocate(address(adapter), 1e12);
    }

    function gainFor(uint256 time) internal {
        adapter.gain(1e12);
        VM.warp(block.timestamp + time);
    }

    function checkNothingIsTaken() internal {
        uint256 before = vault.convertToAssets(1e18);
        setRecipient(FEES);
        setLimit(Limit.PerformanceFeeBps, 5_000);
        vault.accrue();
        assertEq(vault.balanceOf(FEES), 0, "fee shares");
        assertEq(vault.convertToAssets(1e18), before, "price");
        gainFor(1 days);
        vault.accrue();
        assertTrue(vault.balanceOf(FEES) != 0, "later gains are charged");
    }

    function setRecipient(address recipient) internal {
        VM.prank(CURATOR);
        vault.setFeeRecipient(recipient);
    }

    function testFuzz_GainsBeforeTheFee(uint256 time) public {
        gainFor(within(time, 1 days, 100 days));
        checkNothingIsTaken();
    }

    function testFuzz_GainsBeforeTheFirstRecipient(uint256 time) public {
        setLimit(Limit.PerformanceFeeBps, 5_000);
        gainFor(within(time, 1 days, 100 days));
        checkNothingIsTaken();
    }

    function testFuzz_GainsBetweenTwoRecipients(uint256 time) public {
        setLimit(Limit.PerformanceFeeBps, 5_000);
        setRecipient(FEES);
        setRecipient(address(0));
        gainFor(within(time, 1 days, 100 days));
        checkNothingIsTaken();
    }
}
