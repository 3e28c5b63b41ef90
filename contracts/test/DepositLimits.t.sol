// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {AllowlistGate} from "../AllowlistGate.sol";
import {PolicyFixture} from "./base/PolicyFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {FaultyGate} from "./mocks/FaultyGate.sol";

/// @title How much a vault takes in, and from whom; leaving is no matter of either
contract DepositLimitsTest is PolicyFixture {
    AllowlistGate private gate;

    function setUp() public {
        setUpVault(6);
        gate = AllowlistGate(deploy("contracts/AllowlistGate.sol:AllowlistGate", abi.encode(OWNER)));
    }

    function setCap(uint256 cap) internal {
        VM.prank(CURATOR);
        vault.setDepositCap(cap);
    }

    function setGate(address newGate) internal {
        VM.prank(CURATOR);
        vault.setDepositGate(newGate);
    }

    function allow(address account, bool allowed) internal {
        VM.prank(OWNER);
        gate.setDepositor(account, allowed);
    }

    function fund(address user, uint256 assets) internal {
        token.mint(user, assets);
        VM.prank(user);
        token.approve(address(vault), assets);
    }

    function refused(address user, address receiver, uint256 assets) internal {
        fund(user, assets);
        VM.prank(user);
        VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxDeposit.selector);
        vault.deposit(assets, receiver);
        uint256 shares = vault.previewDeposit(assets);
        VM.prank(user);
        VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxMint.selector);
        vault.mint(shares, receiver);
    }

    /* THE CAP */

    function testFuzz_CapIsTheMost(uint256 cap, uint256 first, uint256 excess) public {
        cap = within(cap, 2, type(uint96).max - 1);
        first = within(first, 1, cap - 1);
        setCap(cap);
        deposit(ALICE, first);
        assertEq(vault.maxDeposit(BOB), cap - first, "room");
        refused(BOB, BOB, cap - first + within(excess, 1, MAX_MONEY));
        deposit(BOB, cap - first);
        assertEq(vault.maxDeposit(BOB), 0, "full");
        assertEq(vault.maxMint(BOB), 0, "full for shares");
        refused(BOB, BOB, 1);
    }

    /// @dev A full vault lets everybody out, and as much in again.
    function testFuzz_WhoLeavesMakesRoom(uint256 assets) public {
        setCap(1_000_000);
        deposit(ALICE, 1_000_000);
        assets = within(assets, 1, 1_000_000);
        withdraw(ALICE, assets);
        assertEq(vault.maxDeposit(BOB), assets, "room");
        deposit(BOB, assets);
    }

    /// @dev The cap bounds what the vault has, gains that wait to be released with it; losses make room.
    function test_CapCountsWhatThereIs() public {
        CashAdapter adapter = newAdapter();
        setCap(2_000);
        deposit(ALICE, 1_000);
        allocate(address(adapter), 500);
        adapter.gain(400);
        assertEq(vault.maxDeposit(BOB), 600, "after a gain");
        adapter.gain(10_000);
        assertEq(vault.maxDeposit(BOB), 0, "past the cap");
        adapter.lose(10_420);
        assertEq(vault.maxDeposit(BOB), 1_020, "after a loss");
    }

    /// @dev Gifts use up no room, so that nobody can keep others out with one.
    function test_GiftsUseUpNoRoom() public {
        CashAdapter adapter = newAdapter();
        setCap(2_000);
        deposit(ALICE, 1_000);
        allocate(address(adapter), 500);
        token.mint(address(vault), 5_000);
        token.mint(address(adapter), 5_000);
        assertEq(vault.maxDeposit(BOB), 1_000, "room");
        deposit(BOB, 1_000);
    }

    function testFuzz_LoweredCapForcesNobodyOut(uint256 cap) public {
        deposit(ALICE, 1_000_000);
        cap = within(cap, 0, 1_000_000);
        VM.expectEmit(address(vault));
        emit IVaultSettings.DepositCapSet(GUARDIAN, cap);
        VM.prank(GUARDIAN);
        vault.setDepositCap(cap);
        assertEq(vault.maxDeposit(BOB), 0, "full");
        assertEq(vault.maxWithdraw(ALICE), 1_000_000, "exit");
        withdraw(ALICE, 1_000_000);
    }

    function testFuzz_CapsFitTheirRange(uint256 cap) public {
        cap = within(cap, uint256(type(uint96).max) + 1, type(uint256).max);
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(IVaultSettings.CapOutOfRange.selector, cap, type(uint96).max));
        vault.setDepositCap(cap);
    }

    /* THE GATE */

    function test_OnlyTheListedReceive() public {
        setGate(address(gate));
        assertEq(vault.maxDeposit(ALICE), 0, "not listed");
        refused(ALICE, ALICE, 100);
        allow(ALICE, true);
        deposit(ALICE, 100);
        // Who pays does not matter, who receives does.
        refused(ALICE, BOB, 100);
        fund(BOB, 100);
        VM.prank(BOB);
        vault.deposit(100, ALICE);
        allow(ALICE, false);
        refused(ALICE, ALICE, 100);
        withdraw(ALICE, 200);
    }

    function test_WithoutAGateEverybodyMay() public {
        setGate(address(gate));
        setGate(address(0));
        deposit(BOB, 100);
    }

    function test_FaultyGateLetsNobodyInAndEverybodyOut() public {
        FaultyGate faulty = new FaultyGate();
        setGate(address(faulty));
        deposit(ALICE, 1_000);
        for (uint8 i = 1; i <= uint8(type(FaultyGate.Fault).max); ++i) {
            faulty.setFault(FaultyGate.Fault(i));
            assertEq(vault.maxDeposit(ALICE), 0, "maxDeposit");
            assertEq(vault.maxMint(ALICE), 0, "maxMint");
            refused(ALICE, ALICE, 1);
            withdraw(ALICE, 10);
        }
        setGate(address(0xdead));
        assertEq(vault.maxDeposit(ALICE), 0, "a gate without code");
        withdraw(ALICE, 10);
    }

    /* THE LIST */

    function test_OwnerKeepsTheList() public {
        assertTrue(!gate.mayDeposit(ALICE), "empty at first");
        VM.expectEmit(address(gate));
        emit AllowlistGate.DepositorSet(OWNER, ALICE, true);
        allow(ALICE, true);
        assertTrue(gate.mayDeposit(ALICE) && !gate.mayDeposit(BOB), "Alice only");
        VM.expectEmit(address(gate));
        emit AllowlistGate.DepositorSet(OWNER, ALICE, false);
        allow(ALICE, false);
        assertTrue(!gate.mayDeposit(ALICE), "taken off");
        VM.prank(CURATOR);
        VM.expectPartialRevert(Ownable.OwnableUnauthorizedAccount.selector);
        gate.setDepositor(CURATOR, true);
    }

    function test_ListIsHandedOverInTwoSteps() public {
        VM.prank(OWNER);
        gate.transferOwnership(BOB);
        assertEq(gate.owner(), OWNER, "not yet");
        VM.prank(BOB);
        gate.acceptOwnership();
        VM.prank(BOB);
        gate.setDepositor(ALICE, true);
        VM.prank(OWNER);
        VM.expectPartialRevert(Ownable.OwnableUnauthorizedAccount.selector);
        gate.setDepositor(ALICE, false);
    }
}
