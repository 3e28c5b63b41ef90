// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title RollingWindow: what was used within any 24 hours, in three quarters of a storage slot
/// @notice Six buckets of 32 bits, the newest in the lowest bits, each for a fifth of a day. Any 24 hours touch at most six buckets, so the sum
/// of all six is never less than what any 24 hours that end now used: no boundary lets more through. Use is forgotten after 24 to 28.8 hours.
/// A bucket may be split into lanes, counters of fewer bits; callers name a lane by its shift and mask.
library RollingWindow {
    uint256 internal constant BUCKET_SECONDS = 1 days / 5;

    uint256 private constant BUCKETS = 6;
    uint256 private constant BUCKET_BITS = 32;
    uint256 private constant WINDOW_MASK = type(uint192).max;

    /// @notice The window as it is at `to`, having last been used at `from`.
    function advance(uint256 window, uint256 from, uint256 to) internal pure returns (uint256) {
        uint256 passed = to / BUCKET_SECONDS - from / BUCKET_SECONDS;
        return passed >= BUCKETS ? 0 : (window << (BUCKET_BITS * passed)) & WINDOW_MASK;
    }

    /// @notice All that one lane has counted.
    function sum(uint256 window, uint256 shift, uint256 mask) internal pure returns (uint256 total) {
        for (window >>= shift; window != 0; window >>= BUCKET_BITS) {
            total += window & mask;
        }
    }

    /// @notice Counts `amount` in the newest bucket of one lane, which stays at its greatest value rather than overflow into the next.
    function add(uint256 window, uint256 shift, uint256 mask, uint256 amount) internal pure returns (uint256) {
        uint256 room = mask - ((window >> shift) & mask);
        return window + ((amount < room ? amount : room) << shift);
    }
}
