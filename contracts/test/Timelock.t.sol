// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Status} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {Timelocked} from "../Timelocked.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {Token} from "./mocks/Token.sol";

/// @title What raises risk is announced as the exact bytes, waits, can be taken back, and lapses
contract TimelockTest is PolicyFixture {
    uint256 private constant WAIT = 48 hours;
    uint256 private constant GRACE = 14 days;

    CashAdapter private newcomer;
    bytes private call;

    function setUp() public {
        VM.warp(1_800_000_000);
        token = new Token(6);
        vault = newVaultWith(Limit.TimelockHours, 48);
        newcomer = new CashAdapter(address(vault));
        call = abi.encodeCall(IVaultSettings.addAdapter, (address(newcomer), 1_000, 5_000));
    }

    function submit(bytes memory data) internal {
        VM.prank(CURATOR);
        vault.submit(data);
    }

    function submitAndWait(bytes memory data) internal {
        submit(data);
        VM.warp(block.timestamp + WAIT);
    }

    /* THE PATH */

    function test_SubmitWaitExecute() public {
        uint256 time = block.timestamp + WAIT;
        VM.expectEmit(address(vault));
        emit Timelocked.Submitted(CURATOR, IVaultSettings.addAdapter.selector, call, time);
        submit(call);
        assertEq(vault.executableAt(call), time, "executable at");
        VM.warp(time);
        succeedsAs(CURATOR, call, "in time");
        assertEq(vault.adapters()[0], address(newcomer), "adapter");
        assertEq(vault.executableAt(call), 0, "used up");
    }

    function test_NothingIsExecutedUnannounced() public {
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(Timelocked.NotSubmitted.selector, keccak256(call)));
        vault.addAdapter(address(newcomer), 1_000, 5_000);
    }

    function testFuzz_NeitherTooEarlyNorTooLate(uint256 waited) public {
        waited = within(waited, 0, 30 days);
        uint256 time = block.timestamp + WAIT;
        submit(call);
        VM.warp(block.timestamp + waited);
        if (waited < WAIT) failsAs(CURATOR, call, Timelocked.TimelockNotElapsed.selector, "too early");
        else if (waited <= WAIT + GRACE) succeedsAs(CURATOR, call, "in time");
        else failsAs(CURATOR, call, Timelocked.TimelockExpired.selector, "too late");
        if (waited < WAIT || waited > WAIT + GRACE) assertEq(vault.executableAt(call), time, "still as submitted");
    }

    function test_TheLastSecondsOfEachPhase() public {
        uint256 submittedAt = block.timestamp;
        submit(call);
        VM.warp(submittedAt + WAIT - 1);
        (bool success, bytes4 selector) = tryAs(CURATOR, call);
        assertTrue(!success && selector == Timelocked.TimelockNotElapsed.selector, "one second early");
        VM.warp(submittedAt + WAIT);
        (success, ) = tryAs(CURATOR, call);
        assertTrue(success, "first second");
        VM.warp(submittedAt + WAIT + GRACE);
        (success, ) = tryAs(CURATOR, call);
        assertTrue(success, "last second");
        VM.warp(submittedAt + WAIT + GRACE + 1);
        (success, selector) = tryAs(CURATOR, call);
        assertTrue(!success && selector == Timelocked.TimelockExpired.selector, "one second late");
    }

    function test_OneAnnouncementIsOneExecution() public {
        submitAndWait(call);
        succeedsAs(CURATOR, call, "once");
        VM.prank(CURATOR);
        vault.removeAdapter(address(newcomer));
        failsAs(CURATOR, call, Timelocked.NotSubmitted.selector, "not twice");
    }

    function test_AnnouncedTwiceOnlyAfterItLapsed() public {
        submit(call);
        bytes memory again = abi.encodeCall(vault.submit, (call));
        failsAs(OWNER, again, Timelocked.AlreadySubmitted.selector, "waiting");
        VM.warp(block.timestamp + WAIT + GRACE);
        failsAs(CURATOR, again, Timelocked.AlreadySubmitted.selector, "executable");
        VM.warp(block.timestamp + 1);
        succeedsAs(CURATOR, again, "lapsed");
        assertEq(vault.executableAt(call), block.timestamp + WAIT, "waits anew");
        failsAs(CURATOR, call, Timelocked.TimelockNotElapsed.selector, "no shorter");
    }

    /* EXACT BYTES */

    function testFuzz_OtherArgumentsAreAnotherCall(uint256 absoluteCap, uint256 relativeCapBps) public {
        VM.assume(absoluteCap != 1_000 || relativeCapBps != 5_000);
        submitAndWait(call);
        bytes memory other = abi.encodeCall(IVaultSettings.addAdapter, (address(newcomer), absoluteCap, relativeCapBps));
        failsAs(CURATOR, other, Timelocked.NotSubmitted.selector, "other arguments");
        succeedsAs(CURATOR, call, "the arguments announced");
    }

    function testFuzz_TrailingBytesAreAnotherCall(bytes memory trail) public {
        VM.assume(trail.length != 0);
        submitAndWait(call);
        failsAs(CURATOR, bytes.concat(call, trail), Timelocked.NotSubmitted.selector, "with a trail");
    }

    function test_OneFunctionsNoticeIsNoOthers() public {
        VM.prank(CURATOR);
        vault.setDepositCap(0);
        submitAndWait(abi.encodeCall(IVaultSettings.setDepositGate, (address(0x77))));
        bytes memory other = abi.encodeCall(IVaultSettings.setFeeRecipient, (address(0x77)));
        failsAs(CURATOR, other, Timelocked.NotSubmitted.selector, "same argument, other function");
    }

    /* WHAT RAISES NO RISK */

    /// @dev The cap that is in force already lets nobody in who could not come before: no notice is asked for it.
    function testFuzz_TheSameDepositCapNeedsNoNotice(uint96 cap) public {
        VM.startPrank(CURATOR);
        vault.setDepositCap(cap);
        vault.setDepositCap(cap);
        VM.stopPrank();
        if (cap == type(uint96).max) return;
        bytes memory more = abi.encodeCall(IVaultSettings.setDepositCap, (uint256(cap) + 1));
        failsAs(CURATOR, more, Timelocked.NotSubmitted.selector, "one more");
    }

    /* WHO */

    function test_ExecutionTakesTheRole() public {
        submitAndWait(call);
        address[4] memory others = [OWNER, KEEPER, GUARDIAN, ALICE];
        for (uint256 i = 0; i < 4; ++i) {
            failsAs(others[i], call, IAccessControl.AccessControlUnauthorizedAccount.selector, "no curator");
        }
        succeedsAs(CURATOR, call, "curator");
    }

    function test_RevokedByGuardianCuratorOrOwner() public {
        address[3] memory revokers = [GUARDIAN, CURATOR, OWNER];
        for (uint256 i = 0; i < 3; ++i) {
            submitAndWait(call);
            VM.expectEmit(address(vault));
            emit Timelocked.Revoked(revokers[i], IVaultSettings.addAdapter.selector, call);
            succeedsAs(revokers[i], abi.encodeCall(vault.revoke, (call)), "revoke");
            assertEq(vault.executableAt(call), 0, "not waiting");
            failsAs(CURATOR, call, Timelocked.NotSubmitted.selector, "revoked");
        }
        failsAs(GUARDIAN, abi.encodeCall(vault.revoke, (call)), Timelocked.NotSubmitted.selector, "nothing to revoke");
    }

    function test_OthersNeitherAnnounceNorRevoke() public {
        bytes4 unauthorized = IAccessControl.AccessControlUnauthorizedAccount.selector;
        address[3] memory strangers = [GUARDIAN, KEEPER, ALICE];
        for (uint256 i = 0; i < 3; ++i) failsAs(strangers[i], abi.encodeCall(vault.submit, (call)), unauthorized, "submit");
        submit(call);
        for (uint256 i = 1; i < 3; ++i) failsAs(strangers[i], abi.encodeCall(vault.revoke, (call)), unauthorized, "revoke");
    }

    /* THE TIMELOCK ITSELF */

    function test_TimelockIsShortenedOnlyThroughItself() public {
        bytes memory shorten = abi.encodeCall(IVaultSettings.setLimit, (Limit.TimelockHours, 0));
        failsAs(CURATOR, shorten, Timelocked.NotSubmitted.selector, "at once");
        submit(call);
        submit(shorten);
        VM.warp(block.timestamp + WAIT - 1);
        failsAs(CURATOR, shorten, Timelocked.TimelockNotElapsed.selector, "early");
        VM.warp(block.timestamp + 1);
        succeedsAs(CURATOR, shorten, "in time");
        assertEq(limitOf(Limit.TimelockHours), 0, "shortened");
    }

    /// @dev What was announced under the longer timelock still waits it out; a longer one does not reach back either.
    function test_ChangedTimelockBindsLaterAnnouncements() public {
        bytes memory shorten = abi.encodeCall(IVaultSettings.setLimit, (Limit.TimelockHours, 0));
        submit(shorten);
        VM.warp(block.timestamp + WAIT - 1);
        submit(call);
        VM.warp(block.timestamp + 1);
        succeedsAs(CURATOR, shorten, "shorten");
        failsAs(CURATOR, call, Timelocked.TimelockNotElapsed.selector, "still waits");
        VM.prank(GUARDIAN);
        vault.setLimit(Limit.TimelockHours, 720);
        VM.warp(block.timestamp + WAIT);
        succeedsAs(CURATOR, call, "waits no longer");
    }

    function test_WithoutTimelockNothingNeedsAnnouncing() public {
        vault = newVaultWith(Limit.TimelockHours, 0);
        CashAdapter adapter = new CashAdapter(address(vault));
        call = abi.encodeCall(IVaultSettings.addAdapter, (address(adapter), 1, 1));
        succeedsAs(CURATOR, call, "at once");
        VM.prank(CURATOR);
        vault.removeAdapter(address(adapter));
        submit(call);
        succeedsAs(CURATOR, call, "announced and at once");
        assertEq(vault.executableAt(call), 0, "used up");
    }

    /* ROLES */

    function grant(bytes32 role, address account) internal pure returns (bytes memory) {
        return abi.encodeCall(IAccessControl.grantRole, (role, account));
    }

    function test_RolesAreGrantedThroughTheTimelock() public {
        bytes32[3] memory roles = [vault.KEEPER_ROLE(), vault.CURATOR_ROLE(), vault.DEFAULT_ADMIN_ROLE()];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory data = grant(roles[i], BOB);
            failsAs(OWNER, data, Timelocked.NotSubmitted.selector, "unannounced");
            VM.prank(OWNER);
            vault.submit(data);
            failsAs(OWNER, data, Timelocked.TimelockNotElapsed.selector, "early");
            VM.warp(block.timestamp + WAIT);
            failsAs(CURATOR, data, IAccessControl.AccessControlUnauthorizedAccount.selector, "owner only");
            succeedsAs(OWNER, data, "in time");
            assertTrue(vault.hasRole(roles[i], BOB), "granted");
        }
    }

    function test_GuardiansAreGrantedAtOnce() public {
        bytes32 role = vault.GUARDIAN_ROLE();
        succeedsAs(OWNER, grant(role, BOB), "guardian");
        succeedsAs(BOB, abi.encodeCall(IVaultSettings.trip, ()), "acts");
        assertStatus(Status.ReduceOnly, "tripped");
    }

    function test_GuardianDismissesKeepersAndNobodyElse() public {
        bytes32 keeperRole = vault.KEEPER_ROLE();
        bytes32 curatorRole = vault.CURATOR_ROLE();
        bytes4 unauthorized = IAccessControl.AccessControlUnauthorizedAccount.selector;
        failsAs(GUARDIAN, abi.encodeCall(IAccessControl.revokeRole, (curatorRole, CURATOR)), unauthorized, "curator");
        succeedsAs(GUARDIAN, abi.encodeCall(IAccessControl.revokeRole, (keeperRole, KEEPER)), "keeper");
        assertTrue(!vault.hasRole(keeperRole, KEEPER), "dismissed");
        failsAs(GUARDIAN, grant(keeperRole, BOB), unauthorized, "cannot grant");
        succeedsAs(OWNER, abi.encodeCall(IAccessControl.revokeRole, (curatorRole, CURATOR)), "the owner takes any role at once");
    }

    /* ABDICATION */

    function test_WhatIsGivenUpIsGivenUpForGood() public {
        bytes4 selector = IVaultSettings.addAdapter.selector;
        bytes memory abdicate = abi.encodeCall(IVaultSettings.abdicate, (selector));
        submitAndWait(call);
        VM.prank(OWNER);
        vault.submit(abdicate);
        failsAs(OWNER, abdicate, Timelocked.TimelockNotElapsed.selector, "early");
        VM.warp(block.timestamp + WAIT);
        failsAs(CURATOR, abdicate, IAccessControl.AccessControlUnauthorizedAccount.selector, "owner only");
        VM.expectEmit(address(vault));
        emit Timelocked.Abdicated(OWNER, selector);
        succeedsAs(OWNER, abdicate, "in time");
        assertTrue(vault.abdicated(selector), "abdicated");
        failsAs(CURATOR, call, Timelocked.FunctionAbdicated.selector, "also what was waiting");
    }

    /// @dev Only the direction that raises risk is given up.
    function test_GivenUpLimitsCanStillBeTightened() public {
        bytes memory abdicate = abi.encodeCall(IVaultSettings.abdicate, (IVaultSettings.setLimit.selector));
        VM.prank(OWNER);
        vault.submit(abdicate);
        VM.warp(block.timestamp + WAIT);
        succeedsAs(OWNER, abdicate, "abdicate");
        VM.startPrank(CURATOR);
        vault.setLimit(Limit.IdleFloorBps, 100);
        VM.expectPartialRevert(Timelocked.FunctionAbdicated.selector);
        vault.setLimit(Limit.IdleFloorBps, 99);
    }
}
