// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @title TestBase: cheat codes and assertions
abstract contract TestBase {
    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotEqual(string what, uint256 actual, uint256 expected);
    error NotAtMost(string what, uint256 actual, uint256 most);
    error NotTrue(string what);

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(what, actual, expected);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        assertEq(uint160(actual), uint160(expected), what);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        assertEq(uint256(actual), uint256(expected), what);
    }

    function assertLe(uint256 actual, uint256 most, string memory what) internal pure {
        if (actual > most) revert NotAtMost(what, actual, most);
    }

    /// @dev `actual` lies in [expected − below, expected + above].
    function assertNear(uint256 actual, uint256 expected, uint256 below, uint256 above, string memory what) internal pure {
        if (actual + below < expected || actual > expected + above) revert NotEqual(what, actual, expected);
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    /// @dev From its artifact: with `new`, every test contract would carry the code and take seconds longer to compile.
    function deploy(string memory artifact, bytes memory constructorArguments) internal returns (address) {
        return create(bytes.concat(VM.getCode(artifact), constructorArguments));
    }

    function create(bytes memory code) internal returns (address deployed) {
        assembly {
            deployed := create(0, add(code, 0x20), mload(code))
            if iszero(deployed) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    /// @dev A fuzzed number brought into [least, most]. Numbers already there stay, so that edge cases the fuzzer knows survive.
    function within(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        if (value >= least && value <= most) return value;
        return least + (value % (most - least + 1));
    }
}
