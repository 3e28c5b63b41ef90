// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Something used up at one time.
struct Use {
    uint256 time;
    uint256 amount;
}

/// @title DailyUse: what was used within the last 24 hours, from a plain list of every use
/// @notice The reference for the vault's `RollingWindow`, which has six numbers instead.
library DailyUse {
    function add(Use[] storage uses, uint256 amount) internal {
        uses.push(Use(block.timestamp, amount));
    }

    /// @dev Both ends of the 24 hours count.
    function sum(Use[] storage uses) internal view returns (uint256 total) {
        for (uint256 i = uses.length; i > 0 && uses[i - 1].time + 1 days >= block.timestamp; --i) total += uses[i - 1].amount;
    }
}
