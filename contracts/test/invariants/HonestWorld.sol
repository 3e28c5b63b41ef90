// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBreakerMonitor} from "../../interfaces/IBreakerMonitor.sol";
import {Move} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {MoodyAdapter} from "../mocks/MoodyAdapter.sol";
import {PriceWatch} from "./PriceWatch.sol";
import {Rehearsal} from "./Rehearsal.sol";

/// @title HonestWorld: a vault with depositors, eight sources of which four are in its queue, two keepers and a monitor
/// @notice Each action brings its fuzzed numbers into the range that must succeed: a revert is a failure of the invariant.
abstract contract HonestWorld is PriceWatch, IBreakerMonitor {
    uint256 internal constant MOST = 1e12;
    uint256 internal constant SOURCES = 8;
    /// Sources charge at most this much for leaving; whoever accepts a loss accepts more than twice that.
    uint256 internal constant MAX_CHARGE_BPS = 50;

    address internal constant CAROL = address(0x0777);
    address internal constant FEES = address(0x0888);
    address internal constant SECOND_KEEPER = address(0x0999);
    address internal constant STRANGER = address(0x0aaa);

    Rehearsal internal rehearsal;
    bool internal alarm;
    /// The roles that were given through the timelock, or at birth.
    mapping(bytes32 role => mapping(address account => bool)) internal entitled;

    constructor() {
        setUpVault(firstLimits());
        rehearsal = new Rehearsal(vault);
        people = [ALICE, BOB, CAROL, FEES];
        for (uint256 i = 0; i < SOURCES; ++i) {
            sources.push(address(new MoodyAdapter(address(vault), risksOf(i))));
            if (i < 4) addAdapter(sources[i]);
        }
        VM.startPrank(CURATOR);
        vault.setBreakerMonitor(address(this));
        vault.setLimit(Limit.TimelockHours, 6);
        VM.stopPrank();
        entitled[vault.DEFAULT_ADMIN_ROLE()][OWNER] = true;
        entitled[vault.CURATOR_ROLE()][CURATOR] = true;
        entitled[vault.KEEPER_ROLE()][KEEPER] = true;
        entitled[vault.GUARDIAN_ROLE()][GUARDIAN] = true;
        for (uint256 i = 0; i < 3; ++i) deposit(people[i], 1e12);
        Move[] memory moves = new Move[](4);
        for (uint256 i = 0; i < 4; ++i) moves[i] = Move(sources[i], 3e11);
        uint256 grossBefore = vault.grossAssets();
        rebalance(moves);
        noteRebalance(moves, grossBefore);
        startWatching();
    }

    function firstLimits() private pure returns (uint16[] memory limits) {
        limits = looseLimits();
        limits[uint8(Limit.IdleFloorBps)] = 200;
        limits[uint8(Limit.RebalanceLossBps)] = 20;
        limits[uint8(Limit.DailyLossBps)] = 40;
        limits[uint8(Limit.RebalanceTurnoverBps)] = 4_000;
        limits[uint8(Limit.DailyTurnoverBps)] = 30_000;
        limits[uint8(Limit.CooldownSeconds)] = 600;
        limits[uint8(Limit.PriceFallBps)] = 200;
        limits[uint8(Limit.DailyPriceFallBps)] = 500;
        limits[uint8(Limit.DailyOutflowBps)] = 9_000;
        limits[uint8(Limit.ManagementFeeBps)] = 100;
        limits[uint8(Limit.PerformanceFeeBps)] = 1_000;
        limits[uint8(Limit.ForceDeallocatePenaltyBps)] = 50;
        limits[uint8(Limit.ResetDelayHours)] = 6;
    }

    /// @dev One of three protocols, and for every other one an issuer.
    function risksOf(uint256 i) private pure returns (bytes32[] memory ids) {
        ids = new bytes32[](1 + (i % 2));
        ids[0] = keccak256(abi.encode("protocol", i % 3));
        if (i % 2 == 1) ids[1] = keccak256("issuer");
    }

    /// @inheritdoc IBreakerMonitor
    function check(address) external view returns (bytes32 reason, address subject) {
        if (alarm) (reason, subject) = ("alarm", address(this));
    }

    function getVault() external view returns (address) {
        return address(vault);
    }

    /* INVARIANTS beside those of the books and flows */

    function checkRoles() external view {
        bytes32[4] memory roles = [vault.DEFAULT_ADMIN_ROLE(), vault.CURATOR_ROLE(), vault.KEEPER_ROLE(), vault.GUARDIAN_ROLE()];
        address[8] memory accounts = [OWNER, CURATOR, KEEPER, GUARDIAN, SECOND_KEEPER, STRANGER, ALICE, FEES];
        for (uint256 i = 0; i < roles.length; ++i) {
            for (uint256 j = 0; j < accounts.length; ++j) {
                assertTrue(vault.hasRole(roles[i], accounts[j]) == entitled[roles[i]][accounts[j]], "roles come through the timelock");
            }
        }
    }

    function rehearseExits(uint256 seed) internal {
        rehearsal.everybodyLeaves(people, seed % 2 == 0);
    }

    function rehearseEntries(uint256 seed) internal {
        rehearsal.somebodyFillsIt(person(seed), seed % 2 == 0);
    }

    /* CHOICES */

    function person(uint256 seed) internal view returns (address) {
        return people[seed % people.length];
    }

    /// @dev Mostly a small part, now and then all.
    function part(uint256 seed, uint256 all) internal pure returns (uint256) {
        return within(seed, 0, seed % 8 == 0 ? all : all / 8);
    }

    function anySource(uint256 seed) internal view returns (MoodyAdapter) {
        return MoodyAdapter(sources[seed % SOURCES]);
    }

    /// @dev One in the queue; zero if that is empty.
    function queued(uint256 seed) internal view returns (MoodyAdapter) {
        address[] memory queue = vault.adapters();
        return MoodyAdapter(queue.length == 0 ? address(0) : queue[seed % queue.length]);
    }

    function isQueued(address adapter) internal view returns (bool) {
        return vault.adapterState(adapter).riskMask != 0;
    }

    function least(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function saturatingSub(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a - b : 0;
    }

    /// @dev Sources here pay to the unit.
    function rounding() internal pure override returns (uint256) {
        return 0;
    }

    function toMarket(address adapter) internal view override returns (uint256) {
        return ledger.moved(adapter, address(0));
    }
}
