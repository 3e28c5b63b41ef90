// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {VaultParameters} from "./VaultTypes.sol";

/// @title IVaultFactory: creates vaults and remembers them
/// @notice A vault's address follows from the factory, its parameters and a salt: it is known beforehand, and the same on every chain where
/// the factory and the asset have the same addresses.
interface IVaultFactory {
    /// @notice A vault was created.
    event VaultCreated(address indexed vault, address indexed asset, address indexed owner, address sender, bytes32 salt);

    /// @notice This vault exists already.
    error VaultExists(address vault);
    /// @notice The blueprint does not hold creation code after the three bytes of its preamble (ERC-5202).
    error InvalidBlueprint(address blueprint);

    /// @notice Creates a vault. Anyone may: who it belongs to is in the parameters.
    /// @param parameters Everything the vault is born with.
    /// @param salt Tells vaults with the same parameters apart.
    /// @return vault The new vault.
    function createVault(VaultParameters calldata parameters, bytes32 salt) external returns (address vault);

    /// @notice Where `createVault` would create, or has created, the vault.
    function vaultAddress(VaultParameters calldata parameters, bytes32 salt) external view returns (address);

    /// @notice Whether this factory created the vault: then its code is the blueprint's.
    function isVault(address vault) external view returns (bool);

    /// @notice How many vaults this factory has created.
    function vaultCount() external view returns (uint256);

    /// @notice The vaults in the order of their creation.
    function vaultAt(uint256 index) external view returns (address);

    /// @notice The contract that holds a vault's creation code.
    function blueprint() external view returns (address);

    /// @notice The deployed `VaultSettings` that all vaults share.
    function settings() external view returns (address);
}
