// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @title IRewardedVault: what a reward seller uses of its vault
/// @notice Its asset, its roles, and the way in for money that is not a deposit.
interface IRewardedVault is IAccessControl {
    /// @notice The token that is deposited, and that rewards are sold for.
    function asset() external view returns (address);

    /// @notice Takes `assets` from the caller, who has approved them, into idle. No shares are minted: they belong to all holders.
    function contribute(uint256 assets) external;
}
