// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {IVaultFactory} from "./interfaces/IVaultFactory.sol";
import {VaultParameters} from "./interfaces/VaultTypes.sol";

/// @title VaultFactory: creates vaults by CREATE2 and remembers them
/// @notice A vault's creation code is too long to be part of this contract, so it lies in a contract of its own, a blueprint (ERC-5202). Who
/// trusts this factory trusts that blueprint: it can be compared with the compiled vault before anything is created, and never changes.
contract VaultFactory is IVaultFactory {
    /// @inheritdoc IVaultFactory
    address public immutable blueprint;
    /// @inheritdoc IVaultFactory
    address public immutable settings;
    /// @inheritdoc IVaultFactory
    mapping(address vault => bool) public isVault;

    /// Version 0, no data section.
    bytes3 private constant PREAMBLE = 0xFE7100;

    address[] private _vaults;

    /// @notice Fixes what all vaults are made of.
    /// @param blueprint_ Holds the creation code of `YieldVault`.
    /// @param settings_ The deployed `VaultSettings`.
    constructor(address blueprint_, address settings_) {
        bytes memory code = blueprint_.code;
        if (code.length <= PREAMBLE.length || bytes3(code) != PREAMBLE) revert InvalidBlueprint(blueprint_);
        blueprint = blueprint_;
        settings = settings_;
    }

    /// @inheritdoc IVaultFactory
    function createVault(VaultParameters calldata parameters, bytes32 salt) external returns (address vault) {
        bytes memory code = _creationCode(parameters);
        vault = Create2.computeAddress(salt, keccak256(code));
        if (vault.code.length != 0) revert VaultExists(vault);
        Create2.deploy(0, salt, code);
        isVault[vault] = true;
        _vaults.push(vault);
        emit VaultCreated(vault, address(parameters.asset), parameters.owner, msg.sender, salt);
    }

    /// @inheritdoc IVaultFactory
    function vaultAddress(VaultParameters calldata parameters, bytes32 salt) external view returns (address) {
        return Create2.computeAddress(salt, keccak256(_creationCode(parameters)));
    }

    /// @inheritdoc IVaultFactory
    function vaultCount() external view returns (uint256) {
        return _vaults.length;
    }

    /// @inheritdoc IVaultFactory
    function vaultAt(uint256 index) external view returns (address) {
        return _vaults[index];
    }

    function _creationCode(VaultParameters calldata parameters) private view returns (bytes memory) {
        bytes memory code = blueprint.code;
        bytes memory arguments = abi.encode(parameters, settings);
        uint256 length = code.length - PREAMBLE.length;
        // Drops the preamble: writes the length over its bytes, which lie before the creation code.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            code := add(code, 3)
            mstore(code, length)
        }
        return bytes.concat(code, arguments);
    }
}
