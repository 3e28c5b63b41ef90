// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {RoundingAdapter} from "./mocks/RoundingAdapter.sol";

/// @title Nobody profits from inflating the price before a victim's deposit
contract InflationAttackTest is PriceFixture {
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

    /// @dev The strongest form: the gift does raise the price, because it goes to the source, whose yield counts, and nobody deposits until
    /// all of it is released.
    function testFuzz_GiftToTheSourceCostsMoreThanItTakes(uint256 stake, uint256 gift, uint256 victims) public {
        stake = within(stake, 1, 10 ** 15);
        gift = within(gift, 1, 10 ** 18);
        victims = within(victims, 1, 10 ** 18);
        deposit(ALICE, stake);
        allocate(address(adapter), stake);
        adapter.gain(gift);
        release();
        deposit(BOB, victims);

        uint256 attackers = redeem(ALICE, vault.balanceOf(ALICE));
        assertLe(attackers, stake + gift, "attacker's money");
        // Rounding takes from the victim no more than the price of one share, a millionth of a millionth of the gift.
        assertNear(vault.maxWithdraw(BOB), victims, (stake + gift) / 10 ** 12 + 2, 0, "victim's money");
    }
}

/// @title Nobody profits from what an empty vault holds, nor is harmed by it
contract EmptyVaultTest is PriceFixture {
    /// @dev Everybody left while a gain was waiting: shares of nobody, money of nobody. Who comes next cannot take it in a hurry.
    function testFuzz_LeftoversAreNoPrey(uint256 stake, uint256 gain, uint256 assets, bool byGift) public {
        setUpVault(6);
        CashAdapter adapter = newAdapter();
        stake = within(stake, 1, 10 ** 18);
        gain = within(gain, 1, 10 ** 18);
        assets = within(assets, 1, 10 ** 18);
        deposit(ALICE, stake);
        allocate(address(adapter), stake);
        if (byGift) contribute(gain);
        else adapter.gain(gain);
        redeem(ALICE, vault.balanceOf(ALICE));
        assertEq(vault.totalSupply(), 0, "shares");

        deposit(BOB, assets);
        assertNear(worth(BOB), assets, 1, 0, "worth on entry");
        assertLe(redeem(BOB, vault.balanceOf(BOB)), assets, "taken out at once");
        deposit(BOB, assets);
        pass(30 days);
        // At 200 % a year, the rate of this vault, and the virtual asset may give up its unit.
        assertLe(redeem(BOB, vault.balanceOf(BOB)), assets + (assets * 60) / 365 + 1, "taken out after a month");
    }

    /// @dev A vault that everybody left takes deposits again, whatever its markets' rounding made of the last units.
    function testFuzz_RoundingDoesNotCloseAnEmptyVault(uint256 stake, uint256 gain, bool byShares) public {
        setUpVault(6);
        RoundingAdapter adapter = new RoundingAdapter(address(vault));
        addAdapter(address(adapter));
        stake = within(stake, 3, 10 ** 18);
        deposit(ALICE, stake);
        allocate(address(adapter), stake);
        adapter.gain(within(gain, 0, stake));
        release();
        if (byShares) redeem(ALICE, vault.balanceOf(ALICE));
        else withdraw(ALICE, vault.maxWithdraw(ALICE));
        vault.accrue();
        assertTrue(!isClosed(), "closed by rounding");
        assertLe(10 ** 18, vault.maxDeposit(BOB), "maxDeposit");
        deposit(BOB, 10 ** 18);
    }
}

/// @title The inflation attack with an asset of 18 decimals, where the offset is 6
contract InflationAttack18DecimalsTest is PriceFixture {
    function testFuzz_VictimLosesAtMostAMillionthOfTheGift(uint256 gift, uint256 victims) public {
        setUpVault(18);
        CashAdapter adapter = newAdapter();
        gift = within(gift, 1, MAX_MONEY);
        victims = within(victims, 1, MAX_MONEY);
        deposit(ALICE, 1);
        allocate(address(adapter), 1);
        adapter.gain(gift);
        release();
        deposit(BOB, victims);
        assertNear(vault.maxWithdraw(BOB), victims, gift / 10 ** 6 + 2, 0, "victim's money");
        assertLe(redeem(ALICE, vault.balanceOf(ALICE)), 1 + gift, "attacker's money");
    }
}
