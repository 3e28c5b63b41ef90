// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Limit, PackedLimits} from "../libraries/PackedLimits.sol";
import {LimitReference} from "./base/LimitReference.sol";
import {TestBase} from "./base/TestBase.sol";

/// @title Limits packed in one word: each keeps to its sixteen bits, its ceiling and its direction
contract PackedLimitsTest is TestBase {
    function anyLimits(uint256[15] memory values) internal pure returns (uint256 limits) {
        for (uint8 i = 0; i < 15; ++i)
            limits = PackedLimits.set(limits, Limit(i), within(values[i], 0, LimitReference.ceilingOf(Limit(i))));
    }

    function set(uint256 limits, Limit limit, uint256 value) external pure returns (uint256) {
        return PackedLimits.set(limits, limit, value);
    }

    function test_EveryLimitHasItsPlace() public pure {
        assertEq(PackedLimits.COUNT, uint256(type(Limit).max) + 1, "count");
    }

    function testFuzz_SettingOneChangesNoOther(uint256[15] memory values, uint8 which, uint256 value) public pure {
        uint256 before = anyLimits(values);
        which %= 15;
        value = within(value, 0, LimitReference.ceilingOf(Limit(which)));
        uint256 afterwards = PackedLimits.set(before, Limit(which), value);
        for (uint8 i = 0; i < 15; ++i) {
            uint256 expected = i == which ? value : within(values[i], 0, LimitReference.ceilingOf(Limit(i)));
            assertEq(PackedLimits.get(afterwards, Limit(i)), expected, "limit");
        }
        assertEq(afterwards >> 240, 0, "beyond the last limit");
    }

    function testFuzz_NoLimitPassesItsCeiling(uint256[15] memory values, uint8 which, uint256 value) public {
        uint256 limits = anyLimits(values);
        which %= 15;
        uint256 ceiling = LimitReference.ceilingOf(Limit(which));
        assertEq(PackedLimits.get(this.set(limits, Limit(which), ceiling), Limit(which)), ceiling, "ceiling");
        VM.assume(value > ceiling);
        VM.expectRevert(abi.encodeWithSelector(PackedLimits.LimitOutOfRange.selector, Limit(which), value, ceiling));
        this.set(limits, Limit(which), value);
    }

    function testFuzz_DirectionOfRisk(uint8 which, uint256 from, uint256 to) public pure {
        Limit limit = Limit(which % 15);
        bool raises = LimitReference.isSaferWhenHigher(limit) ? to < from : to > from;
        assertTrue(PackedLimits.raisesRisk(limit, from, to) == raises, "raises risk");
        assertTrue(!PackedLimits.raisesRisk(limit, from, from), "no change");
    }
}
