// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../../interfaces/IAdapter.sol";
import {AdapterState, Move, Risk} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {VaultFixture} from "../base/VaultFixture.sol";
import {LedgerToken} from "../mocks/LedgerToken.sol";
import {DailyUse, Use} from "./DailyUse.sol";

/// @title VaultWatch: the vault's books, flows and limits, checked against a model that knows only what was done
abstract contract VaultWatch is VaultFixture {
    using DailyUse for Use[];

    uint256 internal constant BPS = 10_000;
    uint256 private constant START = 1_800_000_000;
    /// What uses of budgets are counted in: parts of gross assets.
    uint256 internal constant PARTS = 1e12;
    uint256 internal constant PARTS_PER_BPS = PARTS / BPS;
    /// What a move may lose to rounding without using up a budget.
    uint256 internal constant ROUNDING_PER_MOVE = 2;

    LedgerToken internal ledger;
    /// Everybody who may ever hold shares.
    address[] internal people;
    /// Every adapter that may ever be in the queue.
    address[] internal sources;

    uint256 internal donated;
    mapping(address account => uint256) internal paidTo;
    mapping(address adapter => uint256) internal allocatedTo;

    Use[] private _turnovers;
    Use[] private _losses;

    function setUpVault(uint16[] memory limits) internal {
        VM.warp(START);
        ledger = new LedgerToken(6);
        token = ledger;
        vault = newVault(token, limits);
    }

    /* INVARIANTS, to be asked at any time */

    function checkBooks() external view {
        uint256 gross = vault.idle();
        address[] memory queue = vault.adapters();
        for (uint256 i = 0; i < queue.length; ++i) gross += counted(queue[i]);
        assertEq(vault.grossAssets(), gross, "gross assets are idle and positions");
        assertEq(vault.idle() + donated, token.balanceOf(address(vault)), "idle is the balance less gifts");

        uint256 total = vault.totalAssets();
        assertLe(total, gross, "total assets are covered");
        uint256 shares = 0;
        for (uint256 i = 0; i < people.length; ++i) shares += vault.balanceOf(people[i]);
        assertEq(shares, vault.totalSupply(), "all shares are somebody's");
        // Each is owed a part of this, rounded down.
        assertLe(vault.convertToAssets(shares), total, "what is owed to all is covered");
    }

    function checkFlows() external view {
        uint256 known = 0;
        for (uint256 i = 0; i < people.length; ++i) {
            assertEq(ledger.moved(address(vault), people[i]), paidTo[people[i]], "the vault pays who withdraws");
            known += paidTo[people[i]];
        }
        for (uint256 i = 0; i < sources.length; ++i) {
            assertEq(ledger.moved(address(vault), sources[i]), allocatedTo[sources[i]], "the vault funds what is allocated to");
            known += allocatedTo[sources[i]];
        }
        assertEq(ledger.sent(address(vault)), known, "nothing else leaves the vault");
        for (uint256 i = 0; i < sources.length; ++i) {
            uint256 home = ledger.moved(sources[i], address(vault));
            assertEq(ledger.sent(sources[i]), home + toMarket(sources[i]), "adapters pay the vault or their market");
        }
    }

    /// @dev What an adapter has paid to its market.
    function toMarket(address adapter) internal view virtual returns (uint256);

    /* AFTER A REBALANCE */

    /// @dev Holds what a rebalance did to the limits, with its budgets taken from the lists.
    function noteRebalance(Move[] memory moves, uint256 grossBefore) internal returns (uint256 loss) {
        uint256 allocated = 0;
        for (uint256 i = 0; i < moves.length; ++i) {
            if (moves[i].assets <= 0) continue;
            allocated += uint256(moves[i].assets);
            allocatedTo[moves[i].adapter] += uint256(moves[i].assets);
        }
        if (allocated != 0) {
            uint256 parts = (allocated * PARTS) / grossBefore;
            _turnovers.add(parts);
            assertLe(parts, limitOf(Limit.RebalanceTurnoverBps) * PARTS_PER_BPS, "turnover of one rebalance");
            assertLe(_turnovers.sum(), limitOf(Limit.DailyTurnoverBps) * PARTS_PER_BPS, "turnover of 24 hours");
            checkCaps(moves);
        }
        uint256 gross = vault.grossAssets();
        if (gross < grossBefore) {
            loss = grossBefore - gross;
            uint256 parts = (loss * PARTS) / grossBefore;
            assertLe(parts, limitOf(Limit.RebalanceLossBps) * PARTS_PER_BPS, "loss of one rebalance");
            if (loss > moves.length * ROUNDING_PER_MOVE) {
                _losses.add(parts);
                assertLe(_losses.sum(), limitOf(Limit.DailyLossBps) * PARTS_PER_BPS, "loss of 24 hours");
            }
        }
    }

    function checkCaps(Move[] memory moves) private view {
        uint256 gross = vault.grossAssets();
        Risk[] memory risks = vault.risks();
        for (uint256 i = 0; i < moves.length; ++i) {
            if (moves[i].assets <= 0) continue;
            AdapterState memory state = vault.adapterState(moves[i].adapter);
            assertTrue(state.riskMask != 0, "only adapters in the queue are allocated to");
            checkCap(counted(moves[i].adapter), state.absoluteCap, state.relativeCapBps, gross);
            for (uint256 place = 0; place < risks.length; ++place) {
                if ((state.riskMask >> place) & 1 == 0) continue;
                checkCap(exposure(place), risks[place].absoluteCap, risks[place].relativeCapBps, gross);
            }
        }
        assertLe(gross * limitOf(Limit.IdleFloorBps), vault.idle() * BPS, "idle floor");
    }

    function checkCap(uint256 position, uint256 absoluteCap, uint256 relativeCapBps, uint256 gross) private pure {
        assertLe(position, absoluteCap, "absolute cap");
        assertLe(position * BPS, gross * relativeCapBps, "relative cap");
    }

    /* READINGS */

    /// @dev The position as the vault must count it.
    function counted(address adapter) internal view returns (uint256) {
        try IAdapter(adapter).totalAssets() returns (uint256 position) {
            return position;
        } catch {
            return vault.adapterState(adapter).lastTotalAssets;
        }
    }

    /// @dev All positions that share a risk.
    function exposure(uint256 place) internal view returns (uint256 positions) {
        address[] memory queue = vault.adapters();
        for (uint256 i = 0; i < queue.length; ++i) {
            if ((vault.adapterState(queue[i]).riskMask >> place) & 1 == 1) positions += counted(queue[i]);
        }
    }
}
