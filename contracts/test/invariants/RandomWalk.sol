// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestBase} from "../base/TestBase.sol";

/// @notice What a handler says of itself.
interface IHandler {
    function calls() external view returns (uint256);
    function done(bytes32 deed) external view returns (uint256);
}

/// @title RandomWalk: takes handlers through their actions in random order, so that each deed can be seen to be done
/// @notice A run of the fuzzer is too short to demand that of each run.
abstract contract RandomWalk is TestBase {
    mapping(bytes32 deed => uint256) private _done;

    error NeverDone(string deed);

    /// @dev Numbers as the fuzzer's, but the same each time. What an action does not take is ignored.
    function walk(IHandler handler, bytes4[] memory actions, bytes32[] memory deeds, uint256 walkSeed, uint256 steps) internal {
        for (uint256 i = 0; i < steps; ++i) {
            bytes32 seed = keccak256(abi.encode(walkSeed, i));
            bytes4 action = actions[uint256(seed) % actions.length];
            (bool success, bytes memory result) = address(handler).call(abi.encodePacked(action, numbers(seed)));
            if (!success) {
                assembly {
                    revert(add(result, 0x20), mload(result))
                }
            }
        }
        assertEq(handler.calls(), steps, "every action is watched");
        for (uint256 i = 0; i < deeds.length; ++i) _done[deeds[i]] += handler.done(deeds[i]);
    }

    function checkAllDone(bytes32[] memory deeds) internal view {
        for (uint256 i = 0; i < deeds.length; ++i) {
            if (_done[deeds[i]] == 0) revert NeverDone(string(abi.encodePacked(deeds[i])));
        }
    }

    function numbers(bytes32 seed) private pure returns (bytes memory) {
        return abi.encode(keccak256(abi.encode(seed, 1)), keccak256(abi.encode(seed, 2)), keccak256(abi.encode(seed, 3)), seed);
    }
}
