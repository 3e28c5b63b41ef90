// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Move, Status} from "../interfaces/VaultTypes.sol";
import {Limit, PackedLimits} from "../libraries/PackedLimits.sol";
import {IVaultUnderTest} from "./base/IVaultUnderTest.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";

/// @title Two halves, one vault: answers and errors pass unchanged, strangers find no way in, and the other half alone can do nothing
contract DelegationTest is PolicyFixture {
    CashAdapter private adapter;

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
        deposit(ALICE, 1_000);
    }

    /* THE OTHER HALF ALONE */

    function test_CalledDirectlyItDoesNothing() public {
        IVaultUnderTest alone = IVaultUnderTest(settings);
        bytes[] memory calls = new bytes[](20);
        calls[0] = abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 1));
        calls[1] = abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 0));
        calls[2] = abi.encodeCall(IVaultSettings.setDepositCap, (0));
        calls[3] = abi.encodeCall(IVaultSettings.setDepositGate, (address(0)));
        calls[4] = abi.encodeCall(IVaultSettings.setFeeRecipient, (address(0)));
        calls[5] = abi.encodeCall(IVaultSettings.setBreakerMonitor, (address(0)));
        calls[6] = abi.encodeCall(IVaultSettings.addAdapter, (address(adapter), 0, 0));
        calls[7] = abi.encodeCall(IVaultSettings.removeAdapter, (address(adapter)));
        calls[8] = abi.encodeCall(IVaultSettings.setWithdrawalQueue, (new address[](0)));
        calls[9] = abi.encodeCall(IVaultSettings.setCaps, (address(adapter), 0, 0));
        calls[10] = abi.encodeCall(IVaultSettings.setRiskCaps, (bytes32(0), 0, 0));
        calls[11] = abi.encodeCall(IVaultSettings.writeOff, (address(adapter)));
        calls[12] = abi.encodeCall(IVaultSettings.checkBreakers, ());
        calls[13] = abi.encodeCall(IVaultSettings.trip, ());
        calls[14] = abi.encodeCall(IVaultSettings.pause, ());
        calls[15] = abi.encodeCall(IVaultSettings.reset, ());
        calls[16] = abi.encodeCall(IVaultSettings.abdicate, (bytes4(0)));
        calls[17] = abi.encodeCall(vault.submit, (""));
        calls[18] = abi.encodeCall(vault.revoke, (""));
        calls[19] = abi.encodeCall(IAccessControl.grantRole, (bytes32(0), ALICE));
        address[5] memory callers = [OWNER, CURATOR, KEEPER, GUARDIAN, ALICE];
        for (uint256 i = 0; i < calls.length; ++i) {
            for (uint256 j = 0; j < callers.length; ++j) {
                VM.prank(callers[j]);
                (bool success, ) = settings.call(calls[i]);
                assertTrue(!success, "did something");
            }
        }
        assertEq(alone.adapters().length, 0, "adapters");
        assertEq(alone.risks().length, 0, "risks");
    }

    /// @dev What a vault sets is in the vault, also where another vault has the same other half.
    function test_OneOtherHalfServesManyVaults() public {
        IVaultUnderTest other = newVault(token, looseLimits());
        setLimit(Limit.IdleFloorBps, 123);
        VM.prank(GUARDIAN);
        vault.trip();
        assertEq(other.limits()[0], 0, "limit");
        assertEq(other.adapters().length, 0, "adapters");
        (Status otherStatus, ) = other.status();
        assertTrue(otherStatus == Status.Normal, "status");
        assertEq(IVaultSettings(settings).limits()[0], 0, "limit of the other half");
        (Status itsStatus, ) = IVaultSettings(settings).status();
        assertTrue(itsStatus == Status.Normal, "status of the other half");
    }

    /* THE WAY THROUGH */

    function answerOf(bytes memory data) internal view returns (bytes memory answer) {
        bool success;
        (success, answer) = address(vault).staticcall(data);
        assertTrue(success, "answer");
    }

    function test_AnswersPassUnchanged() public view {
        address[] memory adapters = new address[](1);
        adapters[0] = address(adapter);
        bytes memory answer = answerOf(abi.encodeCall(IVaultSettings.adapters, ()));
        assertEq(keccak256(answer), keccak256(abi.encode(adapters)), "a list");
        answer = answerOf(abi.encodeCall(IVaultSettings.adapterState, (address(adapter))));
        assertEq(keccak256(answer), keccak256(abi.encode(NO_CAP, 10_000, 1, 0)), "a structure");
        answer = answerOf(abi.encodeCall(IVaultSettings.status, ()));
        assertEq(keccak256(answer), keccak256(abi.encode(Status.Normal, 0)), "two values");
        answer = answerOf(abi.encodeCall(IVaultSettings.breakerMonitor, ()));
        assertEq(keccak256(answer), keccak256(abi.encode(address(0))), "an address");
    }

    function test_ErrorsPassUnchanged() public {
        VM.startPrank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(PackedLimits.LimitOutOfRange.selector, Limit.ManagementFeeBps, 501, 500));
        vault.setLimit(Limit.ManagementFeeBps, 501);
        VM.expectRevert(abi.encodeWithSelector(IVaultSettings.AdapterNotEnabled.selector, BOB));
        vault.removeAdapter(BOB);
        VM.stopPrank();
        VM.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, address(this), vault.GUARDIAN_ROLE())
        );
        vault.trip();
    }

    /// @dev The sender is who called the vault, and the events are the vault's.
    function test_SenderAndEventsAreTheVaults() public {
        VM.expectEmit(address(vault));
        emit IVaultSettings.BreakerTripped(GUARDIAN, Status.Paused, "guardian", address(vault));
        VM.prank(GUARDIAN);
        vault.pause();
    }

    /// @dev Ways into proxies, other vaults and collections: here there is none.
    function testFuzz_UnknownFunctionsRevert(bytes memory arguments) public {
        bytes4[10] memory selectors = [
            bytes4(0),
            bytes4(type(uint32).max),
            bytes4(keccak256("upgradeTo(address)")),
            bytes4(keccak256("upgradeToAndCall(address,bytes)")),
            bytes4(keccak256("initialize(address)")),
            bytes4(keccak256("transferOwnership(address)")),
            bytes4(keccak256("setRoleAdmin(bytes32,bytes32)")),
            bytes4(keccak256("execute(address,uint256,bytes)")),
            bytes4(keccak256("multicall(bytes[])")),
            bytes4(keccak256("onERC721Received(address,address,uint256,bytes)"))
        ];
        for (uint256 i = 0; i < selectors.length; ++i) {
            (bool success, bytes memory answer) = callAs(OWNER, bytes.concat(selectors[i], arguments));
            assertTrue(!success, "unknown function");
            assertEq(answer.length, 0, "without an answer");
        }
    }

    function test_EmptyCallsAndEtherAreRefused() public {
        (bool success, ) = callAs(OWNER, "");
        assertTrue(!success, "empty call");
        (success, ) = address(vault).call{value: 1}("");
        assertTrue(!success, "ether");
        (success, ) = address(vault).call{value: 1}(abi.encodeCall(IVaultSettings.checkBreakers, ()));
        assertTrue(!success, "ether with a call");
        (success, ) = address(vault).call{value: 1}(abi.encodeCall(IAccessControl.grantRole, (bytes32(0), ALICE)));
        assertTrue(!success, "ether with a call of both halves");
        assertEq(address(vault).balance, 0, "nothing kept");
    }

    /// @dev A call through the other half changes the money's half and the other way round: one storage.
    function test_BothHalvesSeeOneStorage() public {
        VM.prank(GUARDIAN);
        vault.trip();
        rebalanceReverts(oneMove(address(adapter), 1), IVaultCore.Closed.selector);
        VM.prank(OWNER);
        vault.reset();
        allocate(address(adapter), 600);
        assertEq(vault.adapterState(address(adapter)).lastTotalAssets, 600, "record");
        (uint256 lastRebalanceAt, uint256 turnoverBps, ) = vault.usage();
        assertEq(lastRebalanceAt, block.timestamp, "last rebalance");
        assertEq(turnoverBps, 6_000, "turnover");
        uint64 nonce = vault.stateNonce();
        rebalance(new Move[](0));
        VM.prank(CURATOR);
        vault.setDepositCap(1);
        assertEq(vault.stateNonce(), nonce + 2, "nonce");
        assertEq(vault.idle(), 400, "idle");
    }
}
