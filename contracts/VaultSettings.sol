// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAdapter} from "./interfaces/IAdapter.sol";
import {IBreakerMonitor} from "./interfaces/IBreakerMonitor.sol";
import {IVaultCore} from "./interfaces/IVaultCore.sol";
import {IVaultSettings} from "./interfaces/IVaultSettings.sol";
import {AdapterState, Risk, Status} from "./interfaces/VaultTypes.sol";
import {Limit, PackedLimits} from "./libraries/PackedLimits.sol";
import {RollingWindow} from "./libraries/RollingWindow.sol";
import {Timelocked} from "./Timelocked.sol";
import {VaultStorage} from "./VaultStorage.sol";

/// @title VaultSettings: a vault's adapters, limits and breakers, and who may change them
/// @notice Half of a vault's code: `YieldVault` passes calls on to it that it does not know, by delegatecall, since one contract may have only
/// 24,576 bytes (EIP-170). Works on the vault's storage and has none of its own; called directly, it can do nothing. One deployment serves
/// every vault.
///
/// A setting decides by itself whether a change raises risk: then it takes a curator and the timelock, else a curator or guardian and no
/// time. Each change moves `stateNonce`. The vault's specification is in `YieldVault.sol`.
contract VaultSettings is VaultStorage, Timelocked, IVaultSettings {
    using SafeCast for uint256;
    using PackedLimits for uint256;
    using RollingWindow for uint256;

    uint256 private constant RAY = 1e27;

    /* MODIFIERS */

    /// @dev Invalidates every plan made before the change.
    modifier changesPolicy() {
        _;
        ++_stateNonce;
    }

    /* ROLES */

    /// @notice Gives an account a role. Owner only; all but a guardian, who can only lower risk, wait out the timelock.
    /// @inheritdoc AccessControl
    function grantRole(bytes32 role, address account) public override {
        _checkRole(DEFAULT_ADMIN_ROLE);
        if (role != GUARDIAN_ROLE) _passTimelock();
        _grantRole(role, account);
    }

    /// @notice Takes a role away, without delay. The owner takes any, a guardian a keeper's.
    /// @inheritdoc AccessControl
    function revokeRole(bytes32 role, address account) public override {
        if (role != KEEPER_ROLE || !hasRole(GUARDIAN_ROLE, msg.sender)) _checkRole(DEFAULT_ADMIN_ROLE);
        _revokeRole(role, account);
    }

    /// @inheritdoc IVaultSettings
    function abdicate(bytes4 selector) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _passTimelock();
        _abdicate(selector);
    }

    /// @dev Lets a change of settings pass: one that raises risk needs a curator and time.
    function _authorise(bool raisesRisk) internal {
        if (raisesRisk) {
            _checkRole(CURATOR_ROLE);
            _passTimelock();
        } else if (!hasRole(GUARDIAN_ROLE, msg.sender)) {
            _checkRole(CURATOR_ROLE);
        }
    }

    function _timelockSeconds() internal view override returns (uint256) {
        return _limits.get(Limit.TimelockHours) * 1 hours;
    }

    function _checkMaySubmit() internal view override {
        if (!hasRole(DEFAULT_ADMIN_ROLE, msg.sender)) _checkRole(CURATOR_ROLE);
    }

    function _checkMayRevoke() internal view override {
        if (!hasRole(GUARDIAN_ROLE, msg.sender)) _checkMaySubmit();
    }

    /* SETTINGS */

    /// @inheritdoc IVaultSettings
    function setLimit(Limit limit, uint256 value) external changesPolicy {
        uint256 current = _limits.get(limit);
        _authorise(PackedLimits.raisesRisk(limit, current, value));
        // What was earned until now was earned under the old limits.
        _accrue();
        if (limit == Limit.PerformanceFeeBps && current == 0) _forgiveEarlierGains();
        _limits = _limits.set(limit, value);
        emit LimitSet(msg.sender, limit, value);
    }

    /// @inheritdoc IVaultSettings
    function setDepositCap(uint256 newDepositCap) external nonReentrant changesPolicy {
        _authorise(newDepositCap > _depositCap);
        if (newDepositCap > type(uint96).max) revert CapOutOfRange(newDepositCap, type(uint96).max);
        _depositCap = newDepositCap.toUint96();
        emit DepositCapSet(msg.sender, newDepositCap);
    }

    /// @inheritdoc IVaultSettings
    function setDepositGate(address newDepositGate) external nonReentrant changesPolicy {
        _authorise(true);
        _depositGate = newDepositGate;
        emit DepositGateSet(msg.sender, newDepositGate);
    }

    /// @inheritdoc IVaultSettings
    function setFeeRecipient(address newFeeRecipient) external changesPolicy {
        _authorise(true);
        _accrue();
        if (_feeRecipient == address(0)) _forgiveEarlierGains();
        _feeRecipient = newFeeRecipient;
        emit FeeRecipientSet(msg.sender, newFeeRecipient);
    }

    /* ADAPTERS AND RISKS */

    /// @inheritdoc IVaultSettings
    function addAdapter(address adapter, uint256 absoluteCap, uint256 relativeCapBps) external nonReentrant changesPolicy {
        _authorise(true);
        if (_adapterStates[adapter].riskMask != 0) revert AdapterAlreadyEnabled(adapter);
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

        bytes32[] memory riskIds = IAdapter(adapter).riskIds();
        _adapterStates[adapter].riskMask = _registerRisks(riskIds);
        // It may have been written off once: now the limits hold again.
        delete _writtenOff[adapter];
        _queue.push(adapter);
        emit AdapterAdded(msg.sender, adapter, riskIds);
        _setCaps(adapter, absoluteCap, relativeCapBps);
    }

    /// @inheritdoc IVaultSettings
    function removeAdapter(address adapter) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        _enabledState(adapter);
        _requireEmpty(adapter);
        _dropAdapter(adapter);
        emit AdapterRemoved(msg.sender, adapter);
    }

    /// @inheritdoc IVaultSettings
    function setWithdrawalQueue(address[] calldata queue) external nonReentrant onlyRole(CURATOR_ROLE) changesPolicy {
        if (queue.length != _queue.length) revert NotAPermutation();
        for (uint256 i = 0; i < queue.length; ++i) {
            if (_adapterStates[queue[i]].riskMask == 0) revert NotAPermutation();
            for (uint256 j = 0; j < i; ++j) {
                if (queue[j] == queue[i]) revert NotAPermutation();
            }
        }
        _queue = queue;
        emit WithdrawalQueueSet(msg.sender, queue);
    }

    /// @inheritdoc IVaultSettings
    function setCaps(address adapter, uint256 absoluteCap, uint256 relativeCapBps) external nonReentrant changesPolicy {
        AdapterState storage state = _enabledState(adapter);
        _authorise(absoluteCap > state.absoluteCap || relativeCapBps > state.relativeCapBps);
        _setCaps(adapter, absoluteCap, relativeCapBps);
    }

    /// @inheritdoc IVaultSettings
    function setRiskCaps(bytes32 riskId, uint256 absoluteCap, uint256 relativeCapBps) external nonReentrant changesPolicy {
        uint256 length = _risks.length;
        uint256 i = 0;
        while (i < length && _risks[i].id != riskId) ++i;
        if (i == length || riskId == 0) revert UnknownRisk(riskId);
        Risk storage risk = _risks[i];
        _authorise(absoluteCap > risk.absoluteCap || relativeCapBps > risk.relativeCapBps);
        _checkCaps(absoluteCap, relativeCapBps);
        risk.absoluteCap = absoluteCap.toUint104();
        risk.relativeCapBps = relativeCapBps.toUint16();
        emit RiskCapsSet(msg.sender, riskId, absoluteCap, relativeCapBps);
    }

    /// @inheritdoc IVaultSettings
    function writeOff(address adapter) external changesPolicy {
        uint256 recorded = _enabledState(adapter).lastTotalAssets;
        (bool readable, ) = _readPosition(adapter);
        _authorise(readable);
        // Twice: first what happened before, then this loss.
        _accrue();
        _dropAdapter(adapter);
        _writtenOff[adapter] = true;
        _accrue();
        emit AdapterWrittenOff(msg.sender, adapter, recorded);
    }

    /* BREAKERS */

    /// @inheritdoc IVaultSettings
    function checkBreakers() external returns (Status) {
        address monitor = _monitor;
        (bytes32 reason, address subject) = monitor == address(0)
            ? (bytes32(""), address(0))
            : IBreakerMonitor(monitor).check(address(this));
        _accrue();
        if (reason != "") _trip(Status.ReduceOnly, reason, subject);
        return _status;
    }

    /// @inheritdoc IVaultSettings
    function trip() external nonReentrant onlyRole(GUARDIAN_ROLE) {
        _trip(Status.ReduceOnly, "guardian", address(this));
    }

    /// @inheritdoc IVaultSettings
    function pause() external nonReentrant onlyRole(GUARDIAN_ROLE) {
        _trip(Status.Paused, "guardian", address(this));
    }

    /// @inheritdoc IVaultSettings
    function reset() external nonReentrant onlyRole(DEFAULT_ADMIN_ROLE) changesPolicy {
        if (_status == Status.Normal) revert NothingTripped();
        uint256 allowedAt = _trippedAt + _limits.get(Limit.ResetDelayHours) * 1 hours;
        if (block.timestamp < allowedAt) revert ResetTooEarly(allowedAt);
        (_status, _trippedAt) = (Status.Normal, 0);
        // What the owner has seen is forgiven: else the next unit withdrawn would close the vault again.
        (_fallWindow, _netOutflow) = (0, 0);
        emit BreakersReset(msg.sender);
    }

    /// @inheritdoc IVaultSettings
    function setBreakerMonitor(address newMonitor) external nonReentrant changesPolicy {
        _authorise(true);
        _monitor = newMonitor;
        emit BreakerMonitorSet(msg.sender, newMonitor);
    }

    /* VIEWS */

    /// @inheritdoc IVaultSettings
    function status() external view returns (Status current, uint256 trippedAt) {
        return (_status, _trippedAt);
    }

    /// @inheritdoc IVaultSettings
    function usage() external view returns (uint256 lastRebalanceAt, uint256 turnoverBps, uint256 lossMillionths) {
        uint256 window = uint256(_usageWindow).advance(_lastRebalanceAt, block.timestamp);
        return (_lastRebalanceAt, window.sum(TURNOVER_SHIFT, LANE), window.sum(LOSS_SHIFT, LANE));
    }

    /// @inheritdoc IVaultSettings
    function breakerMonitor() external view returns (address) {
        return _monitor;
    }

    /// @inheritdoc IVaultSettings
    function limits() external view returns (uint16[15] memory values) {
        for (uint8 i = 0; i < PackedLimits.COUNT; ++i) values[i] = _limits.get(Limit(i)).toUint16();
    }

    /// @inheritdoc IVaultSettings
    function adapters() external view returns (address[] memory) {
        return _queue;
    }

    /// @inheritdoc IVaultSettings
    function adapterState(address adapter) external view returns (AdapterState memory) {
        return _adapterStates[adapter];
    }

    /// @inheritdoc IVaultSettings
    function risks() external view returns (Risk[] memory) {
        return _risks;
    }

    /// @inheritdoc IVaultSettings
    function deposits() external view returns (uint256 depositCap, address depositGate) {
        return (_depositCap, _depositGate);
    }

    /// @inheritdoc IVaultSettings
    function fees() external view returns (address recipient, uint256 highWaterMarkRay) {
        return (_feeRecipient, _highWaterMarkRay);
    }

    /* INTERNAL */

    /// @dev Brings the vault's books up to date. Also keeps settings from changing in the middle of another call, which holds the lock.
    function _accrue() private {
        IVaultCore(address(this)).accrue();
    }

    /// @dev A performance fee that begins now charges nothing for what the share price gained before.
    function _forgiveEarlierGains() private {
        uint256 priceRay = Math.min(IERC4626(address(this)).convertToAssets(RAY) + 1, type(uint96).max);
        if (priceRay > _highWaterMarkRay) _highWaterMarkRay = priceRay.toUint96();
    }

    function _setCaps(address adapter, uint256 absoluteCap, uint256 relativeCapBps) private {
        _checkCaps(absoluteCap, relativeCapBps);
        AdapterState storage state = _adapterStates[adapter];
        state.absoluteCap = absoluteCap.toUint104();
        state.relativeCapBps = relativeCapBps.toUint16();
        emit CapsSet(msg.sender, adapter, absoluteCap, relativeCapBps);
    }

    function _checkCaps(uint256 absoluteCap, uint256 relativeCapBps) private pure {
        if (absoluteCap > type(uint104).max) revert CapOutOfRange(absoluteCap, type(uint104).max);
        if (relativeCapBps > BPS) revert CapOutOfRange(relativeCapBps, BPS);
    }

    /// @dev The bits of the risks, with a place for each: one that is known, else a free one.
    function _registerRisks(bytes32[] memory riskIds) private returns (uint32 mask) {
        for (uint256 i = 0; i < riskIds.length; ++i) {
            bytes32 id = riskIds[i];
            uint256 length = _risks.length;
            uint256 place = length;
            for (uint256 j = 0; j < length; ++j) {
                bytes32 other = _risks[j].id;
                if (other == id) {
                    place = j;
                    break;
                }
                if (other == 0 && place == length) place = j;
            }
            if (place == 32) revert TooManyRisks();
            if (place == length) _risks.push();
            uint256 bit = 1 << place;
            if (id == 0 || mask & bit != 0) revert InvalidRiskIds();
            _risks[place].id = id;
            mask |= bit.toUint32();
        }
        if (mask == 0) revert InvalidRiskIds();
    }

    /// @dev Takes an adapter out of the queue, and forgets the risks that nobody has any more.
    function _dropAdapter(address adapter) internal {
        uint256 orphans = _adapterStates[adapter].riskMask;
        delete _adapterStates[adapter];
        // Shift instead of swap: the order of the others is the curator's choice.
        uint256 last = _queue.length - 1;
        bool found = false;
        for (uint256 i = 0; i < last; ++i) {
            found = found || _queue[i] == adapter;
            if (found) _queue[i] = _queue[i + 1];
            orphans &= ~uint256(_adapterStates[_queue[i]].riskMask);
        }
        _queue.pop();
        for (uint256 i = 0; orphans >> i != 0; ++i) {
            if ((orphans >> i) & 1 == 1) delete _risks[i];
        }
    }

    function _enabledState(address adapter) internal view returns (AdapterState storage state) {
        state = _adapterStates[adapter];
        if (state.riskMask == 0) revert AdapterNotEnabled(adapter);
    }

    /// @dev A position the vault did not enter would be value from nowhere; one it leaves behind, value lost.
    function _requireEmpty(address adapter) private view {
        (bool readable, uint256 position) = _readPosition(adapter);
        if (!readable || position != 0) revert AdapterNotEmpty(adapter);
    }
}
