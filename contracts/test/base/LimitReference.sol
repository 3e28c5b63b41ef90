// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Limit} from "../../libraries/PackedLimits.sol";

/// @title LimitReference: what is promised of the limits, written down a second time
library LimitReference {
    uint8 internal constant COUNT = 15;

    function ceilingOf(Limit limit) internal pure returns (uint256) {
        uint16[15] memory ceilings = [
            10_000,
            100,
            500,
            10_000,
            60_000,
            12 hours,
            20_000,
            1_000,
            2_000,
            10_000,
            500,
            5_000,
            200,
            30 * 24,
            30 * 24
        ];
        return ceilings[uint8(limit)];
    }

    /// @dev An idle floor, a cooldown, a delay and a timelock protect more the greater they are; everything else allows more.
    function isSaferWhenHigher(Limit limit) internal pure returns (bool) {
        return
            limit == Limit.IdleFloorBps || limit == Limit.CooldownSeconds || limit == Limit.ResetDelayHours || limit == Limit.TimelockHours;
    }
}
