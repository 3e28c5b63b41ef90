// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {IVaultCore} from "../../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../../interfaces/IVaultSettings.sol";
import {Guard, Move} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {IVaultUnderTest} from "../base/IVaultUnderTest.sol";
import {MoodyAdapter} from "../mocks/MoodyAdapter.sol";
import {PooledAdapter} from "../mocks/PooledAdapter.sol";
import {SwappablePool} from "../mocks/markets/SwappablePool.sol";
import {HostileWorld} from "./HostileWorld.sol";

/// @title HostileKeeperHandler: a keeper that does whatever it likes, with a fortune twenty times the vault's
/// @notice What it tries may be refused, and is counted as that. Depositors come and go meanwhile.
contract HostileKeeperHandler is HostileWorld {
    uint256 private constant HAIRCUT_BPS = 5;
    uint256 private constant LEFT_BEHIND = 1e11;

    uint256 public refusals;

    /* PLANS */

    function rebalanceAnyhow(uint256 seed, uint256 size) external watched {
        attempt(anyPlan(seed, size), anyGuard(seed));
    }

    /// @dev Pushes a pool, has the vault move, and pushes back: by any amount.
    function sandwichAnyhow(uint256 seed, uint256 size, uint256 amount) external watched {
        SwappablePool pool = pools[seed % 2];
        bool assetIn = (seed >> 8) % 2 == 0;
        uint256 got = push(pool, assetIn, within(amount, 0, FORTUNE));
        attempt(anyPlan(seed, size), guard());
        push(pool, !assetIn, got);
    }

    /// @dev The same by the amount that uses up as much as may be lost, in either direction.
    function sandwichGreedily(uint256 which, uint256 way, uint256 amount, uint256 part) external watched {
        bool entering = way % 2 == 0;
        awaitCooldown();
        (SwappablePool pool, PooledAdapter adapter) = (pools[which % 2], PooledAdapter(sources[which % 2]));
        uint256 gross = vault.grossAssets();
        uint256 loss = (lossLeft(gross) * within(part, 50, 100)) / 100;
        uint256 most = Math.min(entering ? vault.idle() : adapter.totalAssets(), gross / 5);
        amount = within(amount, most / 2, most);
        // Without any push, it must not lose too much yet.
        while (lossOf(pool.assets(), pool.others(), entering, amount) > loss / 2) amount /= 2;
        if (amount == 0) return;
        uint256 before = fortune();
        uint256 pushed = greediestPush(pool, entering, amount, loss);
        uint256 got = push(pool, entering, pushed);
        attempt(oneMove(address(adapter), entering ? int256(amount) : -int256(amount)), guard());
        push(pool, !entering, got);
        uint256 afterwards = fortune();
        if (afterwards > before + 1e6) {
            won += afterwards - before;
            did("win");
        }
    }

    /* AS A DEPOSITOR */

    function enter(uint256 assets) external watched {
        assets = within(assets, 0, token.balanceOf(KEEPER));
        VM.prank(KEEPER);
        try vault.deposit(assets, KEEPER) {
            broughtIn += assets;
            expected.accrues = true;
            did("enter");
        } catch {
            ++refusals;
        }
    }

    function exit(uint256 assets, uint256 maxLossBps, uint256 pushed, uint256 way) external watched {
        bool assetIn = way % 2 == 0;
        SwappablePool pool = pools[maxLossBps % 2];
        uint256 got = push(pool, assetIn, pushed % 2 == 0 ? 0 : within(pushed, 0, FORTUNE));
        assets = within(assets, 0, vault.convertToAssets(vault.balanceOf(KEEPER)));
        maxLossBps = within(maxLossBps, 0, 2 * BPS);
        burnForMoney(abi.encodeWithSignature("withdraw(uint256,address,address,uint256)", assets, KEEPER, KEEPER, maxLossBps), "exit");
        push(pool, !assetIn, got);
    }

    function exitForShares(uint256 shares, uint256 maxLossBps, uint256 pushed, uint256 way) external watched {
        bool assetIn = way % 2 == 0;
        SwappablePool pool = pools[maxLossBps % 2];
        uint256 got = push(pool, assetIn, pushed % 2 == 0 ? 0 : within(pushed, 0, FORTUNE));
        shares = within(shares, 0, vault.balanceOf(KEEPER));
        maxLossBps = within(maxLossBps, 0, 2 * BPS);
        burnForMoney(
            abi.encodeWithSignature("redeem(uint256,address,address,uint256)", shares, KEEPER, KEEPER, maxLossBps),
            "exit for shares"
        );
        push(pool, !assetIn, got);
    }

    function force(uint256 which, uint256 assets, uint256 maxLossBps, uint256 pushed) external watched {
        IAdapter adapter = IAdapter(sources[which % 4]);
        SwappablePool pool = pools[which % 2];
        bool assetIn = maxLossBps % 2 == 0;
        uint256 got = push(pool, assetIn, pushed % 2 == 0 ? 0 : within(pushed, 0, FORTUNE));
        maxLossBps = within(maxLossBps, 0, 2 * BPS);
        assets = within(assets, 0, adapter.totalAssets());
        // The penalty benefits all others.
        expected.gift = (assets * limitOf(Limit.ForceDeallocatePenaltyBps)) / BPS + 2;
        burnForMoney(abi.encodeCall(IVaultCore.forceDeallocate, (address(adapter), assets, KEEPER, maxLossBps)), "force");
        push(pool, !assetIn, got);
    }

    /* AS ANYBODY */

    function swap(uint256 which, uint256 way, uint256 amount) external watched {
        if (push(pools[which % 2], way % 2 == 0, within(amount, 0, FORTUNE)) != 0) did("swap");
    }

    /// @dev To the vault, to an adapter, to an adapter as shares of its pool, or to all shareholders.
    function give(uint256 where, uint256 assets) external watched {
        assets = within(assets, 0, Math.min(1e11, token.balanceOf(KEEPER)));
        VM.startPrank(KEEPER);
        where %= 7;
        if (where == 6) {
            broughtIn += assets;
            expected.accrues = true;
            vault.contribute(assets);
        } else if (where > 3) {
            pools[where - 4].give(sources[where - 4], pools[where - 4].join(assets));
        } else {
            // To the vault in place of the last.
            if (where == 3) donated += assets;
            token.transfer(where == 3 ? address(vault) : sources[where], assets);
        }
        VM.stopPrank();
        did("give");
    }

    function grab(uint256 what, uint256 amount) external watched {
        bytes[14] memory calls_ = [
            abi.encodeCall(IVaultSettings.setLimit, (Limit(amount % 15), 0)),
            abi.encodeCall(IVaultSettings.setCaps, (sources[amount % 4], amount % 1e13, amount % BPS)),
            abi.encodeCall(IVaultSettings.addAdapter, (KEEPER, amount % 1e13, amount % BPS)),
            abi.encodeCall(IVaultSettings.removeAdapter, (sources[amount % 4])),
            abi.encodeCall(IVaultSettings.writeOff, (sources[amount % 4])),
            abi.encodeCall(IVaultCore.recover, (sources[amount % 4], amount, BPS)),
            abi.encodeCall(IVaultSettings.setWithdrawalQueue, (sources)),
            abi.encodeCall(IVaultSettings.setFeeRecipient, (KEEPER)),
            abi.encodeCall(IAccessControl.grantRole, (bytes32(amount), KEEPER)),
            abi.encodeCall(IVaultUnderTest.submit, (abi.encode(amount))),
            abi.encodeCall(IVaultUnderTest.revoke, (abi.encode(amount))),
            abi.encodeCall(IVaultSettings.reset, ()),
            abi.encodeWithSignature("allocate(uint256)", amount),
            abi.encodeWithSignature("deallocate(uint256,uint256)", amount, BPS)
        ];
        what %= 14;
        VM.prank(KEEPER);
        (bool success, ) = (what < 12 ? address(vault) : sources[amount % 4]).call(calls_[what]);
        assertTrue(!success, "not the keeper's");
        did("be kept from it");
    }

    /* MEANWHILE */

    function wait(uint256 ticks) external watched {
        pass(within(ticks, 1, ticks % 4 == 0 ? 60 : 6) * TICK);
        did("wait");
    }

    function earn(uint256 which, uint256 assets) external watched {
        MoodyAdapter source = MoodyAdapter(sources[2 + (which % 2)]);
        if (source.position() == 0) return;
        expected.sourcesRise = true;
        assets = within(assets, 0, 1e9);
        earned += assets;
        source.gain(assets);
        did("earn");
    }

    function comeAndGo(uint256 who, uint256 way, uint256 assets) external watched {
        bool coming = way % 2 == 0;
        address user = who % 2 == 0 ? ALICE : BOB;
        expected.accrues = true;
        if (coming) {
            bring(user, within(assets, 0, Math.min(1e12, vault.maxDeposit(user))));
        } else {
            uint256 most = vault.maxWithdraw(user);
            if (user == ALICE) most = most > LEFT_BEHIND ? most - LEFT_BEHIND : 0;
            assets = within(assets, 0, most);
            withdraw(user, assets);
            paidTo[user] += assets;
            takenOut += assets;
        }
        did(coming ? bytes32("come") : bytes32("go"));
    }

    /* INTERNAL: attempts */

    function attempt(Move[] memory moves, Guard memory guard_) private {
        uint256 grossBefore = vault.grossAssets();
        notePeak(grossBefore);
        VM.prank(KEEPER);
        try vault.rebalance(moves, guard_) {
            (expected.accrues, expected.movesNonce) = (true, true);
            did(noteLoss(moves, grossBefore) > ROUNDING_PER_MOVE * moves.length ? bytes32("rebalance at a loss") : bytes32("rebalance"));
        } catch {
            ++refusals;
        }
    }

    /// @dev Whatever is paid for shares, what counts is what they were worth.
    function burnForMoney(bytes memory data, bytes32 deed) private {
        uint256 before = token.balanceOf(KEEPER);
        uint256 shares = vault.balanceOf(KEEPER);
        uint256 worth = vault.convertToAssets(shares);
        VM.prank(KEEPER);
        (bool success, ) = address(vault).call(data);
        if (!success) {
            delete expected.gift;
            ++refusals;
            return;
        }
        expected.accrues = true;
        uint256 burned = shares - vault.balanceOf(KEEPER);
        if (shares != 0) takenOut += Math.mulDiv(worth, burned, shares);
        paidTo[KEEPER] += token.balanceOf(KEEPER) - before;
        did(deed);
    }

    function push(SwappablePool pool, bool assetIn, uint256 amount) private returns (uint256 got) {
        amount = Math.min(amount, (assetIn ? token : other).balanceOf(KEEPER));
        if (amount == 0) return 0;
        VM.prank(KEEPER);
        return pool.swap(assetIn, amount);
    }

    function awaitCooldown() private {
        (uint256 lastAt, , ) = vault.usage();
        if (block.timestamp < lastAt + TICK) pass(lastAt + TICK - block.timestamp);
    }

    /* INTERNAL: what to attempt */

    function anyGuard(uint256 seed) private view returns (Guard memory guard_) {
        guard_ = guard();
        if (seed % 16 == 0) guard_.stateNonce = uint64(seed >> 16);
        if (seed % 16 == 1) guard_.deadline = uint64(seed >> 16);
        if (seed % 16 == 2) guard_.minTotalAssets = seed;
    }

    /// @dev Mostly out of one adapter and into another; now and then nonsense.
    function anyPlan(uint256 seed, uint256 size) private view returns (Move[] memory moves) {
        bool sane = seed % 3 != 0;
        moves = new Move[](sane ? 2 : size % 5);
        for (uint256 i = 0; i < moves.length; ++i) {
            uint256 own = uint256(keccak256(abi.encode(seed, size, i)));
            moves[i] = Move(anyTarget(own, sane), anyAmount(own >> 8, sane ? i : own % 8));
        }
    }

    function anyTarget(uint256 seed, bool sane) private view returns (address) {
        seed %= sane ? 4 : 16;
        if (seed == 4) return address(vault);
        if (seed == 5) return address(pools[0]);
        if (seed == 6) return KEEPER;
        if (seed == 7) return address(0);
        return sources[seed % 4];
    }

    function anyAmount(uint256 seed, uint256 kind) private view returns (int256) {
        uint256 gross = vault.grossAssets();
        if (kind == 0) return -int256(seed % (gross / 8 + 1)) - 1;
        if (kind == 1) return int256(seed % (gross / 4 + 1)) + 1;
        if (kind == 2) return int256(seed % 4) - 2;
        if (kind == 3) return type(int256).min;
        if (kind == 4) return type(int256).max;
        return int256(seed) >> (seed % 256);
    }

    function lossLeft(uint256 gross) private view returns (uint256) {
        (, , uint256 usedMillionths) = vault.usage();
        uint256 dailyMillionths = limitOf(Limit.DailyLossBps) * 100;
        uint256 leftMillionths = dailyMillionths > usedMillionths ? dailyMillionths - usedMillionths : 0;
        return Math.min((gross * limitOf(Limit.RebalanceLossBps)) / BPS, (gross * leftMillionths) / 1e6);
    }

    /// @dev The largest push for which the vault loses no more than `loss`, by bisection.
    function greediestPush(SwappablePool pool, bool entering, uint256 amount, uint256 loss) private view returns (uint256 least) {
        (uint256 assets, uint256 others) = (pool.assets(), pool.others());
        uint256 most = FORTUNE;
        while (most - least > most / 1e4 + 1) {
            uint256 middle = (least + most) / 2;
            uint256 pushed = entering ? assets + middle : (assets * others) / (others + middle);
            bool affordable = lossOf(pushed, (assets * others) / pushed, entering, amount) <= loss;
            if (affordable) least = middle;
            else most = middle;
        }
    }

    /// @dev What the mark loses when this much enters or leaves a pool with these balances.
    function lossOf(uint256 assets, uint256 others, bool entering, uint256 amount) private pure returns (uint256) {
        if (!entering && amount >= assets) return type(uint256).max;
        uint256 rootBefore = Math.sqrt(assets * others * 1e12);
        uint256 rootAfter = Math.sqrt((entering ? assets + amount : assets - amount) * others * 1e12);
        uint256 moved = (2 * (entering ? rootAfter - rootBefore : rootBefore - rootAfter)) / 1e6;
        uint256 mark = (moved * (BPS - HAIRCUT_BPS)) / BPS;
        if (entering) return amount > mark ? amount - mark : 0;
        return mark > amount ? mark - amount : 0;
    }
}
