// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Move} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {Price, PriceFixture} from "./base/PriceFixture.sol";
import {BoastingAdapter} from "./mocks/BoastingAdapter.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {LossyAdapter} from "./mocks/LossyAdapter.sol";

/// @title Gains are released no faster than the vault allows, losses count at once
contract AccrualTest is PriceFixture {
    uint256 private constant MONEY = 10 ** 18;

    CashAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
    }

    /// @dev A vault with an investment, and a greatest growth rate.
    function invest(uint256 assets, uint256 growthBps) internal {
        setLimit(Limit.GrowthBpsPerYear, growthBps);
        deposit(ALICE, assets);
        allocate(address(adapter), assets / 2);
    }

    /* RELEASE */

    /// @dev From any call to the next, in any order of them, the price grows by no more than the rate allows for the time between: what
    /// rounding adds, one unit a call, aside.
    function testFuzz_NoSequenceReleasesFaster(
        uint256[8] memory actions,
        uint256[8] memory amounts,
        uint256[8] memory seconds_,
        uint256 growthBps
    ) public {
        growthBps = within(growthBps, 0, 20_000);
        invest(10 ** 12, growthBps);
        setLimit(Limit.ForceDeallocatePenaltyBps, 200);
        uint256 year = 365 days * BPS;
        Price memory before = price();
        uint256 elapsed = 0;
        for (uint256 i = 0; i < 8; ++i) {
            uint256 silence = within(seconds_[i], 0, 90 days);
            pass(silence);
            elapsed += silence;
            if (!act(actions[i] % 8, amounts[i])) continue;
            Price memory afterwards = price();
            uint256 most = before.assets * afterwards.shares * (year + elapsed * growthBps);
            assertLe((afterwards.assets - 1) * before.shares * year, most, "growth");
            (before, elapsed) = (afterwards, 0);
        }
    }

    /// @return Whether the vault was called: a market's gain alone is silence.
    function act(uint256 action, uint256 amount) internal returns (bool) {
        (uint256 most, uint256 idle, uint256 position) = (vault.maxWithdraw(ALICE), vault.idle(), adapter.totalAssets());
        if (action == 0) adapter.gain(within(amount, 0, MONEY));
        if (action == 1) deposit(ALICE, within(amount, 0, 10 ** 15));
        if (action == 2) withdraw(ALICE, within(amount, 0, most / 2));
        if (action == 3) redeem(ALICE, within(amount, 0, vault.balanceOf(ALICE) / 2));
        if (action == 4) contribute(within(amount, 0, MONEY));
        if (action == 5) rebalance(oneMove(address(adapter), type(int256).min));
        if (action == 6 && idle != 0) allocate(address(adapter), within(amount, 1, idle));
        if (position > most) position = most;
        if (action == 7 && position > 1) forceDeallocate(ALICE, address(adapter), within(amount, 1, position / 2), 0);
        if (action != 0) vault.accrue();
        return action != 0;
    }

    function testFuzz_OneReleaseIsExact(uint256 assets, uint256 gain, uint256 seconds_, uint256 growthBps) public {
        assets = within(assets, 2, MONEY);
        growthBps = within(growthBps, 0, 20_000);
        invest(assets, growthBps);
        gain = within(gain, 0, MONEY);
        adapter.gain(gain);
        seconds_ = within(seconds_, 0, 10 * 365 days);
        pass(seconds_);
        uint256 allowed = (assets * seconds_ * growthBps) / (365 days * BPS);
        assertEq(vault.totalAssets(), assets + (allowed < gain ? allowed : gain), "released");
        assertEq(vault.grossAssets(), assets + gain, "gross");
    }

    function testFuzz_EverythingIsReleasedInTheEnd(uint256 assets, uint256 gain, uint256 gift) public {
        assets = within(assets, 2, MONEY);
        invest(assets, 20_000);
        gain = within(gain, 0, MONEY);
        gift = within(gift, 0, MONEY);
        adapter.gain(gain);
        contribute(gift);
        release();
        assertEq(vault.totalAssets(), assets + gain + gift, "total");
    }

    function testFuzz_WithoutGrowthNothingIsReleased(uint256 gain, uint256 seconds_) public {
        invest(MONEY, 0);
        adapter.gain(within(gain, 1, MONEY));
        pass(within(seconds_, 1, 10 * 365 days));
        vault.accrue();
        assertEq(vault.totalAssets(), MONEY, "total");
    }

    /// @dev A new rate counts from when it is set.
    function testFuzz_ANewRateIsNotForThePast(uint256 from, uint256 to, uint256 seconds_) public {
        (from, to) = (within(from, 0, 20_000), within(to, 0, 20_000));
        seconds_ = within(seconds_, 0, 365 days);
        invest(MONEY, from);
        adapter.gain(10 * MONEY);
        pass(seconds_);
        uint256 total = vault.totalAssets();
        setLimit(Limit.GrowthBpsPerYear, to);
        assertEq(vault.totalAssets(), total, "at once");
        pass(seconds_);
        assertEq(vault.totalAssets(), total + (total * seconds_ * to) / (365 days * BPS), "from then on");
    }

    function test_ContributionIsReleasedOverTime() public {
        setLimit(Limit.GrowthBpsPerYear, 1_000);
        deposit(ALICE, 365_000_000);
        contribute(36_500_000);
        assertEq(vault.idle(), 401_500_000, "idle");
        assertEq(vault.totalAssets(), 365_000_000, "at once");
        pass(1 days);
        assertEq(vault.totalAssets(), 365_100_000, "after a day");
        pass(364 days);
        assertEq(vault.totalAssets(), 401_500_000, "after a year");
        pass(365 days);
        assertEq(vault.totalAssets(), 401_500_000, "and no more");
    }

    /* SNIPING */

    /// @dev After any time in which nobody touched the vault, a gain of any kind comes between a deposit and an exit, or just before both.
    function testFuzz_NoGainIsSnipedInOneBlock(uint256 assets, uint256 gain, uint256 silence, uint256 kind, bool before) public {
        assets = within(assets, 1, 100 * MONEY);
        gain = within(gain, 1, MONEY);
        invest(MONEY, 20_000);
        setLimit(Limit.ForceDeallocatePenaltyBps, 200);
        pass(within(silence, 0, 10 * 365 days));
        if (before) deposit(BOB, assets);
        gainOfKind(kind % 4, gain);
        if (!before) deposit(BOB, assets);
        assertLe(redeem(BOB, vault.balanceOf(BOB)), assets, "taken out");
    }

    /// @dev Nor can who stays longer, and whatever the size of the deposit, take more than the greatest rate on it.
    function testFuzz_WhoStaysEarnsNoMoreThanTheRate(uint256 assets, uint256 gain, uint256 stay, uint256 kind) public {
        assets = within(assets, 1, 100 * MONEY);
        gain = within(gain, 1, MONEY);
        stay = within(stay, 0, 365 days);
        invest(MONEY, 2_000);
        setLimit(Limit.ForceDeallocatePenaltyBps, 200);
        pass(365 days);
        deposit(BOB, assets);
        gainOfKind(kind % 4, gain);
        pass(stay);
        assertLe(redeem(BOB, vault.balanceOf(BOB)), assets + (assets * stay) / (5 * 365 days) + 1, "taken out");
    }

    function gainOfKind(uint256 kind, uint256 gain) internal {
        if (kind == 0) adapter.gain(gain);
        if (kind == 1) contribute(gain);
        if (kind == 2) forceDeallocate(ALICE, address(adapter), MONEY / 2, 0);
        if (kind == 3) comeBack(gain);
    }

    /// @dev What was given up comes back.
    function comeBack(uint256 gain) internal {
        vault.accrue();
        CashAdapter lost = newAdapter();
        lost.gain(gain);
        VM.startPrank(CURATOR);
        vault.writeOff(address(lost));
        vault.recover(address(lost), type(uint256).max, 0);
        VM.stopPrank();
    }

    /* LOSSES */

    function testFuzz_LossesCountAtOnce(uint256 gain, uint256 seconds_, uint256 loss) public {
        invest(MONEY, 20_000);
        adapter.gain(within(gain, 0, MONEY));
        pass(within(seconds_, 0, 365 days));
        uint256 total = vault.totalAssets();
        adapter.lose(within(loss, 0, adapter.totalAssets()));
        uint256 gross = vault.grossAssets();
        assertEq(vault.totalAssets(), total < gross ? total : gross, "total");
    }

    /// @dev What waits takes the keeper's losses first, and only what is beyond it comes out of the price.
    function testFuzz_WhatWaitsAbsorbsTheKeepersLosses(uint256 waiting, uint256 allocated) public {
        LossyAdapter lossy = new LossyAdapter(address(vault), 100);
        addAdapter(address(lossy));
        invest(MONEY, 20_000);
        waiting = within(waiting, 0, MONEY / 100);
        adapter.gain(waiting);
        allocated = within(allocated, 10 ** 6, MONEY / 2);
        uint256 loss = allocated / 100;
        allocate(address(lossy), allocated);
        assertEq(vault.totalAssets(), loss > waiting ? MONEY + waiting - loss : MONEY, "total");
    }

    /// @dev A loss below what waits moves no price, and what comes back afterwards is released, not more.
    function testFuzz_WhatWaitsAbsorbsMarketLosses(uint256 waiting, uint256 loss) public {
        invest(MONEY, 20_000);
        waiting = within(waiting, 0, MONEY);
        loss = within(loss, 0, waiting);
        adapter.gain(waiting);
        adapter.lose(loss);
        assertEq(vault.totalAssets(), MONEY, "total");
        release();
        assertEq(vault.totalAssets(), MONEY + waiting - loss, "in the end");
    }

    /* VIEWS AND BOUNDS */

    /// @dev What the views say is what the next call writes, fees and closed vault included.
    function testFuzz_ViewsSayWhatTheNextCallDoes(uint256 gain, uint256 loss, uint256 seconds_, uint256[2] memory feesBps) public {
        invest(MONEY, 20_000);
        setFees(within(feesBps[0], 0, 500), within(feesBps[1], 0, 5_000));
        adapter.gain(within(gain, 0, MONEY));
        pass(within(seconds_, 0, 365 days));
        adapter.lose(within(loss, 0, adapter.totalAssets()));
        uint256[6] memory before = views();
        vault.accrue();
        uint256[6] memory afterwards = views();
        for (uint256 i = 0; i < 6; ++i) assertEq(afterwards[i], before[i], "view");
    }

    function views() internal view returns (uint256[6] memory) {
        return
            [
                vault.totalAssets(),
                vault.grossAssets(),
                vault.convertToAssets(10 ** 30),
                vault.convertToShares(10 ** 18),
                vault.maxDeposit(BOB),
                vault.maxWithdraw(ALICE)
            ];
    }

    /// @dev Accruing again and again within a block is accruing once.
    function testFuzz_AccruingTwiceIsAccruingOnce(uint256 gain, uint256 seconds_) public {
        invest(MONEY, 20_000);
        setFees(500, 5_000);
        adapter.gain(within(gain, 0, MONEY));
        pass(within(seconds_, 0, 365 days));
        vault.accrue();
        (uint256 total, uint256 supply) = (vault.totalAssets(), vault.totalSupply());
        vault.accrue();
        rebalance(new Move[](0));
        assertEq(vault.totalAssets(), total, "total");
        assertEq(vault.totalSupply(), supply, "supply");
    }

    /// @dev Adapters that claim more than the books can hold make nobody richer than that, and keep nobody from leaving.
    function test_BeyondTheBooksBoundExitsStayOpen() public {
        CashAdapter second = newAdapter();
        deposit(ALICE, 2 ** 103);
        adapter.gain(2 ** 103 + 2 ** 102);
        second.gain(2 ** 103 + 2 ** 102);
        pass(365 days);
        assertEq(vault.totalAssets(), type(uint104).max, "total");
        assertEq(vault.maxDeposit(BOB), 0, "maxDeposit");
        vault.accrue();
        uint256 most = vault.maxWithdraw(ALICE);
        assertNear(most, type(uint104).max, 3, 0, "maxWithdraw");
        withdraw(ALICE, most);
        assertEq(token.balanceOf(ALICE), most, "paid");
    }

    /// @dev A position that does not fit the books is no wealth.
    function test_BoastsAreNotCounted() public {
        BoastingAdapter boaster = new BoastingAdapter(address(vault));
        addAdapter(address(boaster));
        deposit(ALICE, MONEY);
        allocate(address(boaster), MONEY / 2);
        boaster.setBroken(true);
        pass(365 days);
        assertEq(vault.totalAssets(), MONEY, "total");
        assertEq(vault.grossAssets(), MONEY, "gross");
    }
}
