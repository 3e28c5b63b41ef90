// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IDepositGate} from "./interfaces/IDepositGate.sol";

/// @title AllowlistGate: only who is on the list may deposit
/// @notice For vaults whose depositors have to be known. Decides who gets newly minted shares and nothing else: shares stay transferable, and
/// everybody may leave. One gate can serve many vaults.
contract AllowlistGate is Ownable2Step, IDepositGate {
    /// @inheritdoc IDepositGate
    mapping(address account => bool) public mayDeposit;

    /// @notice An account was put on the list, or taken off it.
    event DepositorSet(address indexed sender, address indexed account, bool allowed);

    /// @notice The list is empty at first.
    /// @param owner_ Keeps the list.
    constructor(address owner_) Ownable(owner_) {}

    /// @notice Puts an account on the list or takes it off. Owner only.
    /// @param account Who shall, or shall no longer, receive newly minted shares.
    /// @param allowed Whether it may.
    function setDepositor(address account, bool allowed) external onlyOwner {
        mayDeposit[account] = allowed;
        emit DepositorSet(msg.sender, account, allowed);
    }
}
