// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AdapterState, Guard, Move, Risk, Status} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {MoodyAdapter} from "../mocks/MoodyAdapter.sol";
import {HonestWorld} from "./HonestWorld.sol";

/// @title KeeperActions: an honest keeper, whose plans stay inside every limit
abstract contract KeeperActions is HonestWorld {
    /// @notice What one plan may do.
    /// @param source Where money comes from.
    /// @param target Where it goes to.
    /// @param out What comes.
    /// @param loss What each of both moves may lose.
    struct Draft {
        MoodyAdapter source;
        MoodyAdapter target;
        uint256 out;
        uint256 loss;
    }

    function invest(uint256 into, uint256 assets) external watched {
        awaitCooldown();
        Draft memory draft = newDraft();
        draft.target = queued(into);
        if (status() != Status.Normal || address(draft.target) == address(0)) return;
        uint256 most = room(draft);
        if (most != 0) rebalanceWatched(oneMove(address(draft.target), int256(within(assets, 1, most))), "invest");
    }

    function divest(uint256 from, uint256 assets) external watched {
        Draft memory draft = newDraft();
        draft.source = queued(from);
        if (status() == Status.Paused || address(draft.source) == address(0)) return;
        uint256 most = payable_(draft);
        if (most == 0) return;
        assets = within(assets, 1, most);
        bool all = assets == draft.source.withdrawable(tolerance(draft.source));
        rebalanceWatched(oneMove(address(draft.source), all ? type(int256).min : -int256(assets)), "divest");
    }

    function moveMoney(uint256 from, uint256 into, uint256 assetsOut, uint256 assetsIn) external watched {
        awaitCooldown();
        Draft memory draft = newDraft();
        (draft.source, draft.target) = (queued(from), queued(into));
        if (status() != Status.Normal || address(draft.source) == address(draft.target)) return;
        uint256 most = payable_(draft);
        if (most == 0) return;
        draft.out = within(assetsOut, 1, most);
        most = room(draft);
        if (most == 0) return;
        assetsIn = within(assetsIn, 1, most);
        rebalanceWatched(twoMoves(address(draft.source), -int256(draft.out), address(draft.target), int256(assetsIn)), "move");
    }

    function recordPositions() external watched {
        if (status() != Status.Paused) rebalanceWatched(new Move[](0), "record");
    }

    /* INTERNAL */

    function rebalanceWatched(Move[] memory moves, bytes32 deed) private {
        address keeper = entitled[vault.KEEPER_ROLE()][KEEPER] ? KEEPER : SECOND_KEEPER;
        if (!entitled[vault.KEEPER_ROLE()][keeper]) return;
        (expected.accrues, expected.movesNonce) = (true, true);
        uint256 grossBefore = vault.grossAssets();
        Guard memory current = guard();
        VM.prank(keeper);
        vault.rebalance(moves, current);
        uint256 loss = noteRebalance(moves, grossBefore);
        if (loss != 0) expected.lostParts = (loss * PARTS) / grossBefore + 1;
        did(deed);
        if (loss > ROUNDING_PER_MOVE * moves.length) did("lose by rebalancing");
    }

    /// @dev The status in which the plan will be judged.
    function status() private returns (Status) {
        return rehearsal.statusOnceAccrued();
    }

    function awaitCooldown() private {
        (uint256 lastAt, , ) = vault.usage();
        uint256 allowedAt = lastAt + limitOf(Limit.CooldownSeconds);
        if (block.timestamp < allowedAt) pass(allowedAt - block.timestamp);
    }

    function newDraft() private view returns (Draft memory draft) {
        uint256 gross = vault.grossAssets();
        (, , uint256 usedMillionths) = vault.usage();
        uint256 leftMillionths = saturatingSub(limitOf(Limit.DailyLossBps) * 100, usedMillionths);
        draft.loss = least((gross * limitOf(Limit.RebalanceLossBps)) / BPS, (gross * leftMillionths) / 1e6) / 2;
    }

    function tolerance(MoodyAdapter source) private view returns (uint256) {
        return source.silent() ? 0 : limitOf(Limit.RebalanceLossBps);
    }

    /// @dev Most that the source can pay within the loss.
    function payable_(Draft memory draft) private view returns (uint256 assets) {
        assets = draft.source.withdrawable(tolerance(draft.source));
        uint256 charge = draft.source.exitChargeBps();
        if (charge != 0) assets = least(assets, (saturatingSub(draft.loss, 1) * (BPS - charge)) / charge);
    }

    /// @dev Most that can go into the target once `out` came home.
    function room(Draft memory draft) private view returns (uint256 assets) {
        MoodyAdapter target = draft.target;
        (, uint256 usedBps, ) = vault.usage();
        if (target.silent() || target.sickness() != "") return 0;

        uint256 gross = vault.grossAssets();
        // What comes home from a silent source beyond its record was not counted before.
        uint256 found = address(draft.source) == address(0) ? 0 : saturatingSub(draft.out, counted(address(draft.source)));
        uint256 floor = ((gross + found) * limitOf(Limit.IdleFloorBps) + BPS - 1) / BPS;
        assets = saturatingSub(vault.idle() + draft.out, floor);

        uint256 turnoverBps = saturatingSub(limitOf(Limit.DailyTurnoverBps), usedBps);
        assets = least(assets, (gross * least(turnoverBps, limitOf(Limit.RebalanceTurnoverBps))) / BPS);
        if (target.entryChargeBps() != 0) assets = least(assets, (draft.loss * BPS) / target.entryChargeBps());
        return least(assets, roomUnderCaps(draft, saturatingSub(gross, 2 * draft.loss)));
    }

    function roomUnderCaps(Draft memory draft, uint256 gross) private view returns (uint256 assets) {
        AdapterState memory state = vault.adapterState(address(draft.target));
        assets = saturatingSub(least(state.absoluteCap, (gross * state.relativeCapBps) / BPS), counted(address(draft.target)));
        Risk[] memory risks = vault.risks();
        uint256 sourceMask = address(draft.source) == address(0) ? 0 : vault.adapterState(address(draft.source)).riskMask;
        for (uint256 place = 0; place < risks.length; ++place) {
            if ((state.riskMask >> place) & 1 == 0) continue;
            uint256 positions = exposure(place);
            if ((sourceMask >> place) & 1 == 1) positions -= least(draft.out, counted(address(draft.source)));
            assets = least(assets, saturatingSub(least(risks[place].absoluteCap, (gross * risks[place].relativeCapBps) / BPS), positions));
        }
    }
}
