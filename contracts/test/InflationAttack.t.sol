// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title Nobody profits from inflating the price before a victim's deposit
contract InflationAttackTest is VaultFixture {
    CashAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
    }

    /// @dev The classic attack: one unit deposited, a gift to the vault, the victim's deposit, out again.
    function testFuzz_GiftToTheVaultIsLost(uint256 gift, uint256 victims) public {
        gift = within(gift, 1, MAX_MONEY);
        victims = within(victims, 1, MAX_MONEY);
        deposit(ALICE, 1);
        token.mint(address(vault), gift);
        deposit(BOB, victims);
        assertLe(redeem(ALICE, vault.balanceOf(ALICE)), 1, "attacker's money");
        assertNear(vault.maxWithdraw(BOB), victims, 1, 0, "victim's money");
    }

    /// @dev The strongest form: the gift does raise the price, because it goes to the source, whose yield counts.
    function testFuzz_GiftToTheSourceCostsMoreThanItTakes(uint256 stake, uint256 gift, uint256 victims) public {
        stake = within(stake, 1, 10 ** 15);
        gift = within(gift, 1, 10 ** 18);
        victims = within(victims, 1, 10 ** 18);
        deposit(ALICE, stake);
        allocate(address(adapter), stake);
        adapter.gain(gift);
        deposit(BOB, victims);

        uint256 attackers = redeem(ALICE, vault.balanceOf(ALICE));
        assertLe(attackers, stake + gift, "attacker's money");
        // Rounding takes from the victim no more than the price of one share, a millionth of a millionth of the gift.
        assertNear(vault.maxWithdraw(BOB), victims, (stake + gift) / 10 ** 12 + 2, 0, "victim's money");
    }
}

/// @title The same with an asset of 18 decimals, where the offset is 6
contract InflationAttack18DecimalsTest is VaultFixture {
    function testFuzz_VictimLosesAtMostAMillionthOfTheGift(uint256 gift, uint256 victims) public {
        setUpVault(18);
        CashAdapter adapter = newAdapter();
        gift = within(gift, 1, MAX_MONEY);
        victims = within(victims, 1, MAX_MONEY);
        deposit(ALICE, 1);
        allocate(address(adapter), 1);
        adapter.gain(gift);
        deposit(BOB, victims);
        assertNear(vault.maxWithdraw(BOB), victims, gift / 10 ** 6 + 2, 0, "victim's money");
        assertLe(redeem(ALICE, vault.balanceOf(ALICE)), 1 + gift, "attacker's money");
    }
}
