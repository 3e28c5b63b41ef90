// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BoundedCall} from "../libraries/BoundedCall.sol";
import {TestBase} from "./base/TestBase.sol";

/// @title BadAnswers: every way to answer a read other than with a number
contract BadAnswers {
    error No();

    function number() external pure returns (uint256) {
        return 42;
    }

    function tooShort() external pure {
        assembly {
            mstore(0, 42)
            return(0, 31)
        }
    }

    function nothing() external pure {}

    function refusal() external pure {
        revert No();
    }

    function bomb() external pure {
        assembly {
            revert(0, 100000)
        }
    }

    function burn() external pure {
        assembly {
            invalid()
        }
    }

    uint256 public written;

    function write() external returns (uint256) {
        return ++written;
    }
}

/// @title A bounded call costs what it may cost, and only a number is an answer
contract BoundedCallTest is TestBase {
    uint256 private constant LIMIT = 200_000;

    BadAnswers private _target = new BadAnswers();

    function read(bytes4 selector) private view returns (bool success, uint256 value, uint256 cost) {
        bytes memory data = abi.encodeWithSelector(selector);
        cost = gasleft();
        (success, value) = BoundedCall.tryRead(address(_target), data, LIMIT);
        cost -= gasleft();
    }

    function test_NumberIsRead() public view {
        (bool success, uint256 value, ) = read(BadAnswers.number.selector);
        assertTrue(success, "success");
        assertEq(value, 42, "value");
    }

    function test_AnythingElseIsAFailureWorthZero() public view {
        bytes4[6] memory selectors = [
            BadAnswers.tooShort.selector,
            BadAnswers.nothing.selector,
            BadAnswers.refusal.selector,
            BadAnswers.bomb.selector,
            BadAnswers.burn.selector,
            BadAnswers.write.selector
        ];
        for (uint256 i = 0; i < selectors.length; ++i) {
            (bool success, uint256 value, uint256 cost) = read(selectors[i]);
            assertTrue(!success, "success");
            assertEq(value, 0, "value");
            assertLe(cost, LIMIT + 10_000, "gas");
        }
    }

    function test_AddressWithoutCodeIsAFailure() public view {
        (bool success, uint256 value) = BoundedCall.tryRead(address(0xdead), "", LIMIT);
        assertTrue(!success, "success");
        assertEq(value, 0, "value");
    }

    function test_CallsReportRevertsAndHaveEffects() public {
        assertTrue(BoundedCall.tryCall(address(_target), abi.encodeCall(BadAnswers.write, ()), LIMIT), "write");
        assertEq(_target.written(), 1, "written");
        assertTrue(!BoundedCall.tryCall(address(_target), abi.encodeCall(BadAnswers.refusal, ()), LIMIT), "refusal");
        uint256 gasBefore = gasleft();
        assertTrue(!BoundedCall.tryCall(address(_target), abi.encodeCall(BadAnswers.burn, ()), LIMIT), "burn");
        assertLe(gasBefore - gasleft(), LIMIT + 10_000, "gas");
    }

    function failWith(uint256 gasLimit) external view returns (bool success) {
        (success, ) = BoundedCall.tryRead(address(_target), abi.encodeCall(BadAnswers.refusal, ()), gasLimit);
    }

    /// @dev The same failing read is the target's failure with enough gas, and the caller's without.
    function testFuzz_FailureWithTooLittleGasReverts(uint256 gasGiven) public view {
        gasGiven = within(gasGiven, 50_000, 400_000);
        (bool answered, ) = address(this).staticcall{gas: gasGiven}(abi.encodeCall(this.failWith, (LIMIT)));
        if (gasGiven > LIMIT + 30_000) assertTrue(answered, "enough gas");
        if (gasGiven < LIMIT + 5_000) assertTrue(!answered, "too little gas");
    }
}
