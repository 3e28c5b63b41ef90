// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Move} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {MoodyAdapter} from "../mocks/MoodyAdapter.sol";
import {PooledAdapter} from "../mocks/PooledAdapter.sol";
import {Token} from "../mocks/Token.sol";
import {SwappablePool} from "../mocks/markets/SwappablePool.sol";
import {PriceWatch} from "./PriceWatch.sol";

/// @notice The extremes of one time.
/// @param time When.
/// @param price Highest share price.
/// @param value Most that was in the vault or paid to depositors, less what they and the sources brought.
/// @param gross Most gross assets.
/// @param reach Least that the keeper had, and with it what the vault had that neither marks nor price counted.
/// @param rounding Units that rounding may have cost until then.
struct Moment {
    uint64 time;
    uint192 price;
    int128 value;
    uint128 gross;
    int128 reach;
    uint128 rounding;
}

/// @title HostileWorld: a vault on two pools that its keeper can push and two quiet sources, and what the keeper may have done to it at most
/// @notice Compares each moment with every one of the 24 hours before it. Time passes by the half hour, so that these are few.
abstract contract HostileWorld is PriceWatch {
    uint256 internal constant TICK = 30 minutes;
    uint256 internal constant FORTUNE = 3e13;
    uint256 private constant POOL_SIZE = 5e12;
    uint256 private constant DAILY_LOSS_BPS = 30;
    uint256 private constant ROUNDING_PER_ACTION = 16;

    Token internal other;
    SwappablePool[2] internal pools;

    /// What depositors brought, and what the shares they burned were worth.
    uint256 internal broughtIn;
    uint256 internal takenOut;
    uint256 internal earned;
    /// What the keeper won with single attacks.
    uint256 public won;

    uint256 private _roundings;
    uint256 private _peakGross;
    Moment[] private _moments;

    constructor() {
        setUpVault(limits());
        other = new Token(6);
        people = [ALICE, BOB, KEEPER];
        for (uint256 i = 0; i < 2; ++i) {
            pools[i] = new SwappablePool(token, other, POOL_SIZE);
            sources.push(address(new PooledAdapter(address(vault), risksOf("pools"), pools[i])));
        }
        for (uint256 i = 0; i < 2; ++i) sources.push(address(new MoodyAdapter(address(vault), risksOf("purses"))));
        for (uint256 i = 0; i < 4; ++i) addAdapter(sources[i]);
        VM.startPrank(CURATOR);
        vault.setLimit(Limit.TimelockHours, 24);
        for (uint256 i = 0; i < 2; ++i) vault.setCaps(sources[i], 1e13, 4_000);
        vault.setRiskCaps(risksOf("pools")[0], NO_CAP, 6_000);
        VM.stopPrank();
        VM.startPrank(KEEPER);
        token.mint(KEEPER, FORTUNE);
        other.mint(KEEPER, FORTUNE);
        for (uint256 i = 0; i < 2; ++i) {
            token.approve(address(pools[i]), type(uint256).max);
            other.approve(address(pools[i]), type(uint256).max);
        }
        token.approve(address(vault), type(uint256).max);
        VM.stopPrank();
        bring(ALICE, 1e12);
        bring(BOB, 5e11);
        startWatching();
        (Moment memory first, ) = look();
        noteMoment(first);
    }

    function bring(address user, uint256 assets) internal {
        broughtIn += assets;
        deposit(user, assets);
    }

    function limits() private pure returns (uint16[] memory limits_) {
        limits_ = looseLimits();
        limits_[uint8(Limit.IdleFloorBps)] = 200;
        limits_[uint8(Limit.RebalanceLossBps)] = 10;
        limits_[uint8(Limit.DailyLossBps)] = uint16(DAILY_LOSS_BPS);
        limits_[uint8(Limit.RebalanceTurnoverBps)] = 3_000;
        limits_[uint8(Limit.DailyTurnoverBps)] = 15_000;
        limits_[uint8(Limit.CooldownSeconds)] = uint16(TICK);
        limits_[uint8(Limit.GrowthBpsPerYear)] = 2_000;
        limits_[uint8(Limit.ForceDeallocatePenaltyBps)] = 2;
    }

    function risksOf(string memory name) private pure returns (bytes32[] memory ids) {
        ids = new bytes32[](1);
        ids[0] = keccak256(bytes(name));
    }

    function getVault() external view returns (address) {
        return address(vault);
    }

    /* WHAT THE KEEPER HAS, AND WHAT IT COULD STILL GET AT */

    /// @dev Its coins, its shares, and what it will get for bringing the pools back into balance.
    function fortune() public view returns (uint256) {
        return fortuneAt(price());
    }

    function fortuneAt(uint256 price_) private view returns (uint256) {
        uint256 coins = token.balanceOf(KEEPER) + other.balanceOf(KEEPER) + pools[0].prize() + pools[1].prize();
        return coins + (vault.balanceOf(KEEPER) * price_) / SHARES;
    }

    /* 24 HOURS */

    /// @dev Gross assets may be greatest in the middle of an action.
    function notePeak(uint256 gross) internal {
        if (gross > _peakGross) _peakGross = gross;
    }

    function afterAction() internal override {
        _roundings += ROUNDING_PER_ACTION;
        (Moment memory present, uint256 uncounted) = look();
        // Extremes of the present time count as well.
        noteMoment(present);
        uint256 gross = 0;
        for (uint256 i = _moments.length; i > 0; --i) {
            Moment memory past = _moments[i - 1];
            if (past.time + 1 days < block.timestamp) break;
            if (past.gross > gross) gross = past.gross;
            uint256 rounding_ = present.rounding - past.rounding + ROUNDING_PER_ACTION;
            int256 most = int256((gross * DAILY_LOSS_BPS) / BPS + rounding_);
            uint256 leastPrice = past.price - (uint256(past.price) * DAILY_LOSS_BPS) / BPS;
            if (present.price < leastPrice) assertLe(leastPrice, present.price + perShare(rounding_), "the price falls by a day's budget");
            assertTrue(past.value - most <= present.value, "the vault loses a day's budget");
            assertTrue(present.reach - int256(uncounted) <= past.reach + most, "the keeper wins a day's budget");
        }
    }

    function look() private returns (Moment memory present, uint256 uncounted) {
        uint256 gross = vault.grossAssets();
        notePeak(gross);
        // Gains that wait, and what the marks leave out.
        uncounted = gross - vault.totalAssets() + PooledAdapter(sources[0]).haircut() + PooledAdapter(sources[1]).haircut();
        present.time = uint64(block.timestamp);
        present.price = uint192(lastPrice);
        present.value = int128(int256(gross + takenOut) - int256(broughtIn + earned));
        present.gross = uint128(_peakGross);
        present.reach = int128(int256(fortuneAt(lastPrice) + uncounted));
        present.rounding = uint128(_roundings);
        _peakGross = 0;
    }

    function noteMoment(Moment memory present) private {
        uint256 length = _moments.length;
        if (length == 0 || _moments[length - 1].time != block.timestamp) {
            _moments.push(present);
            return;
        }
        Moment storage merged = _moments[length - 1];
        if (present.price > merged.price) merged.price = present.price;
        if (present.value > merged.value) merged.value = present.value;
        if (present.gross > merged.gross) merged.gross = present.gross;
        if (present.reach < merged.reach) merged.reach = present.reach;
    }

    function rounding() internal pure override returns (uint256) {
        return ROUNDING_PER_ACTION;
    }

    function toMarket(address adapter) internal view override returns (uint256) {
        bool pooled = adapter == sources[0] || adapter == sources[1];
        return ledger.moved(adapter, pooled ? PooledAdapter(adapter).source() : address(0));
    }

    function noteLoss(Move[] memory moves, uint256 grossBefore) internal returns (uint256 loss) {
        loss = noteRebalance(moves, grossBefore);
        if (loss != 0) expected.lostParts = (loss * PARTS) / grossBefore + 1;
        _roundings += ROUNDING_PER_MOVE * moves.length;
    }
}
