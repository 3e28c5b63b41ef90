// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAdapter} from "./interfaces/IAdapter.sol";
import {IVaultSettings} from "./interfaces/IVaultSettings.sol";
import {AdapterState, Risk, Status} from "./interfaces/VaultTypes.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {ReentrancyLock} from "./libraries/ReentrancyLock.sol";
import {TimelockStorage} from "./TimelockStorage.sol";

// All of it in one place: two contracts depend on its layout.
// solhint-disable max-states-count

/// @title VaultStorage: what a vault remembers beside its shares
/// @notice The first base of both `YieldVault` and `VaultSettings`, whose code works on the vault's storage: so the layout is the same. The
/// vault's specification is in `YieldVault.sol`.
abstract contract VaultStorage is AccessControl, TimelockStorage, ReentrancyLock {
    using SafeCast for uint256;

    /* CONSTANTS */

    /// @notice Adds, orders and removes adapters and sets limits in either direction.
    bytes32 public constant CURATOR_ROLE = keccak256("CURATOR_ROLE");
    /// @notice Rebalances, and nothing else.
    bytes32 public constant KEEPER_ROLE = keccak256("KEEPER_ROLE");
    /// @notice Closes the vault, lowers risk and revokes what would raise it; never raises it.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @notice Most adapters in the queue: bounds the gas of every deposit and withdrawal.
    uint256 public constant MAX_ADAPTERS = 16;

    uint256 internal constant BPS = 10_000;

    /// Most gas one read of an adapter may take; one that needs more counts as unreadable. `MAX_ADAPTERS` that burn all of it still fit in
    /// a transaction, and so does the read of a vault that itself spreads over two dozen markets.
    uint256 internal constant ADAPTER_READ_GAS = 800_000;

    uint256 internal constant MILLIONTHS = 1_000_000;
    uint256 internal constant MILLIONTHS_PER_BPS = 100;

    /// Units of the asset that a move may lose to a market's rounding without counting as a loss.
    uint256 internal constant ROUNDING_PER_MOVE = 2;

    /// The lanes of the usage window.
    uint256 internal constant TURNOVER_SHIFT = 16;
    uint256 internal constant LOSS_SHIFT = 0;
    uint256 internal constant LANE = type(uint16).max;

    /* STORAGE */

    /// The money, in one slot: what is idle, what the shares are worth together, since when, and whether the vault is open.
    uint104 internal _idle;
    uint104 internal _accounted;
    uint40 internal _accountedAt;
    Status internal _status;

    /// What a plan depends on and uses up, in one slot. The window counts turnover in basis points (upper half of a bucket) and losses in
    /// millionths (lower half).
    uint32 internal _stateNonce;
    uint32 internal _lastRebalanceAt;
    uint192 internal _usageWindow;

    uint256 internal _limits;

    uint96 internal _depositCap;
    address internal _depositGate;

    uint96 internal _highWaterMarkRay;
    address internal _feeRecipient;

    address internal _monitor;
    uint40 internal _trippedAt;

    /// Falls of the price in millionths.
    uint192 internal _fallWindow;
    uint40 internal _fallAt;

    /// Withdrawals less deposits, forgotten evenly within a day.
    int112 internal _netOutflow;
    uint40 internal _netOutflowAt;

    address[] internal _queue;
    mapping(address adapter => AdapterState) internal _adapterStates;
    mapping(address adapter => bool) internal _writtenOff;
    Risk[] internal _risks;

    /* INTERNAL */

    /// @dev A vault closes further, never opens.
    function _trip(Status to, bytes32 reason, address subject) internal {
        if (to <= _status) return;
        _status = to;
        _trippedAt = block.timestamp.toUint40();
        ++_stateNonce;
        emit IVaultSettings.BreakerTripped(msg.sender, to, reason, subject);
    }

    /// @dev A value that does not fit the accounting counts as unreadable, not as wealth.
    function _readPosition(address adapter) internal view returns (bool readable, uint256 position) {
        (readable, position) = BoundedCall.tryRead(adapter, abi.encodeCall(IAdapter.totalAssets, ()), ADAPTER_READ_GAS);
        if (position > type(uint104).max) return (false, 0);
    }
}
