// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RollingWindow} from "../libraries/RollingWindow.sol";
import {TestBase} from "./base/TestBase.sol";

/// @title A rolling window never forgets what was used within 24 hours and remembers nothing for 28.8, whatever the clock shows
contract RollingWindowTest is TestBase {
    uint256 private constant LANE = type(uint16).max;
    uint256 private constant WHOLE = type(uint32).max;
    uint256 private constant LONGEST = (24 hours * 6) / 5;

    uint256[] private _times;
    uint256[] private _amounts;

    function usedWithin(uint256 age, uint256 time) internal view returns (uint256 total) {
        for (uint256 i = 0; i < _times.length; ++i) {
            if (time - _times[i] <= age) total += _amounts[i];
        }
    }

    /// @dev Compares with a plain list, at each use and at another time after it.
    function testFuzz_SumLiesBetweenTheTrueUses(uint64 start, uint32[20] memory gaps, uint16[20] memory amounts, uint32 later) public {
        uint256 window = 0;
        uint256 last = 0;
        uint256 time = start;
        for (uint256 i = 0; i < 20; ++i) {
            time += gaps[i] % 36_000;
            window = RollingWindow.add(RollingWindow.advance(window, last, time), 0, WHOLE, amounts[i]);
            last = time;
            _times.push(time);
            _amounts.push(amounts[i]);
            check(RollingWindow.sum(window, 0, WHOLE), time);
        }
        time += later % 120_000;
        check(RollingWindow.sum(RollingWindow.advance(window, last, time), 0, WHOLE), time);
    }

    function check(uint256 sum, uint256 time) internal view {
        assertLe(usedWithin(24 hours, time), sum, "use of 24 hours");
        // Use of exactly 28.8 hours ago is gone.
        assertLe(sum, usedWithin(LONGEST - 1, time), "use of 28.8 hours");
    }

    /// @dev The trap of windows keyed by `timestamp / period`: everything is used just before a boundary, and again just after it.
    function testFuzz_BoundaryResetsNothing(uint32 boundary, uint32 before, uint32 afterwards) public pure {
        uint256 time = uint256(boundary) * RollingWindow.BUCKET_SECONDS + 30 days;
        uint256 used = time - 1 - (before % 1 hours);
        uint256 window = RollingWindow.add(0, 0, WHOLE, 77);
        window = RollingWindow.advance(window, used, time + (afterwards % (23 hours - 1)));
        assertEq(RollingWindow.sum(window, 0, WHOLE), 77, "still counted");
    }

    function testFuzz_UseIsForgottenBetween24And29Hours(uint64 time, uint32 age) public pure {
        uint256 window = RollingWindow.add(0, 0, WHOLE, 5);
        uint256 sum = RollingWindow.sum(RollingWindow.advance(window, time, uint256(time) + age), 0, WHOLE);
        if (age <= 24 hours) assertEq(sum, 5, "counted");
        if (age >= LONGEST) assertEq(sum, 0, "forgotten");
    }

    /// @dev A lane is a window of its own: the other one's uses, also those beyond its room, leave it as it is.
    function testFuzz_LanesDoNotLeak(uint32[12] memory gaps, uint16[12] memory lows, uint32[12] memory highs) public pure {
        uint256 both = 0;
        uint256 alone = 0;
        uint256 time = 0;
        for (uint256 i = 0; i < 12; ++i) {
            uint256 next = time + (gaps[i] % 30_000);
            both = RollingWindow.advance(both, time, next);
            alone = RollingWindow.advance(alone, time, next);
            time = next;
            both = RollingWindow.add(both, 0, LANE, lows[i]);
            alone = RollingWindow.add(alone, 0, LANE, lows[i]);
            both = RollingWindow.add(both, 16, LANE, highs[i]);
            assertEq(RollingWindow.sum(both, 0, LANE), RollingWindow.sum(alone, 0, LANE), "low lane");
            assertEq(RollingWindow.sum(alone, 16, LANE), 0, "high lane unused");
            assertLe(highs[i] < LANE ? highs[i] : LANE, RollingWindow.sum(both, 16, LANE), "high lane");
        }
        assertEq(both >> 192, 0, "no more than three quarters of a slot");
    }

    function testFuzz_LanesStopAtTheirGreatestValue(uint256 first, uint256 second) public pure {
        (first, second) = (within(first, 0, 1e30), within(second, 0, 1e30));
        uint256 window = RollingWindow.add(RollingWindow.add(0, 0, LANE, first), 0, LANE, second);
        uint256 expected = first + second < LANE ? first + second : LANE;
        assertEq(RollingWindow.sum(window, 0, LANE), expected, "sum");
        assertEq(window >> 16, 0, "the lane above");
    }
}
