// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Guard, Move} from "../../interfaces/VaultTypes.sol";

/// @title RebalanceRecorder: a rebalance target that moves no money and counts how often it was called
/// @notice It has the vault's call, checks the guard as the vault does, and can be told to fail in the ways a vault fails. What it counts
/// cannot be faked by a keeper's own records.
contract RebalanceRecorder {
    /// @param moves How many moves the plan had.
    event Rebalanced(address indexed sender, uint64 indexed stateNonce, uint256 moves);

    error AccessControlUnauthorizedAccount(address account, bytes32 neededRole);
    error DeadlinePassed(uint256 deadline, uint256 timestamp);
    error StaleStateNonce(uint256 planned, uint256 current);
    error TotalAssetsBelowMinimum(uint256 totalAssets, uint256 minTotalAssets);
    error AdapterUnhealthy(address adapter, bytes32 reason);
    /// @notice In no ABI of the keeper.
    error UnheardOf(uint256 value);

    enum Fault {
        None,
        Unhealthy,
        Text,
        Panic,
        Silent,
        Unknown,
        GasHungry
    }

    bytes32 private constant KEEPER_ROLE = keccak256("KEEPER_ROLE");

    address public immutable keeper;
    uint64 public stateNonce;
    uint256 public totalAssets;
    uint256 public rebalances;
    Fault public fault;
    Move[] private _lastMoves;

    constructor(address keeper_, uint256 totalAssets_) {
        keeper = keeper_;
        totalAssets = totalAssets_;
    }

    /// @notice Checks the guard and records the moves.
    /// @param moves The legs, in the order in which they are recorded.
    /// @param guard Checked in the vault's order: role, deadline, nonce, minimum.
    function rebalance(Move[] calldata moves, Guard calldata guard) external {
        if (msg.sender != keeper) revert AccessControlUnauthorizedAccount(msg.sender, KEEPER_ROLE);
        if (block.timestamp > guard.deadline) revert DeadlinePassed(guard.deadline, block.timestamp);
        if (guard.stateNonce != stateNonce) revert StaleStateNonce(guard.stateNonce, stateNonce);
        if (totalAssets < guard.minTotalAssets) revert TotalAssetsBelowMinimum(totalAssets, guard.minTotalAssets);
        _failIfTold(moves);
        ++rebalances;
        delete _lastMoves;
        for (uint256 i = 0; i < moves.length; ++i) _lastMoves.push(moves[i]);
        emit Rebalanced(msg.sender, stateNonce, moves.length);
        ++stateNonce;
    }

    /// @notice Makes later rebalances fail.
    /// @param fault_ How; `None` ends it.
    function setFault(Fault fault_) external {
        fault = fault_;
    }

    /// @notice Simulates a loss or a gain.
    /// @param totalAssets_ What the guard is compared with from now on.
    function setTotalAssets(uint256 totalAssets_) external {
        totalAssets = totalAssets_;
    }

    /// @notice The moves of the last rebalance.
    function lastMoves() external view returns (Move[] memory) {
        return _lastMoves;
    }

    function _failIfTold(Move[] calldata moves) private view {
        if (fault == Fault.Unhealthy) revert AdapterUnhealthy(moves[0].adapter, "frozen");
        // solhint-disable-next-line gas-custom-errors
        if (fault == Fault.Text) revert("supply cap exceeded");
        if (fault == Fault.Panic) totalAssets - type(uint256).max;
        // solhint-disable-next-line gas-custom-errors, reason-string
        if (fault == Fault.Silent) revert();
        if (fault == Fault.Unknown) revert UnheardOf(42);
        if (fault == Fault.GasHungry) while (true) keccak256(abi.encode(block.number));
    }
}
