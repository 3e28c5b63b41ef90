// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {AccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAdapter} from "./interfaces/IAdapter.sol";
import {AdapterState, IYieldVault} from "./interfaces/IYieldVault.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {ReentrancyLock} from "./libraries/ReentrancyLock.sol";

/// @title VaultPolicy: the vault's adapters and limits, and who may change them
/// @notice Every setting has one function that raises risk and another that lowers it, so that a timelock can stand before the raising
/// ones only. Each change moves `stateNonce`. The vault's specification is in `YieldVault.sol`.
abstract contract VaultPolicy is AccessControlDefaultAdminRules, ReentrancyLock, IYieldVault {
    using SafeCast for uint256;

    /* CONSTANTS */

    /// @notice Adds, orders and removes adapters and sets limits in either direction.
    bytes32 public constant CURATOR_ROLE = keccak256("CURATOR_ROLE");
    /// @notice Rebalances, and nothing else.
    bytes32 public constant KEEPER_ROLE = keccak256("KEEPER_ROLE");
    /// @notice Pauses and lowers risk, and never raises it.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @notice Most adapters in the queue: bounds the gas of every deposit and withdrawal.
    uint256 public constant MAX_ADAPTERS = 16;
    /// @notice Most that `maxRebalanceLossBps` can ever be: 1 % of total assets.
    uint256 public constant MAX_REBALANCE_LOSS_CEILING_BPS = 100;

    uint256 internal constant BPS = 10_000;

    /// Most gas one read of an adapter may take; one that needs more counts as unreadable. `MAX_ADAPTERS` that burn all of it still fit in
    /// a transaction, and so does the read of a vault that itself spreads over two dozen markets.
    uint256 internal constant ADAPTER_READ_GAS = 800_000;

    /* STORAGE: one slot, then the adapters */

    uint128 internal _idle;
    uint64 internal _stateNonce;
    uint16 internal _idleFloorBps;
    uint16 internal _maxRebalanceLossBps;
    bool internal _paused;

    address[] internal _queue;
    mapping(address adapter => AdapterState) internal _adapterStates;

    /* MODIFIERS */

    modifier onlyCuratorOrGuardian() {
        if (!hasRole(GUARDIAN_ROLE, msg.sender)) _checkRole(CURATOR_ROLE);
        _;
    }

    /// @dev Invalidates every plan made before the change.
    modifier changesPolicy() {
        _;
        ++_stateNonce;
    }

    /* RAISING RISK */

    /// @inheritdoc IYieldVault
    function addAdapter(
        address adapter,
        uint256 absoluteCap,
        uint256 relativeCapBps
    ) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        if (_adapterStates[adapter].enabled) revert AdapterAlreadyEnabled(adapter);
        if (_queue.length == MAX_ADAPTERS) revert TooManyAdapters();
        address itsVault = IAdapter(adapter).vault();
        if (itsVault != address(this)) revert AdapterOfAnotherVault(adapter, itsVault);
        address itsAsset = IAdapter(adapter).asset();
        if (itsAsset != IERC4626(address(this)).asset()) revert AdapterOfAnotherAsset(adapter, itsAsset);
        address itsSource = IAdapter(adapter).source();
        for (uint256 i = 0; i < _queue.length; ++i) {
            if (IAdapter(_queue[i]).source() == itsSource) revert SourceAlreadyUsed(itsSource);
        }
        _requireEmpty(adapter);

        _adapterStates[adapter].enabled = true;
        _queue.push(adapter);
        _setCaps(adapter, absoluteCap, relativeCapBps);
        emit AdapterAdded(msg.sender, adapter, absoluteCap, relativeCapBps);
    }

    /// @inheritdoc IYieldVault
    function increaseCaps(
        address adapter,
        uint256 absoluteCap,
        uint256 relativeCapBps
    ) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        AdapterState storage state = _enabledState(adapter);
        if (absoluteCap < state.absoluteCap || relativeCapBps < state.relativeCapBps) revert NotAnIncrease();
        _setCaps(adapter, absoluteCap, relativeCapBps);
    }

    /// @inheritdoc IYieldVault
    function decreaseIdleFloor(uint256 newIdleFloorBps) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        if (newIdleFloorBps > _idleFloorBps) revert NotADecrease();
        _setIdleFloor(newIdleFloorBps);
    }

    /// @inheritdoc IYieldVault
    function increaseMaxRebalanceLoss(uint256 newMaxLossBps) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        if (newMaxLossBps < _maxRebalanceLossBps) revert NotAnIncrease();
        _setMaxRebalanceLoss(newMaxLossBps);
    }

    /* LOWERING RISK */

    /// @inheritdoc IYieldVault
    function decreaseCaps(
        address adapter,
        uint256 absoluteCap,
        uint256 relativeCapBps
    ) external nonReentrant onlyCuratorOrGuardian changesPolicy {
        AdapterState storage state = _enabledState(adapter);
        if (absoluteCap > state.absoluteCap || relativeCapBps > state.relativeCapBps) revert NotADecrease();
        _setCaps(adapter, absoluteCap, relativeCapBps);
    }

    /// @inheritdoc IYieldVault
    function increaseIdleFloor(uint256 newIdleFloorBps) external nonReentrant onlyCuratorOrGuardian changesPolicy {
        if (newIdleFloorBps < _idleFloorBps) revert NotAnIncrease();
        _setIdleFloor(newIdleFloorBps);
    }

    /// @inheritdoc IYieldVault
    function decreaseMaxRebalanceLoss(uint256 newMaxLossBps) external nonReentrant onlyCuratorOrGuardian changesPolicy {
        if (newMaxLossBps > _maxRebalanceLossBps) revert NotADecrease();
        _setMaxRebalanceLoss(newMaxLossBps);
    }

    /* NEITHER */

    /// @inheritdoc IYieldVault
    function removeAdapter(address adapter) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        _enabledState(adapter);
        _requireEmpty(adapter);
        delete _adapterStates[adapter];
        // Shift instead of swap: the order of the others is the curator's choice.
        uint256 last = _queue.length - 1;
        bool found = false;
        for (uint256 i = 0; i < last; ++i) {
            found = found || _queue[i] == adapter;
            if (found) _queue[i] = _queue[i + 1];
        }
        _queue.pop();
        emit AdapterRemoved(msg.sender, adapter);
    }

    /// @inheritdoc IYieldVault
    function setWithdrawalQueue(address[] calldata queue) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        if (queue.length != _queue.length) revert NotAPermutation();
        for (uint256 i = 0; i < queue.length; ++i) {
            if (!_adapterStates[queue[i]].enabled) revert NotAPermutation();
            for (uint256 j = 0; j < i; ++j) {
                if (queue[j] == queue[i]) revert NotAPermutation();
            }
        }
        _queue = queue;
        emit WithdrawalQueueSet(msg.sender, queue);
    }

    /* PAUSE */

    /// @inheritdoc IYieldVault
    function pause() external nonReentrant onlyRole(GUARDIAN_ROLE) changesPolicy {
        _paused = true;
        emit Paused(msg.sender);
    }

    /// @inheritdoc IYieldVault
    function unpause() external nonReentrant onlyRole(DEFAULT_ADMIN_ROLE) changesPolicy {
        _paused = false;
        emit Unpaused(msg.sender);
    }

    /* VIEWS */

    /// @inheritdoc IYieldVault
    function stateNonce() external view returns (uint64) {
        return _stateNonce;
    }

    /// @inheritdoc IYieldVault
    function idle() external view returns (uint256) {
        return _idle;
    }

    /// @inheritdoc IYieldVault
    function idleFloorBps() external view returns (uint256) {
        return _idleFloorBps;
    }

    /// @inheritdoc IYieldVault
    function maxRebalanceLossBps() external view returns (uint256) {
        return _maxRebalanceLossBps;
    }

    /// @inheritdoc IYieldVault
    function paused() external view returns (bool) {
        return _paused;
    }

    /// @inheritdoc IYieldVault
    function adapters() external view returns (address[] memory) {
        return _queue;
    }

    /// @inheritdoc IYieldVault
    function adapterState(address adapter) external view returns (AdapterState memory) {
        return _adapterStates[adapter];
    }

    /* INTERNAL */

    function _setCaps(address adapter, uint256 absoluteCap, uint256 relativeCapBps) internal {
        if (absoluteCap > type(uint112).max) revert LimitOutOfRange(absoluteCap, type(uint112).max);
        if (relativeCapBps > BPS) revert LimitOutOfRange(relativeCapBps, BPS);
        AdapterState storage state = _adapterStates[adapter];
        state.absoluteCap = absoluteCap.toUint112();
        state.relativeCapBps = relativeCapBps.toUint16();
        emit CapsSet(msg.sender, adapter, absoluteCap, relativeCapBps);
    }

    function _setIdleFloor(uint256 newIdleFloorBps) internal {
        if (newIdleFloorBps > BPS) revert LimitOutOfRange(newIdleFloorBps, BPS);
        _idleFloorBps = newIdleFloorBps.toUint16();
        emit IdleFloorSet(msg.sender, newIdleFloorBps);
    }

    function _setMaxRebalanceLoss(uint256 newMaxLossBps) internal {
        if (newMaxLossBps > MAX_REBALANCE_LOSS_CEILING_BPS) revert LimitOutOfRange(newMaxLossBps, MAX_REBALANCE_LOSS_CEILING_BPS);
        _maxRebalanceLossBps = newMaxLossBps.toUint16();
        emit MaxRebalanceLossSet(msg.sender, newMaxLossBps);
    }

    function _enabledState(address adapter) internal view returns (AdapterState storage state) {
        state = _adapterStates[adapter];
        if (!state.enabled) revert AdapterNotEnabled(adapter);
    }

    /// @dev A position the vault did not enter would be value from nowhere; one it leaves behind, value lost.
    function _requireEmpty(address adapter) internal view {
        (bool readable, uint256 position) = _readPosition(adapter);
        if (!readable || position != 0) revert AdapterNotEmpty(adapter);
    }

    /// @dev A value that does not fit the accounting counts as unreadable, not as wealth.
    function _readPosition(address adapter) internal view returns (bool readable, uint256 position) {
        (readable, position) = BoundedCall.tryRead(adapter, abi.encodeCall(IAdapter.totalAssets, ()), ADAPTER_READ_GAS);
        if (position > type(uint112).max) return (false, 0);
    }
}
