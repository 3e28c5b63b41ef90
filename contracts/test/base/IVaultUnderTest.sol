// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IYieldVault} from "../../interfaces/IYieldVault.sol";

/// @title IVaultUnderTest: all that `YieldVault` can do, without its code, which would be compiled once more for every test
interface IVaultUnderTest is IYieldVault, IERC20Permit, IAccessControl, IAccessControlDefaultAdminRules {
    function CURATOR_ROLE() external view returns (bytes32);
    function KEEPER_ROLE() external view returns (bytes32);
    function GUARDIAN_ROLE() external view returns (bytes32);
    function owner() external view returns (address);
}
