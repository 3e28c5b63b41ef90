// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Limit} from "../../libraries/PackedLimits.sol";
import {MoodyAdapter} from "../mocks/MoodyAdapter.sol";
import {HonestWorld} from "./HonestWorld.sol";

/// @title DepositorActions: all that depositors, and whoever gives money away, can do
abstract contract DepositorActions is HonestWorld {
    uint256 private constant LEAST_AT_A_LOSS = 1e6;

    /* ENTRY */

    function depositSome(uint256 who, uint256 assets) external watched {
        expected.accrues = true;
        address user = person(who);
        assets = within(assets, 0, least(vault.maxDeposit(user), MOST));
        deposit(user, assets);
        if (assets != 0) did("deposit");
    }

    function mintSome(uint256 who, uint256 shares) external watched {
        expected.accrues = true;
        address user = person(who);
        shares = within(shares, 0, least(vault.maxMint(user), vault.convertToShares(MOST)));
        uint256 assets = vault.previewMint(shares);
        token.mint(user, assets);
        VM.startPrank(user);
        token.approve(address(vault), assets);
        assertEq(vault.mint(shares, user), assets, "price of a mint");
        VM.stopPrank();
        if (shares != 0) did("mint");
    }

    /* EXIT */

    function withdrawSome(uint256 who, uint256 assets, uint256 sender) external watched {
        expected.accrues = true;
        address user = person(who);
        assets = part(assets, vault.maxWithdraw(user));
        prankFor(user, person(sender), vault.previewWithdraw(assets));
        vault.withdraw(assets, user, user);
        paidTo[user] += assets;
        if (assets != 0) did("withdraw");
    }

    function redeemSome(uint256 who, uint256 shares, uint256 sender) external watched {
        expected.accrues = true;
        address user = person(who);
        shares = part(shares, vault.maxRedeem(user));
        uint256 assets = vault.previewRedeem(shares);
        prankFor(user, person(sender), shares);
        assertEq(vault.redeem(shares, user, user), assets, "price of shares");
        paidTo[user] += assets;
        if (assets != 0) did("redeem");
    }

    function withdrawAtALoss(uint256 who, uint256 assets, uint256 maxLossBps) external watched {
        address user = person(who);
        maxLossBps = acceptable(maxLossBps);
        uint256 most = least(liquid(maxLossBps), vault.convertToAssets(vault.balanceOf(user)));
        if (most < LEAST_AT_A_LOSS) return;
        expected.accrues = true;
        assets = within(assets, LEAST_AT_A_LOSS, most);
        uint256 before = token.balanceOf(user);
        VM.prank(user);
        vault.withdraw(assets, user, user, maxLossBps);
        notePaid(user, token.balanceOf(user) - before, assets, maxLossBps);
    }

    function redeemAtALoss(uint256 who, uint256 shares, uint256 maxLossBps) external watched {
        address user = person(who);
        maxLossBps = acceptable(maxLossBps);
        uint256 balance = vault.balanceOf(user);
        uint256 most = least(balance, vault.convertToShares(liquid(maxLossBps)));
        if (vault.convertToAssets(most) <= LEAST_AT_A_LOSS) return;
        expected.accrues = true;
        shares = within(shares, vault.previewWithdraw(LEAST_AT_A_LOSS), most);
        uint256 assets = vault.previewRedeem(shares);
        VM.prank(user);
        notePaid(user, vault.redeem(shares, user, user, maxLossBps), assets, maxLossBps);
    }

    /// @dev Shares are burned for what leaving and the penalty cost, which benefits all others.
    function forceSome(uint256 who, uint256 which, uint256 assets, uint256 maxLossBps) external watched {
        (address user, MoodyAdapter adapter) = (person(who), queued(which));
        if (address(adapter) == address(0)) return;
        maxLossBps = acceptable(maxLossBps);
        uint256 theirs = vault.convertToAssets(vault.balanceOf(user));
        // The penalty is at most 2 %, the charge at most half a percent.
        uint256 most = least(adapter.withdrawable(adapter.silent() ? 0 : maxLossBps), saturatingSub(theirs, 4) * 35);
        if (most == 0) return;
        expected.accrues = true;
        assets = within(assets, 1, most);
        uint256 grossBefore = vault.grossAssets();
        uint256 idleBefore = vault.idle();
        uint256 worth = vault.convertToAssets(1e30);
        VM.prank(user);
        uint256 shares = vault.forceDeallocate(address(adapter), assets, user, maxLossBps);
        assertEq(vault.idle(), idleBefore + assets, "forced money is idle");
        uint256 penalty = (assets * limitOf(Limit.ForceDeallocatePenaltyBps) + BPS - 1) / BPS;
        uint256 cost = saturatingSub(grossBefore, vault.grossAssets()) + penalty;
        assertLe(cost, (shares * worth) / 1e30 + 1, "whoever forces pays for it");
        expected.gift = penalty + 1;
        did("force");
    }

    /* GIFTS */

    /// @dev To the vault's shareholders, or to nobody: to the vault or a source uninvited.
    function give(uint256 who, uint256 where, uint256 assets) external watched {
        assets = within(assets, 1, MOST / 100);
        if (where % 3 == 0) return contribute(person(who), assets);
        if (where % 3 == 1) donated += assets;
        token.mint(where % 3 == 1 ? address(vault) : address(anySource(who)), assets);
        did("donate");
    }

    function transferSome(uint256 who, uint256 shares, uint256 receiver) external watched {
        address user = person(who);
        shares = part(shares, vault.balanceOf(user));
        VM.prank(user);
        vault.transfer(person(receiver), shares);
        if (shares != 0) did("transfer");
    }

    /* NOTHING IS DONE, and what could be done is rehearsed */

    function rehearseAll(uint256 seed) external watched {
        rehearseExits(seed);
        rehearseEntries(seed);
        did("rehearse");
    }

    /* INTERNAL */

    /// @dev The next call is the owner's, or that of somebody approved for just this.
    function prankFor(address user, address sender, uint256 shares) private {
        if (sender != user) {
            VM.prank(user);
            vault.approve(sender, shares);
        }
        VM.prank(sender);
    }

    function contribute(address user, uint256 assets) private {
        expected.accrues = true;
        token.mint(user, assets);
        VM.startPrank(user);
        token.approve(address(vault), assets);
        vault.contribute(assets);
        VM.stopPrank();
        did("contribute");
    }

    function notePaid(address user, uint256 paid, uint256 assets, uint256 maxLossBps) private {
        assertLe(paid, assets, "paid no more than asked");
        assertLe((assets * (BPS - maxLossBps)) / BPS, paid, "paid no less than accepted");
        paidTo[user] += paid;
        did(paid == assets ? bytes32("leave without loss") : bytes32("leave at a loss"));
    }

    function acceptable(uint256 maxLossBps) private pure returns (uint256) {
        return within(maxLossBps, 2 * MAX_CHARGE_BPS + 20, 10 * MAX_CHARGE_BPS);
    }

    function liquid(uint256 maxLossBps) private view returns (uint256 assets) {
        assets = vault.idle();
        address[] memory queue = vault.adapters();
        for (uint256 i = 0; i < queue.length; ++i) {
            assets += MoodyAdapter(queue[i]).withdrawable(MoodyAdapter(queue[i]).silent() ? 0 : maxLossBps);
        }
    }
}
