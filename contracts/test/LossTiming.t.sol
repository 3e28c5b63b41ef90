// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title A loss is borne by those who were there when it showed, whoever calls first
contract LossTimingTest is PriceFixture {
    uint256 private constant MONEY = 10 ** 15;

    CashAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
    }

    /// @dev Small enough not to close the vault.
    function lose(uint256 loss) internal returns (uint256) {
        loss = within(loss, 0, vault.totalAssets() / 10);
        adapter.lose(loss);
        return loss;
    }

    function testFuzz_BorneByWhoWasThere(uint256 first, uint256 second, uint256 loss, bool noticed) public {
        (first, second) = (within(first, 10, MONEY), within(second, 1, MONEY));
        deposit(ALICE, first);
        allocate(address(adapter), first);
        loss = lose(loss);
        if (noticed) vault.accrue();
        deposit(BOB, second);
        assertNear(worth(ALICE), first - loss, 1, 0, "who was there");
        assertNear(worth(BOB), second, 1, 0, "who came after");
    }

    /// @dev Two losses and a depositor between them: each loss is shared among those of its time, by their holdings.
    function testFuzz_EachLossAmongThoseOfItsTime(uint256[2] memory assets, uint256[2] memory losses, uint256 seconds_) public {
        assets = [within(assets[0], 1_000, MONEY), within(assets[1], 1_000, MONEY)];
        deposit(ALICE, assets[0]);
        allocate(address(adapter), assets[0]);
        uint256 alices = assets[0] - lose(losses[0]);
        deposit(BOB, assets[1]);
        allocate(address(adapter), assets[1]);
        pass(within(seconds_, 2 days, 365 days));
        uint256 total = vault.totalAssets();
        uint256 left = total - lose(losses[1]);
        assertNear(worth(ALICE), (alices * left) / total, 2, 1, "first");
        assertNear(worth(BOB), (assets[1] * left) / total, 2, 1, "second");
    }

    /// @dev Who leaves after the loss showed leaves with it: nothing is had by being the first to call.
    function testFuzz_NobodyLeavesAtTheOldPrice(uint256[2] memory assets, uint256 loss, bool byShares) public {
        assets = [within(assets[0], 1_000, MONEY), within(assets[1], 1_000, MONEY)];
        uint256 total = assets[0] + assets[1];
        deposit(ALICE, assets[0]);
        deposit(BOB, assets[1]);
        allocate(address(adapter), total);
        loss = within(loss, 0, total);
        adapter.lose(loss);
        uint256 fair = (assets[0] * (total - loss)) / total;
        if (byShares) {
            redeem(ALICE, vault.balanceOf(ALICE));
        } else {
            uint256 most = vault.maxWithdraw(ALICE);
            withdraw(ALICE, most);
        }
        assertNear(token.balanceOf(ALICE), fair, 2, 1, "first to leave");
        assertNear(redeem(BOB, vault.balanceOf(BOB)), total - loss - fair, 3, 1, "last to leave");
    }

    /// @dev A loss deep enough to close the vault closes it to the very deposit that would notice it.
    function testFuzz_NobodyEntersAfterADeepLoss(uint256 assets, uint256 loss) public {
        deposit(ALICE, MONEY);
        allocate(address(adapter), MONEY);
        adapter.lose(within(loss, MONEY / 10 + MONEY / 10 ** 6, MONEY));
        assertEq(vault.maxDeposit(BOB), 0, "maxDeposit");
        assertEq(vault.maxMint(BOB), 0, "maxMint");
        assets = within(assets, 1, MONEY);
        token.mint(BOB, assets);
        VM.startPrank(BOB);
        token.approve(address(vault), assets);
        VM.expectRevert();
        vault.deposit(assets, BOB);
        uint256 shares = vault.previewDeposit(assets);
        VM.expectRevert();
        vault.mint(shares, BOB);
    }

    /// @dev A gain on paper that is lost again before it was released was never anybody's.
    function testFuzz_WhatWasNotReleasedIsNobodysLoss(uint256 gain, uint256 assets) public {
        deposit(ALICE, MONEY);
        allocate(address(adapter), MONEY);
        gain = within(gain, 0, MONEY);
        adapter.gain(gain);
        assets = within(assets, 1, MONEY);
        deposit(BOB, assets);
        adapter.lose(gain);
        assertNear(worth(ALICE), MONEY, 1, 0, "who was there");
        assertNear(worth(BOB), assets, 1, 0, "who came");
    }
}
