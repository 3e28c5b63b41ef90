// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {Guard, Move, Risk} from "../interfaces/VaultTypes.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title Positions that share a risk are held to its caps together
contract RiskCapsTest is PolicyFixture {
    bytes32 private constant AAVE = keccak256("protocol:aave-v3");
    bytes32 private constant USDC = keccak256("issuer:usdc");
    bytes32 private constant USDS = keccak256("issuer:usds");

    /// The first two share a protocol, the last two an issuer.
    CashAdapter[3] private adapters;

    function setUp() public {
        setUpVault(6);
        adapters[0] = newAdapterWith(ids(AAVE, USDC));
        adapters[1] = newAdapterWith(ids(AAVE, USDS));
        adapters[2] = newAdapterWith(ids(USDS));
    }

    function setRiskCaps(bytes32 riskId, uint256 absoluteCap, uint256 relativeCapBps) internal {
        VM.prank(CURATOR);
        vault.setRiskCaps(riskId, absoluteCap, relativeCapBps);
    }

    function testFuzz_AbsoluteCapCountsBoth(uint256 total, uint256 cap, uint256 part) public {
        total = within(total, 3, MAX_MONEY);
        cap = within(cap, 2, total - 1);
        part = within(part, 1, cap - 1);
        deposit(ALICE, total);
        setRiskCaps(AAVE, cap, 10_000);
        allocate(address(adapters[0]), part);
        rebalanceReverts(oneMove(address(adapters[1]), int256(cap - part + 1)), IVaultCore.AbsoluteRiskCapExceeded.selector);
        // Who does not share the risk is free.
        allocate(address(adapters[2]), 1);
        allocate(address(adapters[1]), cap - part);
        assertEq(adapters[0].totalAssets() + adapters[1].totalAssets(), cap, "together");
    }

    function testFuzz_RelativeCapCountsBoth(uint256 total, uint256 capBps, uint256 part) public {
        total = within(total, 20_000, MAX_MONEY);
        capBps = within(capBps, 1, 9_999);
        deposit(ALICE, total);
        setRiskCaps(USDS, NO_CAP, capBps);
        uint256 most = (total * capBps) / 10_000;
        part = within(part, 1, most - 1);
        rebalanceReverts(
            twoMoves(address(adapters[1]), int256(part), address(adapters[2]), int256(most - part + 1)),
            IVaultCore.RelativeRiskCapExceeded.selector
        );
        rebalance(twoMoves(address(adapters[1]), int256(part), address(adapters[2]), int256(most - part)));
        assertEq(adapters[1].totalAssets() + adapters[2].totalAssets(), most, "together");
    }

    /// @dev Money may move between two that share a full risk, and out of it, but not into it.
    function test_FullRiskTakesNothingNew() public {
        deposit(ALICE, 1_000);
        setRiskCaps(AAVE, 500, 10_000);
        allocate(address(adapters[0]), 500);
        rebalance(twoMoves(address(adapters[0]), -200, address(adapters[1]), 200));
        rebalanceReverts(twoMoves(address(adapters[0]), -100, address(adapters[1]), 101), IVaultCore.AbsoluteRiskCapExceeded.selector);
        rebalance(oneMove(address(adapters[0]), -100));
    }

    /// @dev A risk over its cap binds those who have it, and nobody else.
    function test_RiskOverItsCapBlocksNoOther() public {
        deposit(ALICE, 1_000);
        allocate(address(adapters[0]), 300);
        setRiskCaps(AAVE, 1, 1);
        allocate(address(adapters[2]), 100);
        rebalanceReverts(oneMove(address(adapters[1]), 1), IVaultCore.AbsoluteRiskCapExceeded.selector);
        rebalance(oneMove(address(adapters[0]), -50));
        withdraw(ALICE, 900);
    }

    /// @dev Yield in one position takes room from the other, also yield that its adapter cannot report: then the record counts.
    function test_PositionsCountAsTheyAre() public {
        UnreadableAdapter unreadable = new UnreadableAdapter(address(vault));
        addAdapter(address(unreadable));
        CashAdapter other = newAdapter();
        deposit(ALICE, 1_000);
        allocate(address(unreadable), 300);
        unreadable.gain(100);
        setRiskCaps(keccak256("protocol:purse"), 500, 10_000);
        rebalanceReverts(oneMove(address(other), 101), IVaultCore.AbsoluteRiskCapExceeded.selector);
        unreadable.setBroken(true);
        rebalanceReverts(oneMove(address(other), 201), IVaultCore.AbsoluteRiskCapExceeded.selector);
        allocate(address(other), 200);
    }

    /// @dev Whatever the keeper tries, a plan that passes leaves every risk it touched within both caps, and so every adapter.
    function testFuzz_NoPlanPassesAnyLimit(
        uint256 total,
        uint256[3] memory caps,
        uint16[3] memory capsBps,
        uint256[3] memory before,
        uint256[3] memory moved
    ) public {
        total = within(total, 100, MAX_MONEY);
        deposit(ALICE, total);
        uint256 idle = total;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 part = within(before[i], 0, idle / 2);
            if (part != 0) allocate(address(adapters[i]), part);
            idle -= part;
        }
        bytes32[3] memory risks = [AAVE, USDC, USDS];
        for (uint256 i = 0; i < 3; ++i) setRiskCaps(risks[i], within(caps[i], 0, total), within(capsBps[i], 0, 10_000));

        Move[] memory moves = new Move[](3);
        // One out, perhaps, and the others in.
        for (uint256 i = 0; i < 3; ++i) moves[i] = Move(address(adapters[i]), int256(within(moved[i], 1, total / 3)));
        if (moved[0] % 2 == 0) moves[0].assets = type(int256).min;
        Guard memory current = guard();
        VM.prank(KEEPER);
        try vault.rebalance(moves, current) {
            uint256[3] memory positions = [adapters[0].totalAssets(), adapters[1].totalAssets(), adapters[2].totalAssets()];
            checkRisk(0, positions[0] + positions[1]);
            if (moves[0].assets > 0) checkRisk(1, positions[0]);
            checkRisk(2, positions[1] + positions[2]);
        } catch {
            assertEq(vault.idle(), idle, "nothing moved");
        }
    }

    function checkRisk(uint256 place, uint256 positions) internal view {
        Risk memory risk = vault.risks()[place];
        assertLe(positions, risk.absoluteCap, "absolute cap");
        assertLe(positions * 10_000, vault.grossAssets() * risk.relativeCapBps, "relative cap");
    }
}
