// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What has been lost and not yet been forgotten.
/// @param spentWad Part of a position, in WAD, as of `updatedAt`.
/// @param updatedAt Unix seconds.
struct LossRecord {
    uint128 spentWad;
    uint64 updatedAt;
}

/// @title LossBudget: bounds what may be lost in any 24 hours
/// @notice A bucket that holds half the daily limit and refills by as much in a day, so that no 24 hours, wherever they begin, can lose more
/// than the limit: half from a full bucket and half from what flows in.
library LossBudget {
    using Math for uint256;
    using SafeCast for uint256;

    /// @notice The loss is more than what is left of the daily limit.
    error LossBudgetExceeded(uint256 lossWad, uint256 leftWad);

    /// @notice Books a loss, as a part of the position in WAD, or reverts.
    function spend(LossRecord storage record, uint256 lossWad, uint256 dailyLimitWad) internal {
        uint256 capacity = dailyLimitWad / 2;
        uint256 refilled = capacity.mulDiv(block.timestamp - record.updatedAt, 1 days);
        uint256 spent = uint256(record.spentWad).saturatingSub(refilled);
        if (lossWad > capacity - spent) revert LossBudgetExceeded(lossWad, capacity - spent);
        record.spentWad = (spent + lossWad).toUint128();
        record.updatedAt = block.timestamp.toUint64();
    }
}
