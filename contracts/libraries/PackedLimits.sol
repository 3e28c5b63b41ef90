// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The vault's numeric limits, in the order they are stored. `Bps` are basis points, of total assets where nothing else is said.
enum Limit {
    /// Least that an allocation must leave idle.
    IdleFloorBps,
    /// Most that one rebalance may lose.
    RebalanceLossBps,
    /// Most that all rebalances of any 24 hours may lose together.
    DailyLossBps,
    /// Most that one rebalance may allocate.
    RebalanceTurnoverBps,
    /// Most that all rebalances of any 24 hours may allocate together.
    DailyTurnoverBps,
    /// Least time between a rebalance and the next one that allocates.
    CooldownSeconds,
    /// Fastest the share price may rise, simple, a year.
    GrowthBpsPerYear,
    /// A fall of the share price from one accrual to the next beyond which the vault only reduces risk.
    PriceFallBps,
    /// The same for all falls of any 24 hours together.
    DailyPriceFallBps,
    /// Net withdrawals within about a day beyond which the vault only reduces risk; 10,000 or more: never.
    DailyOutflowBps,
    /// Charged on total assets, a year.
    ManagementFeeBps,
    /// Charged on what the share price gains above its high-water mark.
    PerformanceFeeBps,
    /// What forcing an adapter to pay costs whoever forces it, of the amount.
    ForceDeallocatePenaltyBps,
    /// How long after a breaker tripped the owner may reset it.
    ResetDelayHours,
    /// How long a change that raises risk is visible before it can be made.
    TimelockHours
}

/// @title PackedLimits: numbers of sixteen bits in one storage slot
/// @notice One read brings all of a vault's limits.
library PackedLimits {
    uint256 internal constant COUNT = 15;

    uint256 private constant BITS = 16;
    uint256 private constant MASK = type(uint16).max;

    /// Bit i is set where a higher value of limit i is the safer one.
    uint256 private constant SAFER_WHEN_HIGHER =
        (1 << uint8(Limit.IdleFloorBps)) |
            (1 << uint8(Limit.CooldownSeconds)) |
            (1 << uint8(Limit.ResetDelayHours)) |
            (1 << uint8(Limit.TimelockHours));

    /// What each limit can never exceed, packed like the limits.
    uint256 private constant CEILINGS =
        (10_000 << (BITS * uint8(Limit.IdleFloorBps))) |
            (100 << (BITS * uint8(Limit.RebalanceLossBps))) |
            (500 << (BITS * uint8(Limit.DailyLossBps))) |
            (10_000 << (BITS * uint8(Limit.RebalanceTurnoverBps))) |
            (60_000 << (BITS * uint8(Limit.DailyTurnoverBps))) |
            (43_200 << (BITS * uint8(Limit.CooldownSeconds))) |
            (20_000 << (BITS * uint8(Limit.GrowthBpsPerYear))) |
            (1_000 << (BITS * uint8(Limit.PriceFallBps))) |
            (2_000 << (BITS * uint8(Limit.DailyPriceFallBps))) |
            (10_000 << (BITS * uint8(Limit.DailyOutflowBps))) |
            (500 << (BITS * uint8(Limit.ManagementFeeBps))) |
            (5_000 << (BITS * uint8(Limit.PerformanceFeeBps))) |
            (200 << (BITS * uint8(Limit.ForceDeallocatePenaltyBps))) |
            (720 << (BITS * uint8(Limit.ResetDelayHours))) |
            (720 << (BITS * uint8(Limit.TimelockHours)));

    /// @notice The value is beyond what this limit can ever be.
    error LimitOutOfRange(Limit limit, uint256 value, uint256 ceiling);

    /// @notice The value of one limit.
    function get(uint256 limits, Limit limit) internal pure returns (uint256) {
        return (limits >> (BITS * uint8(limit))) & MASK;
    }

    /// @notice The limits with one of them changed.
    function set(uint256 limits, Limit limit, uint256 value) internal pure returns (uint256) {
        uint256 ceiling = get(CEILINGS, limit);
        if (value > ceiling) revert LimitOutOfRange(limit, value, ceiling);
        uint256 shift = BITS * uint8(limit);
        return (limits & ~(MASK << shift)) | (value << shift);
    }

    /// @notice Whether changing this limit from one value to another raises risk.
    function raisesRisk(Limit limit, uint256 from, uint256 to) internal pure returns (bool) {
        return (SAFER_WHEN_HIGHER >> uint8(limit)) & 1 == 1 ? to < from : to > from;
    }
}
