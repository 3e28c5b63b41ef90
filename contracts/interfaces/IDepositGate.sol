// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IDepositGate: decides who may deposit
/// @notice Set by a vault's curator; without one, everybody may.
interface IDepositGate {
    /// @notice Whether the account may receive newly minted shares. An answer that does not come counts as no.
    function mayDeposit(address account) external view returns (bool);
}
