// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Move} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title Each function is open to its roles and closed to everyone else, even without a timelock
contract RolesTest is PolicyFixture {
    /// Who may: one letter each, owner, curator, keeper, guardian, anybody.
    struct Rule {
        string who;
        bytes call;
    }

    CashAdapter private adapter;
    UnreadableAdapter private unreadable;
    CashAdapter private lost;
    CashAdapter private newcomer;

    Rule[] private rules;

    function setUp() public {
        setUpVault(6);
        adapter = newAdapter();
        lost = newAdapter();
        unreadable = new UnreadableAdapter(address(vault));
        addAdapter(address(unreadable));
        newcomer = new CashAdapter(address(vault));
        VM.startPrank(CURATOR);
        vault.writeOff(address(lost));
        vault.setDepositCap(1_000_000);
        vault.setCaps(address(adapter), 1_000, 5_000);
        vault.setRiskCaps(keccak256("protocol:purse"), 1_000, 5_000);
        vault.submit("waiting");
        VM.stopPrank();
        unreadable.setBroken(true);
        for (uint256 i = 0; i < 5; ++i) {
            token.mint(callers()[i], 1_000);
            VM.prank(callers()[i]);
            token.approve(address(vault), 1_000);
        }
        keeperRules();
        limitRules();
        adapterRules();
        breakerRules();
        roleRules();
        openRules();
    }

    function callers() internal pure returns (address[5] memory) {
        return [OWNER, CURATOR, KEEPER, GUARDIAN, ALICE];
    }

    function rule(string memory who, bytes memory data) internal {
        rules.push(Rule(who, data));
    }

    function keeperRules() internal {
        rule("k", abi.encodeCall(IVaultCore.rebalance, (new Move[](0), guard())));
    }

    function limitRules() internal {
        for (uint8 i = 0; i < 15; ++i) {
            // To what it is already: no risk.
            rule("cg", abi.encodeCall(IVaultSettings.setLimit, (Limit(i), vault.limits()[i])));
        }
        rule("c", abi.encodeCall(IVaultSettings.setLimit, (Limit.ManagementFeeBps, 1)));
        rule("c", abi.encodeCall(IVaultSettings.setLimit, (Limit.PerformanceFeeBps, 1)));
        rule("c", abi.encodeCall(IVaultSettings.setLimit, (Limit.ForceDeallocatePenaltyBps, 1)));
        rule("cg", abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 1)));
        rule("cg", abi.encodeCall(IVaultSettings.setLimit, (Limit.RebalanceLossBps, 1)));
        rule("c", abi.encodeCall(IVaultSettings.setDepositCap, (2_000_000)));
        rule("cg", abi.encodeCall(IVaultSettings.setDepositCap, (500_000)));
        rule("c", abi.encodeCall(IVaultSettings.setDepositGate, (address(0))));
        rule("c", abi.encodeCall(IVaultSettings.setBreakerMonitor, (address(0))));
        rule("c", abi.encodeCall(IVaultSettings.setFeeRecipient, (address(0))));
    }

    function adapterRules() internal {
        rule("c", abi.encodeCall(IVaultSettings.addAdapter, (address(newcomer), 1, 1)));
        rule("c", abi.encodeCall(IVaultSettings.removeAdapter, (address(adapter))));
        rule("c", abi.encodeCall(IVaultSettings.setWithdrawalQueue, (vault.adapters())));
        rule("c", abi.encodeCall(IVaultSettings.setCaps, (address(adapter), 1_001, 5_000)));
        rule("c", abi.encodeCall(IVaultSettings.setCaps, (address(adapter), 999, 5_001)));
        rule("cg", abi.encodeCall(IVaultSettings.setCaps, (address(adapter), 999, 5_000)));
        rule("c", abi.encodeCall(IVaultSettings.setRiskCaps, (keccak256("protocol:purse"), 1_001, 5_000)));
        rule("c", abi.encodeCall(IVaultSettings.setRiskCaps, (keccak256("protocol:purse"), 999, 5_001)));
        rule("cg", abi.encodeCall(IVaultSettings.setRiskCaps, (keccak256("protocol:purse"), 1_000, 4_999)));
        rule("c", abi.encodeCall(IVaultSettings.writeOff, (address(adapter))));
        rule("cg", abi.encodeCall(IVaultSettings.writeOff, (address(unreadable))));
        rule("c", abi.encodeCall(IVaultCore.recover, (address(lost), 0, 0)));
    }

    function breakerRules() internal {
        rule("g", abi.encodeCall(IVaultSettings.trip, ()));
        rule("g", abi.encodeCall(IVaultSettings.pause, ()));
    }

    function roleRules() internal {
        rule("o", abi.encodeCall(IAccessControl.grantRole, (vault.KEEPER_ROLE(), BOB)));
        rule("o", abi.encodeCall(IAccessControl.grantRole, (vault.CURATOR_ROLE(), BOB)));
        rule("o", abi.encodeCall(IAccessControl.grantRole, (vault.GUARDIAN_ROLE(), BOB)));
        rule("o", abi.encodeCall(IAccessControl.grantRole, (vault.DEFAULT_ADMIN_ROLE(), BOB)));
        rule("o", abi.encodeCall(IAccessControl.grantRole, (keccak256("SOME_OTHER_ROLE"), BOB)));
        rule("og", abi.encodeCall(IAccessControl.revokeRole, (vault.KEEPER_ROLE(), KEEPER)));
        rule("o", abi.encodeCall(IAccessControl.revokeRole, (vault.CURATOR_ROLE(), CURATOR)));
        rule("o", abi.encodeCall(IAccessControl.revokeRole, (vault.GUARDIAN_ROLE(), GUARDIAN)));
        rule("o", abi.encodeCall(IAccessControl.revokeRole, (vault.DEFAULT_ADMIN_ROLE(), OWNER)));
        rule("o", abi.encodeCall(IVaultSettings.abdicate, (IVaultSettings.setDepositGate.selector)));
        rule("oc", abi.encodeCall(vault.submit, ("something")));
        rule("ocg", abi.encodeCall(vault.revoke, ("waiting")));
    }

    function openRules() internal {
        rule("ockga", abi.encodeCall(IVaultSettings.checkBreakers, ()));
        rule("ockga", abi.encodeCall(IVaultCore.accrue, ()));
        rule("ockga", abi.encodeCall(IVaultCore.contribute, (10)));
        rule("ockga", abi.encodeCall(IERC4626.deposit, (0, ALICE)));
        rule("ockga", abi.encodeCall(IERC4626.mint, (0, ALICE)));
    }

    function isAllowed(string memory who, uint256 caller) internal pure returns (bool) {
        bytes memory letters = bytes("ockga");
        for (uint256 i = 0; i < bytes(who).length; ++i) {
            if (bytes(who)[i] == letters[caller]) return true;
        }
        return false;
    }

    function checkAll() internal {
        for (uint256 i = 0; i < rules.length; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                (bool success, bytes4 selector) = tryAs(callers()[j], rules[i].call);
                bool allowed = isAllowed(rules[i].who, j);
                string memory what = string.concat("rule ", digits(i), ", caller ", digits(j));
                assertTrue(success == allowed, what);
                if (!allowed) assertEq(bytes32(selector), bytes32(IAccessControl.AccessControlUnauthorizedAccount.selector), what);
            }
        }
    }

    function digits(uint256 number) internal pure returns (string memory) {
        return string(abi.encodePacked(uint8(48 + number / 10), uint8(48 + (number % 10))));
    }

    function test_EveryFunctionForEveryRole() public {
        checkAll();
    }

    /// @dev A closed vault gives nobody another power, and the owner one.
    function test_EveryFunctionForEveryRoleOfAClosedVault() public {
        VM.prank(GUARDIAN);
        vault.trip();
        rules[0].call = abi.encodeCall(IVaultCore.rebalance, (new Move[](0), guard()));
        rule("o", abi.encodeCall(IVaultSettings.reset, ()));
        checkAll();
    }

    function test_SharesMoveOnlyByTheirOwnerAndWhomTheyApproved() public {
        unreadable.setBroken(false);
        deposit(BOB, 100);
        allocate(address(adapter), 50);
        bytes[3] memory calls = [
            abi.encodeCall(IERC4626.withdraw, (1, CURATOR, BOB)),
            abi.encodeCall(IERC4626.redeem, (1, CURATOR, BOB)),
            abi.encodeCall(IVaultCore.forceDeallocate, (address(adapter), 1, BOB, 0))
        ];
        setLimit(Limit.ForceDeallocatePenaltyBps, 100);
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                (bool success, ) = tryAs(callers()[j], calls[i]);
                assertTrue(!success, "a stranger's shares");
            }
            (bool owners, ) = tryAs(BOB, calls[i]);
            assertTrue(owners, "one's own shares");
        }
        VM.prank(BOB);
        vault.approve(KEEPER, type(uint256).max);
        for (uint256 i = 0; i < 3; ++i) {
            (bool success, ) = tryAs(KEEPER, calls[i]);
            assertTrue(success, "approved");
        }
    }

    /// @dev One may renounce what one has, and nobody else's.
    function test_RolesAreRenouncedByTheirHolderOnly() public {
        bytes32 role = vault.KEEPER_ROLE();
        VM.prank(OWNER);
        VM.expectPartialRevert(IAccessControl.AccessControlBadConfirmation.selector);
        vault.renounceRole(role, KEEPER);
        VM.prank(KEEPER);
        vault.renounceRole(role, KEEPER);
        assertTrue(!vault.hasRole(role, KEEPER), "renounced");
    }

    function test_AdaptersObeyTheirVaultOnly() public {
        for (uint256 i = 0; i < 5; ++i) {
            VM.startPrank(callers()[i]);
            VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, callers()[i]));
            adapter.allocate(1);
            VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, callers()[i]));
            adapter.deallocate(1, 0);
            VM.stopPrank();
        }
    }

    /// @dev The owner of the old hands over: grants through the timelock, then renounces.
    function test_OwnershipIsHandedOver() public {
        bytes32 role = vault.DEFAULT_ADMIN_ROLE();
        VM.startPrank(OWNER);
        vault.grantRole(role, BOB);
        vault.renounceRole(role, OWNER);
        VM.stopPrank();
        failsAs(OWNER, abi.encodeCall(IVaultSettings.reset, ()), IAccessControl.AccessControlUnauthorizedAccount.selector, "old");
        failsAs(BOB, abi.encodeCall(IVaultSettings.reset, ()), IVaultSettings.NothingTripped.selector, "new");
    }
}
