// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";

/// @notice One leg of a rebalance.
/// @param adapter The adapter to move money into or out of.
/// @param assets Signed change of the position: positive allocates, negative deallocates, `type(int256).min` deallocates all that is
/// withdrawable.
struct Move {
    address adapter;
    int256 assets;
}

/// @notice What must still be true for a plan to execute.
/// @param deadline Last valid block timestamp, unix seconds.
/// @param stateNonce The vault's `stateNonce` the plan was made at.
/// @param minTotalAssets Least total assets after the moves.
struct Guard {
    uint64 deadline;
    uint64 stateNonce;
    uint256 minTotalAssets;
}

/// @notice An approved adapter's limits. All zero for an address that is not in the queue.
/// @param absoluteCap Most assets the position may hold after an allocation.
/// @param relativeCapBps Most basis points of total assets the position may hold after an allocation.
/// @param riskMask The risks the position shares: bit i stands for the i-th of `risks()`. Never zero for an adapter in the queue.
/// @param lastTotalAssets The position as the vault last recorded it: stands in while the adapter cannot be read.
struct AdapterState {
    uint104 absoluteCap;
    uint16 relativeCapBps;
    uint32 riskMask;
    uint104 lastTotalAssets;
}

/// @notice A risk that several adapters can share, and how much of the vault may depend on it.
/// @param id `keccak256` of a name such as "protocol:aave-v3"; zero for an unused place.
/// @param absoluteCap Most assets that all positions with this risk may hold together after an allocation.
/// @param relativeCapBps Most basis points of total assets that they may hold together after an allocation.
struct Risk {
    bytes32 id;
    uint104 absoluteCap;
    uint16 relativeCapBps;
}

/// @notice What the vault lets happen. Withdrawals are open in every state.
enum Status {
    /// Everything.
    Normal,
    /// No deposits and no allocations: the keeper may only take money out of adapters.
    ReduceOnly,
    /// The keeper may do nothing at all.
    Paused
}

/// @notice Everything a vault is born with.
/// @param asset The token that is deposited, invested and withdrawn.
/// @param name The share token's name, also of its ERC-2612 domain.
/// @param symbol The share token's symbol.
/// @param owner Grants and revokes roles, resets breakers.
/// @param curator First holder of `CURATOR_ROLE`, or zero for none yet.
/// @param keeper First holder of `KEEPER_ROLE`, or zero for none yet.
/// @param guardian First holder of `GUARDIAN_ROLE`, or zero for none yet.
/// @param limits The first value of each limit, in the order of `Limit`.
struct VaultParameters {
    IERC20 asset;
    string name;
    string symbol;
    address owner;
    address curator;
    address keeper;
    address guardian;
    uint16[] limits;
}
