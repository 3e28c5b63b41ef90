// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IVaultCore} from "../../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../../interfaces/IVaultSettings.sol";
import {AdapterState, Risk, Status} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {MoodyAdapter} from "../mocks/MoodyAdapter.sol";
import {HonestWorld} from "./HonestWorld.sol";

/// @title SettingActions: what curator, guardian, owner and anybody can do to the vault's rules
/// @notice What raises risk is submitted by one action, and made or refused by another whenever that comes.
abstract contract SettingActions is HonestWorld {
    enum Kind {
        Limit,
        Caps,
        RiskCaps,
        Adapter,
        Role,
        FeeRecipient,
        WriteOff,
        DepositCap
    }

    /// @notice A change that waits.
    /// @param subject The adapter or account it is about.
    /// @param riskId The risk it is about.
    struct Change {
        Kind kind;
        address subject;
        bytes32 riskId;
        bytes data;
    }

    uint256 private constant MOST_CHANGES = 6;

    Change[] private _changes;

    /* RAISING RISK: curator and owner, through the timelock */

    function submitChange(uint256 kind, uint256 which, uint256 value, uint256 other) external watched {
        if (_changes.length == MOST_CHANGES) return;
        Change memory change;
        change.kind = Kind(kind % 8);
        if (!draw(change, which, value, other) || vault.executableAt(change.data) != 0) return;
        VM.prank(change.kind == Kind.Role ? OWNER : CURATOR);
        vault.submit(change.data);
        _changes.push(change);
        did("submit");
    }

    function makeChange(uint256 which) external watched {
        if (_changes.length == 0) return;
        uint256 place = which % _changes.length;
        Change memory change = _changes[place];
        uint256 time = vault.executableAt(change.data);
        if (block.timestamp < time) {
            if (alwaysRaisesRisk(change)) assertTrue(!make(change), "too early");
            did("be too early");
            pass(time - block.timestamp);
        }
        bool possible = isPossible(change) && block.timestamp <= time + vault.GRACE_SECONDS();
        if (possible) {
            expect(change);
            assertTrue(make(change), "in time");
            did(deedOf(change.kind));
        }
        if (vault.executableAt(change.data) != 0) takeBack(change);
        forget(place);
    }

    function revokeChange(uint256 which) external watched {
        if (_changes.length == 0 || which % 4 != 0) return;
        uint256 place = which % _changes.length;
        Change memory change = _changes[place];
        takeBack(change);
        if (alwaysRaisesRisk(change)) {
            pass(limitOf(Limit.TimelockHours) * 1 hours);
            assertTrue(!make(change), "revoked");
        }
        forget(place);
        did("revoke");
    }

    /* LOWERING RISK: curator or guardian, at once */

    /// @dev An eighth of the way at most: otherwise nothing could be done before long.
    function tighten(uint256 what, uint256 which, uint256 value, uint256 by) external watched {
        expected.movesNonce = true;
        address sender = by % 2 == 0 ? CURATOR : GUARDIAN;
        if (what % 3 == 0) return lowerCaps(sender, address(queued(which)), value);
        if (what % 3 == 1) return lowerRiskCaps(sender, riskAt(which), value);
        expected.accrues = true;
        (Limit limit, uint256 current) = limitAt(which);
        uint256 safest = isSaferHigh(limit) ? ceilingOf(limit) : 0;
        value = safest > current ? within(value, current, current + (safest - current) / 8) : lower(value, current);
        VM.prank(sender);
        vault.setLimit(limit, value);
        did("lower a limit");
    }

    function lowerCaps(address sender, address adapter, uint256 value) private {
        expected.movesNonce = adapter != address(0);
        if (adapter == address(0)) return;
        AdapterState memory state = vault.adapterState(adapter);
        VM.prank(sender);
        vault.setCaps(adapter, lower(value, state.absoluteCap), lower(value, state.relativeCapBps));
        did("lower caps");
    }

    function lowerRiskCaps(address sender, Risk memory risk, uint256 value) private {
        expected.movesNonce = risk.id != 0;
        if (risk.id == 0) return;
        VM.prank(sender);
        vault.setRiskCaps(risk.id, lower(value, risk.absoluteCap), lower(value, risk.relativeCapBps));
        did("lower risk caps");
    }

    function rearrange(uint256 which, uint256 assets, uint256 odds) external watched {
        MoodyAdapter adapter = anySource(which);
        if (!isQueued(address(adapter))) return recover(adapter, assets);
        // Nor may it be if it was written off once, recovered from and approved again.
        assertTrue(!tryToRecover(adapter, type(uint256).max), "what is in the queue is not recovered from");
        expected.movesNonce = true;
        if (adapter.silent() && odds % 2 == 0) {
            (expected.accrues, expected.sourcesFall) = (true, true);
            VM.prank(odds % 4 == 0 ? CURATOR : GUARDIAN);
            vault.writeOff(address(adapter));
            did("write off unreadable");
        } else if (!adapter.silent() && adapter.position() == 0 && odds % 4 == 0) {
            VM.prank(CURATOR);
            vault.removeAdapter(address(adapter));
            did("remove");
        } else {
            reorder(which);
        }
    }

    function reorder(uint256 which) private {
        address[] memory queue = vault.adapters();
        uint256 place = which % queue.length;
        (queue[0], queue[place]) = (queue[place], queue[0]);
        VM.prank(CURATOR);
        vault.setWithdrawalQueue(queue);
        did("reorder");
    }

    function recover(MoodyAdapter adapter, uint256 assets) private {
        uint256 most = adapter.withdrawable(BPS);
        if (most == 0) return;
        assets = assets % 2 == 0 ? type(uint256).max : within(assets, 1, most);
        expected.accrues = true;
        assertTrue(tryToRecover(adapter, assets), "what was written off is recovered from");
        did("recover");
    }

    function tryToRecover(MoodyAdapter adapter, uint256 assets) private returns (bool success) {
        VM.prank(CURATOR);
        (success, ) = address(vault).call(abi.encodeCall(IVaultCore.recover, (address(adapter), assets, BPS)));
    }

    function dismissKeeper(uint256 odds) private {
        address keeper = odds % 2 == 0 ? KEEPER : SECOND_KEEPER;
        bytes32 role = vault.KEEPER_ROLE();
        VM.prank(GUARDIAN);
        vault.revokeRole(role, keeper);
        entitled[role][keeper] = false;
        did("dismiss");
    }

    /* BREAKERS */

    function stepIn(uint256 what, uint256 odds) external watched {
        what %= 12;
        if (what == 0) return dismissKeeper(odds);
        if (what > 2) return;
        VM.prank(GUARDIAN);
        what == 1 ? vault.pause() : vault.trip();
        did("close");
    }

    function keepBooks(uint256 odds) external watched {
        expected.accrues = true;
        if (odds % 2 == 0) {
            vault.accrue();
            return did("accrue");
        }
        bool mustClose = alarm;
        Status answer = vault.checkBreakers();
        assertTrue(answer == statusOf(), "the answer is the status");
        if (mustClose) assertTrue(answer != Status.Normal, "the monitor closes the vault");
        did("check breakers");
    }

    function resetBreakers() external watched {
        (Status status, uint256 trippedAt) = vault.status();
        if (status == Status.Normal) return;
        uint256 time = trippedAt + limitOf(Limit.ResetDelayHours) * 1 hours;
        if (block.timestamp < time) {
            VM.prank(OWNER);
            (bool early, ) = address(vault).call(abi.encodeCall(IVaultSettings.reset, ()));
            assertTrue(!early, "reset too early");
            pass(time - block.timestamp);
        }
        (expected.opens, expected.movesNonce) = (true, true);
        VM.prank(OWNER);
        vault.reset();
        did("reset");
    }

    /* INTERNAL: changes */

    /// @dev Makes up the change's bytes, if there is anything of its kind to change.
    function draw(Change memory change, uint256 which, uint256 value, uint256 other) private view returns (bool) {
        Kind kind = change.kind;
        if (kind == Kind.Limit) {
            change.data = abi.encodeCall(IVaultSettings.setLimit, (Limit(which % 15), loosened(which, value)));
        } else if (kind == Kind.Caps || kind == Kind.WriteOff) {
            change.subject = address(queued(which));
            if (kind == Kind.WriteOff) {
                change.data = abi.encodeCall(IVaultSettings.writeOff, (change.subject));
                return change.subject != address(0) && other % 4 == 0;
            }
            change.data = abi.encodeCall(IVaultSettings.setCaps, (change.subject, cap(value), within(other, 0, BPS)));
            return change.subject != address(0);
        } else if (kind == Kind.RiskCaps) {
            change.riskId = riskAt(which).id;
            change.data = abi.encodeCall(IVaultSettings.setRiskCaps, (change.riskId, cap(value), within(other, 0, BPS)));
            return change.riskId != 0;
        } else if (kind == Kind.Adapter) {
            change.subject = address(anySource(which));
            change.data = abi.encodeCall(IVaultSettings.addAdapter, (change.subject, cap(value), within(other, 0, BPS)));
        } else if (kind == Kind.Role) {
            change.subject = which % 2 == 0 ? KEEPER : SECOND_KEEPER;
            change.data = abi.encodeCall(IAccessControl.grantRole, (vault.KEEPER_ROLE(), change.subject));
        } else if (kind == Kind.FeeRecipient) {
            change.subject = which % 2 == 0 ? FEES : address(0);
            change.data = abi.encodeCall(IVaultSettings.setFeeRecipient, (change.subject));
        } else {
            change.data = abi.encodeCall(IVaultSettings.setDepositCap, (value % 2 == 0 ? type(uint96).max : within(value, 0, 100 * MOST)));
        }
        return true;
    }

    function alwaysRaisesRisk(Change memory change) private view returns (bool) {
        if (change.kind == Kind.WriteOff) return isQueued(change.subject) && !MoodyAdapter(change.subject).silent();
        return change.kind == Kind.Adapter || change.kind == Kind.Role || change.kind == Kind.FeeRecipient;
    }

    /// @dev Whether what the change is about is still, or already, as the change needs it.
    function isPossible(Change memory change) private view returns (bool) {
        if (change.kind == Kind.Caps || change.kind == Kind.WriteOff) return isQueued(change.subject);
        if (change.kind == Kind.Adapter) {
            MoodyAdapter adapter = MoodyAdapter(change.subject);
            return !isQueued(change.subject) && !adapter.silent() && adapter.position() == 0;
        }
        if (change.kind != Kind.RiskCaps) return true;
        Risk[] memory risks = vault.risks();
        for (uint256 i = 0; i < risks.length; ++i) {
            if (risks[i].id == change.riskId) return true;
        }
        return false;
    }

    function expect(Change memory change) private {
        Kind kind = change.kind;
        expected.movesNonce = kind != Kind.Role;
        expected.accrues = kind == Kind.Limit || kind == Kind.FeeRecipient || kind == Kind.WriteOff;
        expected.sourcesFall = kind == Kind.WriteOff;
        if (kind == Kind.Role) entitled[vault.KEEPER_ROLE()][change.subject] = true;
    }

    function deedOf(Kind kind) private pure returns (bytes32) {
        bytes32[8] memory deeds_ = [
            bytes32("raise a limit"),
            "raise caps",
            "raise risk caps",
            "add an adapter",
            "grant a role",
            "set fee recipient",
            "write off readable",
            "raise deposit cap"
        ];
        return deeds_[uint8(kind)];
    }

    function make(Change memory change) private returns (bool success) {
        VM.prank(change.kind == Kind.Role ? OWNER : CURATOR);
        (success, ) = address(vault).call(change.data);
    }

    function takeBack(Change memory change) private {
        VM.prank(GUARDIAN);
        vault.revoke(change.data);
    }

    function forget(uint256 place) private {
        _changes[place] = _changes[_changes.length - 1];
        _changes.pop();
    }

    /* INTERNAL: choices */

    function lower(uint256 value, uint256 current) private pure returns (uint256) {
        return within(value, current - current / 8, current);
    }

    function cap(uint256 seed) private pure returns (uint256) {
        return seed % 2 == 0 ? NO_CAP : within(seed, 0, 10 * MOST);
    }

    function riskAt(uint256 seed) private view returns (Risk memory) {
        Risk[] memory risks = vault.risks();
        return risks[seed % risks.length];
    }

    function limitAt(uint256 seed) private view returns (Limit limit, uint256 current) {
        limit = Limit(seed % 15);
        current = limitOf(limit);
    }

    function loosened(uint256 seed, uint256 value) private view returns (uint256) {
        (Limit limit, uint256 current) = limitAt(seed);
        if (!isSaferHigh(limit)) return within(value, current, ceilingOf(limit));
        // Without a timelock nothing could be found out about it.
        return within(value, limit == Limit.TimelockHours ? 1 : 0, current);
    }

    function isSaferHigh(Limit limit) private pure returns (bool) {
        return
            limit == Limit.IdleFloorBps || limit == Limit.CooldownSeconds || limit == Limit.ResetDelayHours || limit == Limit.TimelockHours;
    }

    /// @dev Delays are kept far below what the vault allows: a run has only days.
    function ceilingOf(Limit limit) private pure returns (uint256) {
        uint16[15] memory ceilings = [5_000, 100, 500, 10_000, 60_000, 7_200, 20_000, 1_000, 2_000, 10_000, 500, 5_000, 200, 24, 24];
        return ceilings[uint8(limit)];
    }
}
