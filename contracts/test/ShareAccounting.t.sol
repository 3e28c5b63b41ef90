// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title Shares are worth their part of total assets, and every rounding goes to the vault
abstract contract ShareAccountingTest is PriceFixture {
    CashAdapter internal adapter;

    function assetDecimals() internal pure virtual returns (uint8);

    function setUp() public {
        setUpVault(assetDecimals());
        adapter = newAdapter();
    }

    /// @dev Any price: a first deposit, half of it invested, then a yield of which some is released and some still waits, or a loss.
    function setPrice(uint256 initial, uint256 change, bool isGain) internal {
        initial = within(initial, 1, MAX_MONEY);
        deposit(BOB, initial);
        if (initial < 2) return;
        allocate(address(adapter), initial / 2);
        if (isGain) {
            adapter.gain(within(change, 0, MAX_MONEY));
            for (uint256 years_ = change % 8; years_ != 0; --years_) {
                vault.accrue();
                pass(365 days);
            }
        } else {
            adapter.lose(within(change, 0, initial / 2));
            settle();
        }
    }

    function test_FirstSharesAreOneToOneWithTheOffset() public {
        uint256 unit = 10 ** assetDecimals();
        assertEq(deposit(ALICE, unit), 10 ** vault.decimals(), "shares of one token");
        assertEq(vault.convertToAssets(10 ** vault.decimals()), unit, "price of one share");
        assertEq(vault.decimals(), assetDecimals() <= 12 ? 18 : assetDecimals() + 6, "share decimals");
    }

    function testFuzz_DepositThenRedeemNeverProfits(uint256 initial, uint256 change, bool isGain, uint256 assets) public {
        setPrice(initial, change, isGain);
        assets = within(assets, 0, MAX_MONEY);
        uint256 totalBefore = vault.totalAssets();
        assertLe(redeem(ALICE, deposit(ALICE, assets)), assets, "redeemed");
        assertLe(totalBefore, vault.totalAssets(), "total before");
    }

    function testFuzz_MintThenWithdrawNeverProfits(uint256 initial, uint256 change, bool isGain, uint256 shares) public {
        setPrice(initial, change, isGain);
        shares = within(shares, 0, vault.convertToShares(MAX_MONEY));
        uint256 cost = vault.previewMint(shares);
        token.mint(ALICE, cost);
        VM.startPrank(ALICE);
        token.approve(address(vault), cost);
        assertEq(vault.mint(shares, ALICE), cost, "cost of mint");
        VM.stopPrank();
        uint256 back = vault.maxWithdraw(ALICE);
        assertLe(back, cost, "withdrawable");
        withdraw(ALICE, back);
        assertEq(token.balanceOf(ALICE), back, "money of a depositor who left");
    }

    /// @dev What a withdrawal burns would have bought at least the assets withdrawn: taking out and putting back gains no shares.
    function testFuzz_WithdrawThenDepositNeverProfits(uint256 initial, uint256 change, bool isGain, uint256 assets) public {
        setPrice(initial, change, isGain);
        deposit(ALICE, MAX_MONEY);
        uint256 sharesBefore = vault.balanceOf(ALICE);
        assets = within(assets, 0, vault.maxWithdraw(ALICE));
        withdraw(ALICE, assets);
        deposit(ALICE, assets);
        assertLe(vault.balanceOf(ALICE), sharesBefore, "shares");
    }

    function testFuzz_PreviewsAreExact(uint256 initial, uint256 change, bool isGain, uint256 amount) public {
        setPrice(initial, change, isGain);
        amount = within(amount, 0, MAX_MONEY);
        uint256 expected = vault.previewDeposit(amount);
        assertEq(deposit(ALICE, amount), expected, "previewDeposit");

        uint256 part = vault.maxWithdraw(ALICE) / 2;
        expected = vault.previewWithdraw(part);
        assertEq(withdraw(ALICE, part), expected, "previewWithdraw");

        uint256 shares = vault.balanceOf(ALICE);
        expected = vault.previewRedeem(shares);
        assertEq(redeem(ALICE, shares), expected, "previewRedeem");

        expected = vault.previewMint(shares);
        token.mint(ALICE, expected);
        VM.startPrank(ALICE);
        token.approve(address(vault), expected);
        assertEq(vault.mint(shares, ALICE), expected, "previewMint");
    }

    /// @dev Against exact fractions: shares × (total + 1) ≤ assets × (supply + virtual) for a mint, and the reverse for a burn.
    function testFuzz_RoundingFavoursTheVault(uint256 initial, uint256 change, bool isGain, uint256 assets) public {
        setPrice(initial, change, isGain);
        assets = within(assets, 0, MAX_MONEY);
        uint256 total = vault.totalAssets() + 1;
        uint256 supply = vault.totalSupply() + 10 ** (vault.decimals() - assetDecimals());
        uint256 exact = assets * supply;
        assertLe(vault.previewDeposit(assets) * total, exact, "deposit mints at most");
        assertLe(exact, (vault.previewDeposit(assets) + 1) * total, "deposit mints no less than rounding takes");
        assertLe(exact, vault.previewWithdraw(assets) * total, "withdraw burns at least");
        uint256 shares = vault.previewDeposit(assets);
        assertLe(vault.previewRedeem(shares) * supply, shares * total, "redeem pays at most");
        assertLe(shares * total, vault.previewMint(shares) * supply, "mint costs at least");
    }

    function testFuzz_DonationMovesNoPrice(uint256 initial, uint256 change, bool isGain, uint256 gift) public {
        setPrice(initial, change, isGain);
        gift = within(gift, 1, MAX_MONEY);
        uint256 total = vault.totalAssets();
        uint256 idle = vault.idle();
        uint256 price = vault.convertToAssets(10 ** 30);
        token.mint(address(vault), gift);
        token.mint(address(adapter), gift);
        assertEq(vault.totalAssets(), total, "total assets");
        assertEq(vault.idle(), idle, "idle");
        assertEq(vault.convertToAssets(10 ** 30), price, "price");
        // Nor does it once deposits, rebalances and withdrawals have gone over it.
        deposit(ALICE, MAX_MONEY);
        rebalance(oneMove(address(adapter), int256(MAX_MONEY / 2)));
        rebalance(oneMove(address(adapter), type(int256).min));
        withdraw(ALICE, vault.maxWithdraw(ALICE) / 3);
        assertEq(token.balanceOf(address(vault)), vault.idle() + gift, "gift still apart");
    }

    /// @dev Two depositors in any order share a gain by their shares, to the rounding of one unit each.
    function testFuzz_GainIsSharedByShares(uint256 first, uint256 second, uint256 gain) public {
        first = within(first, 10 ** 6, MAX_MONEY);
        second = within(second, 10 ** 6, MAX_MONEY);
        gain = within(gain, 0, MAX_MONEY);
        deposit(ALICE, first);
        deposit(BOB, second);
        allocate(address(adapter), first);
        adapter.gain(gain);
        release();
        uint256 expected = first + (gain * first) / (first + second);
        // Virtual shares keep their part of the gain, at most one unit in a million here, and rounding takes one.
        assertNear(vault.previewRedeem(vault.balanceOf(ALICE)), expected, gain / 10 ** 6 + 2, 1, "worth of the first depositor");
    }

    function testFuzz_AllowanceIsNeededAndSpent(uint256 assets) public {
        assets = within(assets, 1, MAX_MONEY);
        uint256 shares = deposit(ALICE, assets);
        VM.prank(BOB);
        VM.expectPartialRevert(IERC20Errors.ERC20InsufficientAllowance.selector);
        vault.redeem(shares, BOB, ALICE);
        VM.prank(ALICE);
        vault.approve(BOB, shares);
        VM.prank(BOB);
        vault.redeem(shares, BOB, ALICE);
        assertEq(vault.allowance(ALICE, BOB), 0, "allowance left");
        assertEq(vault.balanceOf(ALICE), 0, "shares left");
    }
}

contract ShareAccounting6DecimalsTest is ShareAccountingTest {
    function assetDecimals() internal pure override returns (uint8) {
        return 6;
    }
}

contract ShareAccounting8DecimalsTest is ShareAccountingTest {
    function assetDecimals() internal pure override returns (uint8) {
        return 8;
    }
}

contract ShareAccounting18DecimalsTest is ShareAccountingTest {
    function assetDecimals() internal pure override returns (uint8) {
        return 18;
    }
}
