// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {Limit, PackedLimits} from "../libraries/PackedLimits.sol";
import {PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title Fees are what their formulas say, charged once for each gain, and paid by all shares alike
contract FeesTest is PriceFixture {
    uint256 private constant MONEY = 10 ** 15;
    uint256 private constant YEAR_BPS = 365 days * 10_000;

    CashAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
    }

    function invest(uint256 assets) internal {
        deposit(ALICE, assets);
        allocate(address(adapter), assets / 2);
    }

    /// @dev The price rises by `bps`, all of it released. Takes a year.
    function rise(uint256 bps) internal {
        adapter.gain((vault.totalAssets() * bps) / BPS);
        pass(365 days);
        vault.accrue();
    }

    /* FORMULAS */

    /// @dev total × rate × time, whatever the price did.
    function testFuzz_ManagementFee(uint256 assets, uint256 feeBps, uint256 seconds_, uint256 gain) public {
        assets = within(assets, 2, MONEY);
        feeBps = within(feeBps, 0, 500);
        seconds_ = within(seconds_, 0, 5 * 365 days);
        invest(assets);
        setFees(feeBps, 0);
        adapter.gain(within(gain, 0, MONEY));
        pass(seconds_);
        uint256 total = vault.totalAssets();
        vault.accrue();
        uint256 fee = (total * feeBps * seconds_) / YEAR_BPS;
        assertNear(worth(TREASURY), fee, 1, 0, "fee");
        assertEq(vault.totalAssets(), total, "fees are shares: the total stays");
    }

    /// @dev A part of what the shares gained above the mark, all of which began at the first price.
    function testFuzz_PerformanceFee(uint256 assets, uint256 feeBps, uint256 gain) public {
        assets = within(assets, 2, MONEY);
        feeBps = within(feeBps, 1, 5_000);
        gain = within(gain, 0, 2 * assets);
        invest(assets);
        setFees(0, feeBps);
        adapter.gain(gain);
        pass(365 days);
        vault.accrue();
        // The virtual asset gains nothing, and the mark is kept to the 15th digit.
        assertNear(worth(TREASURY), (gain * feeBps) / BPS, 3, 1, "fee");
        assertEq(vault.totalAssets(), assets + gain, "total");
        (, uint256 markRay) = vault.fees();
        assertNear(markRay, vault.convertToAssets(10 ** 27), 0, 1, "mark");
    }

    /// @dev Both: the performance fee is charged on what the management fee leaves.
    function testFuzz_BothFees(uint256[2] memory feesBps, uint256 seconds_, uint256 gain) public {
        (uint256 managementBps, uint256 performanceBps) = (within(feesBps[0], 0, 500), within(feesBps[1], 0, 5_000));
        seconds_ = within(seconds_, 0, 5 * 365 days);
        invest(MONEY);
        setFees(managementBps, performanceBps);
        adapter.gain(within(gain, 0, 10 * MONEY));
        pass(seconds_);
        uint256 total = vault.totalAssets();
        vault.accrue();
        uint256 management = (total * managementBps * seconds_) / YEAR_BPS;
        uint256 left = total - management;
        uint256 performance = left > MONEY ? ((left - MONEY) * performanceBps) / BPS : 0;
        assertNear(worth(TREASURY), management + performance, 3, 2, "fees");
    }

    /* HIGH-WATER MARK */

    function testFuzz_RecoveryAfterALossIsFree(uint256 feeBps, uint256 lossBps, uint256 recoveryBps) public {
        feeBps = within(feeBps, 1, 5_000);
        lossBps = within(lossBps, 1, 4_000);
        recoveryBps = within(recoveryBps, 0, BPS);
        invest(MONEY);
        setFees(0, feeBps);
        uint256 loss = (MONEY * lossBps) / BPS;
        adapter.lose(loss);
        settle();
        adapter.gain((loss * recoveryBps) / BPS);
        release();
        assertEq(vault.balanceOf(TREASURY), 0, "fee for what was only recovered");
        adapter.gain(loss - (loss * recoveryBps) / BPS);
        release();
        assertLe(worth(TREASURY), 1, "fee for coming back to the mark");
        adapter.gain(MONEY);
        release();
        assertNear(worth(TREASURY), (MONEY * feeBps) / BPS, 5, 5, "fee for what came above the mark");
    }

    /// @dev Depositors who come and go at any price leave the mark where it is.
    function testFuzz_FlowsMoveNoMark(uint256 assets, uint256 part) public {
        invest(MONEY);
        setFees(0, 5_000);
        rise(1_000);
        (, uint256 markRay) = vault.fees();
        deposit(BOB, within(assets, 1, MONEY));
        redeem(BOB, within(part, 0, vault.balanceOf(BOB)));
        vault.accrue();
        (, uint256 markRayAfter) = vault.fees();
        // Rounding leaves up to a unit of each with the others: 10 ** -15 of the price.
        assertNear(markRayAfter, markRay, 0, 4, "mark");
        assertLe(worth(TREASURY), MONEY / 20 + 3, "fee");
    }

    /* ON AND OFF */

    function testFuzz_OffAndOnAgainIsFreeBetween(uint256 managementBps, uint256 performanceBps, bool byRecipient, uint256 riseBps) public {
        managementBps = within(managementBps, 1, 500);
        performanceBps = within(performanceBps, 1, 5_000);
        invest(MONEY);
        setFees(managementBps, performanceBps);
        rise(1_000);
        uint256 shares = vault.balanceOf(TREASURY);
        assertTrue(shares != 0, "charged while on");
        if (byRecipient) {
            setFeeRecipient(address(0));
        } else {
            setLimit(Limit.ManagementFeeBps, 0);
            setLimit(Limit.PerformanceFeeBps, 0);
        }
        rise(within(riseBps, 1, BPS));
        if (byRecipient) {
            setFeeRecipient(TREASURY);
        } else {
            setLimit(Limit.PerformanceFeeBps, performanceBps);
            setLimit(Limit.ManagementFeeBps, managementBps);
        }
        vault.accrue();
        assertEq(vault.balanceOf(TREASURY), shares, "charged for the time between");
        rise(1_000);
        assertTrue(vault.balanceOf(TREASURY) > shares + shares / 10, "charged again");
    }

    /// @dev The rate may be set before anybody receives it: gains until then are nobody's.
    function testFuzz_FirstRecipientGetsNothingOfThePast(uint256 performanceBps, uint256 riseBps) public {
        invest(MONEY);
        setLimit(Limit.PerformanceFeeBps, within(performanceBps, 1, 5_000));
        rise(within(riseBps, 1, BPS));
        setFeeRecipient(TREASURY);
        vault.accrue();
        assertEq(vault.balanceOf(TREASURY), 0, "charged for the past");
    }

    /// @dev A change of recipient, unlike a first one, forgives nothing, and each gets what was due in his time.
    function test_ANewRecipientGetsWhatComesAfter() public {
        invest(MONEY);
        setFees(0, 1_000);
        adapter.gain(MONEY / 10);
        pass(365 days);
        setFeeRecipient(BOB);
        assertNear(worth(TREASURY), MONEY / 100, 2, 1, "the one before");
        assertEq(vault.balanceOf(BOB), 0, "the one after");
    }

    function testFuzz_NoRecipientNoFee(uint256 riseBps) public {
        invest(MONEY);
        setFees(500, 5_000);
        setFeeRecipient(address(0));
        uint256 supply = vault.totalSupply();
        rise(within(riseBps, 0, BPS));
        assertEq(vault.totalSupply(), supply, "supply");
    }

    function test_CeilingsAreInTheCode() public {
        VM.startPrank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(PackedLimits.LimitOutOfRange.selector, Limit.ManagementFeeBps, 501, 500));
        vault.setLimit(Limit.ManagementFeeBps, 501);
        VM.expectRevert(abi.encodeWithSelector(PackedLimits.LimitOutOfRange.selector, Limit.PerformanceFeeBps, 5_001, 5_000));
        vault.setLimit(Limit.PerformanceFeeBps, 5_001);
    }

    /* WHO PAYS */

    function testFuzz_AllSharesPayAlike(uint256[2] memory assets, uint256 gain, uint256[2] memory feesBps, uint256 seconds_) public {
        assets = [within(assets[0], 10 ** 6, MONEY), within(assets[1], 10 ** 6, MONEY)];
        deposit(ALICE, assets[0]);
        deposit(BOB, assets[1]);
        setFees(within(feesBps[0], 0, 500), within(feesBps[1], 0, 5_000));
        adapter.gain(within(gain, 0, MONEY));
        pass(within(seconds_, 0, 365 days));
        uint256 total = vault.totalAssets();
        vault.accrue();
        (uint256 first, uint256 second) = (worth(ALICE), worth(BOB));
        // One unit of rounding each, which counts as many times as the other's holding is greater.
        assertNear(first * assets[1], second * assets[0], assets[0] + assets[1], assets[0] + assets[1], "by holding");
        // What the virtual unit became worth is nobody's.
        assertNear(first + second + worth(TREASURY), total, 3 + total / (assets[0] + assets[1]), 0, "nothing else is taken");
    }

    /// @dev Who calls first after a while does not escape the fee: previews have it already.
    function testFuzz_PreviewsIncludeWhatIsDue(uint256 gain, uint256 seconds_, uint256 managementBps, uint256 performanceBps) public {
        invest(MONEY);
        setFees(within(managementBps, 0, 500), within(performanceBps, 0, 5_000));
        adapter.gain(within(gain, 0, MONEY));
        pass(within(seconds_, 0, 365 days));
        uint256 half = vault.balanceOf(ALICE) / 2;
        uint256 expected = vault.previewRedeem(half);
        assertEq(redeem(ALICE, half), expected, "redeem");
        assertNear(vault.previewRedeem(half), expected, 0, 1, "and the same afterwards");
    }

    function test_FeesAreAnnounced() public {
        invest(MONEY);
        setFees(100, 0);
        pass(365 days);
        uint256 supply = vault.totalSupply() + virtualShares();
        VM.expectEmit(address(vault));
        emit IVaultCore.FeesAccrued(TREASURY, ((MONEY / 100) * supply) / (MONEY + 1 - MONEY / 100));
        vault.accrue();
    }

    /* EXTREMES */

    /// @dev Nobody accrued for longer than the fee takes to eat all there is: it takes no more than that, and nothing reverts.
    function testFuzz_FeesNeverTakeMoreThanThereIs(uint256 assets, uint256 years_) public {
        assets = within(assets, 2, MONEY);
        invest(assets);
        setFees(500, 5_000);
        pass(within(years_, 15, 100) * 365 days);
        vault.accrue();
        assertLe(worth(TREASURY), assets, "fee");
        redeem(ALICE, vault.balanceOf(ALICE));
        redeem(TREASURY, vault.balanceOf(TREASURY));
    }

    function testFuzz_NearTotalLossNothingReverts(uint256 left, uint256 seconds_) public {
        deposit(ALICE, MONEY);
        allocate(address(adapter), MONEY);
        setFees(500, 5_000);
        adapter.lose(MONEY - within(left, 0, 100));
        settle();
        pass(within(seconds_, 0, 365 days));
        vault.accrue();
        adapter.gain(MONEY);
        pass(within(seconds_, 0, 365 days));
        vault.accrue();
        redeem(ALICE, vault.balanceOf(ALICE));
    }
}

/// @title The mark has a greatest value. Beyond it performance costs nothing, and nobody is locked in.
contract HighWaterMarkBoundTest is PriceFixture {
    function test_APriceBeyondTheMarkLocksNobodyIn() public {
        setUpVault(18);
        CashAdapter adapter = newAdapter();
        deposit(ALICE, 1);
        allocate(address(adapter), 1);
        setFees(0, 1_000);
        adapter.gain(10 ** 18);
        // In smallest units, an asset for a million shares at first; the mark holds 79 assets a share.
        while (vault.convertToAssets(1) < 100) {
            pass(365 days);
            vault.accrue();
        }
        (, uint256 markRay) = vault.fees();
        assertEq(markRay, type(uint96).max, "mark");
        uint256 shares = vault.balanceOf(TREASURY);
        pass(365 days);
        vault.accrue();
        assertEq(vault.balanceOf(TREASURY), shares, "nothing is charged beyond the mark");
        uint256 expected = worth(ALICE);
        assertEq(redeem(ALICE, vault.balanceOf(ALICE)), expected, "paid");
        setFeeRecipient(address(0));
        setFeeRecipient(TREASURY);
        setLimit(Limit.PerformanceFeeBps, 0);
        setLimit(Limit.PerformanceFeeBps, 1_000);
    }
}
