// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {VaultParameters} from "../interfaces/VaultTypes.sol";
import {Limit, PackedLimits} from "../libraries/PackedLimits.sol";
import {Timelocked} from "../Timelocked.sol";
import {LimitReference} from "./base/LimitReference.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {IVaultUnderTest} from "./base/IVaultUnderTest.sol";
import {Token} from "./mocks/Token.sol";

/// @title Every limit: looser by a curator and through the timelock, tighter by curator or guardian and at once, never past its ceiling
contract LimitSettingsTest is PolicyFixture {
    function setUp() public {
        token = new Token(6);
    }

    /// @dev A vault with one limit at `from` and a timelock, be it that limit.
    function enter(Limit limit, uint256 from) internal {
        uint16[] memory limits = looseLimits();
        limits[uint8(Limit.TimelockHours)] = 24;
        limits[uint8(limit)] = uint16(from);
        vault = newVault(token, limits);
    }

    function create(Limit limit, uint256 value) external {
        newVaultWith(limit, value);
    }

    function values() internal view returns (uint16[15] memory) {
        return vault.limits();
    }

    function testFuzz_LooserTakesTheCuratorAndTime(uint8 which, uint256 from, uint256 to) public {
        Limit limit = Limit(which % 15);
        (from, to) = ordered(limit, from, to);
        enter(limit, from);
        bytes memory change = abi.encodeCall(IVaultSettings.setLimit, (limit, to));
        failsAs(GUARDIAN, change, IAccessControl.AccessControlUnauthorizedAccount.selector, "guardian");
        failsAs(OWNER, change, IAccessControl.AccessControlUnauthorizedAccount.selector, "owner");
        failsAs(CURATOR, change, Timelocked.NotSubmitted.selector, "curator without notice");
        VM.prank(CURATOR);
        vault.submit(change);
        uint256 wait = (limit == Limit.TimelockHours ? from : 24) * 1 hours;
        VM.warp(block.timestamp + wait);
        uint16[15] memory before = values();
        succeedsAs(CURATOR, change, "curator in time");
        checkOnly(limit, before, to);
    }

    function testFuzz_TighterTakesNoTime(uint8 which, uint256 from, uint256 to, bool byGuardian) public {
        Limit limit = Limit(which % 15);
        (to, from) = ordered(limit, to, from);
        enter(limit, from);
        uint16[15] memory before = values();
        uint64 nonce = vault.stateNonce();
        bytes memory change = abi.encodeCall(IVaultSettings.setLimit, (limit, to));
        failsAs(OWNER, change, IAccessControl.AccessControlUnauthorizedAccount.selector, "owner");
        failsAs(KEEPER, change, IAccessControl.AccessControlUnauthorizedAccount.selector, "keeper");
        address sender = byGuardian ? GUARDIAN : CURATOR;
        VM.expectEmit(address(vault));
        emit IVaultSettings.LimitSet(sender, limit, to);
        succeedsAs(sender, change, "tighter");
        checkOnly(limit, before, to);
        assertEq(vault.stateNonce(), nonce + 1, "nonce");
    }

    /// @dev Two different values, the first of them the safer one.
    function ordered(Limit limit, uint256 one, uint256 other) internal pure returns (uint256 safer, uint256 riskier) {
        uint256 ceiling = LimitReference.ceilingOf(limit);
        (one, other) = (within(one, 0, ceiling), within(other, 0, ceiling));
        if (one == other) other = one == 0 ? ceiling : one - 1;
        return (one > other) == LimitReference.isSaferWhenHigher(limit) ? (one, other) : (other, one);
    }

    function checkOnly(Limit limit, uint16[15] memory before, uint256 value) internal view {
        for (uint8 i = 0; i < 15; ++i) assertEq(vault.limits()[i], Limit(i) == limit ? value : before[i], "limit");
    }

    function testFuzz_CeilingsBindEverybody(uint8 which, uint256 excess) public {
        Limit limit = Limit(which % 15);
        uint256 ceiling = LimitReference.ceilingOf(limit);
        vault = newVaultWith(limit, ceiling);
        excess = within(excess, ceiling + 1, type(uint256).max);
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(PackedLimits.LimitOutOfRange.selector, limit, excess, ceiling));
        vault.setLimit(limit, excess);
        VM.expectRevert(abi.encodeWithSelector(PackedLimits.LimitOutOfRange.selector, limit, ceiling + 1, ceiling));
        this.create(limit, ceiling + 1);
    }

    /* BIRTH */

    function parametersOf(address owner, uint16[] memory limits) internal view returns (VaultParameters memory) {
        return
            VaultParameters({
                asset: token,
                name: "Name",
                symbol: "SYM",
                owner: owner,
                curator: address(0),
                keeper: BOB,
                guardian: address(0),
                limits: limits
            });
    }

    function test_VaultIsBornAsToldAndOpen() public {
        uint16[] memory limits = new uint16[](15);
        for (uint8 i = 0; i < 15; ++i) limits[i] = i + 1;
        IVaultUnderTest born = newVault(parametersOf(ALICE, limits));
        for (uint8 i = 0; i < 15; ++i) assertEq(born.limits()[i], i + 1, "limit");
        assertTrue(born.hasRole(born.DEFAULT_ADMIN_ROLE(), ALICE), "owner");
        assertTrue(born.hasRole(born.KEEPER_ROLE(), BOB), "keeper");
        assertTrue(!born.hasRole(born.CURATOR_ROLE(), address(0)), "no curator");
        assertTrue(!born.hasRole(born.GUARDIAN_ROLE(), address(0)), "no guardian");
        assertEq(keccak256(bytes(born.symbol())), keccak256("SYM"), "symbol");
        (uint256 depositCap, address gate) = born.deposits();
        assertEq(depositCap, type(uint96).max, "deposit cap");
        assertEq(gate, address(0), "gate");
        assertEq(born.breakerMonitor(), address(0), "monitor");
        assertEq(born.adapters().length, 0, "adapters");
        assertEq(born.maxDeposit(BOB), type(uint104).max, "open");
    }

    function test_VaultNeedsAnOwnerAllLimitsAndTheOtherHalf() public {
        VM.expectPartialRevert(IVaultSettings.InvalidParameters.selector);
        this.give(parametersOf(address(0), looseLimits()));
        VM.expectPartialRevert(IVaultSettings.InvalidParameters.selector);
        this.give(parametersOf(ALICE, new uint16[](14)));
        VM.expectPartialRevert(IVaultSettings.InvalidParameters.selector);
        this.give(parametersOf(ALICE, new uint16[](16)));
        settings = address(0xdead);
        VM.expectPartialRevert(IVaultSettings.InvalidParameters.selector);
        this.give(parametersOf(ALICE, looseLimits()));
    }

    function give(VaultParameters calldata parameters) external {
        newVault(parameters);
    }
}
