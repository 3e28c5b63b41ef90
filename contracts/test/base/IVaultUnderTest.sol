// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IYieldVault} from "../../interfaces/IYieldVault.sol";

/// @title IVaultUnderTest: all that `YieldVault` can do, without its code, which would be compiled once more for every test
interface IVaultUnderTest is IYieldVault, IERC20Permit, IAccessControl {
    function CURATOR_ROLE() external view returns (bytes32);
    function KEEPER_ROLE() external view returns (bytes32);
    function GUARDIAN_ROLE() external view returns (bytes32);
    function DEFAULT_ADMIN_ROLE() external view returns (bytes32);
    function MAX_ADAPTERS() external view returns (uint256);
    function GRACE_SECONDS() external view returns (uint256);
    function submit(bytes calldata data) external;
    function revoke(bytes calldata data) external;
    function executableAt(bytes calldata data) external view returns (uint256);
    function abdicated(bytes4 selector) external view returns (bool);
}
