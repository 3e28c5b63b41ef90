// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "./IVaultCore.sol";
import {IVaultSettings} from "./IVaultSettings.sol";

// solhint-disable no-empty-blocks

/// @title IYieldVault: all that a vault answers to beyond its shares
/// @notice Money in `IVaultCore`, rules in `IVaultSettings`.
interface IYieldVault is IVaultCore, IVaultSettings {}
