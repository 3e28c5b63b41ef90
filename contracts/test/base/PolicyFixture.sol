// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../../interfaces/IAdapter.sol";
import {Status} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {CashAdapter} from "../mocks/CashAdapter.sol";
import {IVaultUnderTest} from "./IVaultUnderTest.sol";
import {VaultFixture} from "./VaultFixture.sol";

/// @title PolicyFixture: the shortest way to test what a vault allows
abstract contract PolicyFixture is VaultFixture {
    error Outcome(bool success, bytes answer);

    /// @dev A vault whose limits are loose but for one.
    function newVaultWith(Limit limit, uint256 value) internal returns (IVaultUnderTest) {
        uint16[] memory limits = looseLimits();
        limits[uint8(limit)] = uint16(value);
        return newVault(token, limits);
    }

    /// @dev An adapter that names these risks; it has the fixture's caps, and so have they.
    function newAdapterWith(bytes32[] memory riskIds) internal returns (CashAdapter adapter) {
        adapter = new CashAdapter(address(vault));
        VM.mockCall(address(adapter), abi.encodeCall(IAdapter.riskIds, ()), abi.encode(riskIds));
        addAdapter(address(adapter));
    }

    function ids(bytes32 one) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = one;
    }

    function ids(bytes32 one, bytes32 other) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](2);
        (list[0], list[1]) = (one, other);
    }

    function callAs(address caller, bytes memory data) internal returns (bool success, bytes memory answer) {
        VM.prank(caller);
        return address(vault).call(data);
    }

    function succeedsAs(address caller, bytes memory data, string memory what) internal {
        (bool success, ) = callAs(caller, data);
        assertTrue(success, what);
    }

    function failsAs(address caller, bytes memory data, bytes4 selector, string memory what) internal {
        (bool success, bytes memory answer) = callAs(caller, data);
        assertTrue(!success, what);
        assertEq(bytes32(bytes4(answer)), bytes32(selector), what);
    }

    /// @dev What a call would do, without doing it: everything is undone by the revert that carries the outcome.
    function tryAs(address caller, bytes memory data) internal returns (bool success, bytes4 selector) {
        try this.callAndRevert(caller, data) {
            revert("did not revert");
        } catch (bytes memory reason) {
            assembly {
                // Past the selector of Outcome.
                mstore(add(reason, 4), sub(mload(reason), 4))
                reason := add(reason, 4)
            }
            bytes memory answer;
            (success, answer) = abi.decode(reason, (bool, bytes));
            if (!success) selector = bytes4(answer);
        }
    }

    function callAndRevert(address caller, bytes calldata data) external {
        (bool success, bytes memory answer) = callAs(caller, data);
        revert Outcome(success, answer);
    }

    function status() internal view returns (Status current) {
        (current, ) = vault.status();
    }

    function assertStatus(Status expected, string memory what) internal view {
        assertEq(uint256(status()), uint256(expected), what);
    }
}
