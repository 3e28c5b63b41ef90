// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {AllowlistGate} from "../AllowlistGate.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {BoastingAdapter} from "./mocks/BoastingAdapter.sol";
import {DryAdapter} from "./mocks/DryAdapter.sol";
import {FaultyAdapter} from "./mocks/FaultyAdapter.sol";
import {GasBurningAdapter} from "./mocks/GasBurningAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title What `max*` says succeeds, and one more fails, in every state of vault and markets
contract LimitsTest is VaultFixture {
    struct State {
        uint256 total;
        uint256 bobs;
        uint256[4] parts;
        uint256[4] changes;
        uint256[4] locks;
        uint256 faults;
        uint256 depositCap;
        uint8 closed;
        bool gated;
    }

    FaultyAdapter[4] internal faulty;
    bool internal isOpen;
    AllowlistGate internal gate;

    function setUp() public {
        VM.warp(1_800_000_000);
        setUpVault(6);
        gate = AllowlistGate(deploy("contracts/AllowlistGate.sol:AllowlistGate", abi.encode(OWNER)));
        faulty = [
            FaultyAdapter(new DryAdapter(address(vault))),
            FaultyAdapter(new UnreadableAdapter(address(vault))),
            FaultyAdapter(new GasBurningAdapter(address(vault))),
            FaultyAdapter(new DryAdapter(address(vault)))
        ];
        for (uint256 i = 0; i < 4; ++i) addAdapter(address(faulty[i]));
    }

    /// @dev Money from two depositors, spread, grown or shrunk, partly lent out, with any set of adapters broken; perhaps tripped or paused
    /// before or by a fall that nobody has noticed yet, with a cap on deposits, and with a gate that knows Bob.
    function enter(State memory state) internal {
        state.total = within(state.total, 1, MAX_MONEY);
        deposit(ALICE, state.total);
        deposit(BOB, within(state.bobs, 1, MAX_MONEY));
        uint256[4] memory parts;
        for (uint256 i = 0; i < 4; ++i) {
            parts[i] = within(state.parts[i], 0, vault.idle());
            if (parts[i] != 0) allocate(address(faulty[i]), parts[i]);
        }
        VM.warp(block.timestamp + 10 days);
        for (uint256 i = 0; i < 4; ++i) {
            if (state.changes[i] % 2 == 0) faulty[i].gain(within(state.changes[i], 0, MAX_MONEY));
            else faulty[i].lose(within(state.changes[i], 0, parts[i]));
            faulty[i].lock(within(state.locks[i], 0, 2 * MAX_MONEY));
        }
        bool falls = fallsTooFar();
        for (uint256 i = 0; i < 4; ++i) faulty[i].setBroken(state.faults & (1 << i) != 0);
        isOpen = state.faults & 6 == 0 && !falls;
        restrict(state);
    }

    /// @dev Whether the next one to look finds the price a tenth lower, or more. Broken adapters are not open to deposits anyway.
    function fallsTooFar() internal view returns (bool) {
        (uint256 gross, uint256 recorded) = (vault.grossAssets(), vault.idle());
        for (uint256 i = 0; i < 4; ++i) recorded += vault.adapterState(address(faulty[i])).lastTotalAssets;
        return gross < recorded && (recorded - gross) * 1_000_000 >= recorded * 100_001;
    }

    function restrict(State memory state) internal {
        if (state.closed % 3 == 1) {
            VM.prank(GUARDIAN);
            vault.trip();
        } else if (state.closed % 3 == 2) {
            VM.prank(GUARDIAN);
            vault.pause();
        }
        VM.startPrank(CURATOR);
        vault.setDepositCap(within(state.depositCap, 0, type(uint96).max));
        if (state.gated) vault.setDepositGate(address(gate));
        VM.stopPrank();
        VM.prank(OWNER);
        gate.setDepositor(BOB, true);
        isOpen = isOpen && state.closed % 3 == 0;
    }

    /// @dev Room under the cap. No cap at all is as much as the books can hold.
    function room() internal view returns (uint256) {
        (uint256 cap, ) = vault.deposits();
        if (cap == type(uint96).max) cap = type(uint104).max;
        uint256 gross = vault.grossAssets();
        return cap > gross ? cap - gross : 0;
    }

    function testFuzz_MaxDepositIsAchievable(State memory state) public {
        enter(state);
        uint256 most = vault.maxDeposit(BOB);
        assertEq(most, isOpen ? room() : 0, "as much as the cap leaves");
        deposit(BOB, most);
        token.mint(BOB, 1);
        VM.prank(BOB);
        VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxDeposit.selector);
        vault.deposit(1, BOB);
    }

    function testFuzz_MaxMintIsAchievable(State memory state) public {
        enter(state);
        uint256 most = vault.maxMint(BOB);
        assertTrue((most != 0) == (isOpen && vault.previewDeposit(room()) != 0), "open");
        VM.prank(BOB);
        VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxMint.selector);
        vault.mint(most + 1, BOB);
        token.mint(BOB, type(uint112).max - token.balanceOf(BOB));
        VM.startPrank(BOB);
        token.approve(address(vault), type(uint256).max);
        vault.mint(most, BOB);
    }

    function testFuzz_MaxWithdrawIsAchievable(State memory state) public {
        enter(state);
        address[2] memory users = [ALICE, BOB];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 most = vault.maxWithdraw(users[i]);
            VM.prank(users[i]);
            VM.expectRevert();
            vault.withdraw(most + 1, users[i], users[i]);
            withdraw(users[i], most);
            assertEq(token.balanceOf(users[i]), most, "paid");
        }
    }

    function testFuzz_MaxRedeemIsAchievable(State memory state) public {
        enter(state);
        address[2] memory users = [ALICE, BOB];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 most = vault.maxRedeem(users[i]);
            assertLe(most, vault.balanceOf(users[i]), "shares");
            uint256 tooMany = vault.balanceOf(users[i]) + 1;
            VM.prank(users[i]);
            VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxRedeem.selector);
            vault.redeem(tooMany, users[i], users[i]);
            uint256 expected = vault.previewRedeem(most);
            assertEq(redeem(users[i], most), expected, "paid");
        }
    }

    /// @dev Truthful also means not stingy: everything a user owns, or else everything that is liquid.
    function testFuzz_MaxWithdrawIsAllThatIsOwnedOrLiquid(State memory state) public {
        enter(state);
        uint256 liquid = vault.idle();
        for (uint256 i = 0; i < 4; ++i) {
            // The second one's fault does not keep its market from paying.
            if (i != 1 && state.faults & (1 << i) != 0) continue;
            liquid += faulty[i].withdrawable(0);
        }
        uint256 owned = vault.convertToAssets(vault.balanceOf(ALICE));
        assertEq(vault.maxWithdraw(ALICE), owned < liquid ? owned : liquid, "maxWithdraw");
        if (owned <= liquid) assertEq(vault.maxRedeem(ALICE), vault.balanceOf(ALICE), "maxRedeem");
    }

    /// @dev The receiver matters to the gate and to nothing else: not what he holds, not who he is.
    function testFuzz_ReceiverMattersToTheGateOnly(State memory state, address receiver) public {
        VM.assume(receiver != BOB);
        enter(state);
        (uint256 deposits, uint256 mints) = state.gated ? (0, 0) : (vault.maxDeposit(BOB), vault.maxMint(BOB));
        assertEq(vault.maxDeposit(receiver), deposits, "maxDeposit");
        assertEq(vault.maxMint(receiver), mints, "maxMint");
        VM.prank(OWNER);
        gate.setDepositor(receiver, true);
        assertEq(vault.maxDeposit(receiver), vault.maxDeposit(BOB), "maxDeposit, allowed");
        assertEq(vault.maxMint(receiver), vault.maxMint(BOB), "maxMint, allowed");
    }

    /// @dev After a total loss a deposit of one unit buys shares without number; the vault closes before they overflow.
    function test_TotalLossesCannotOverflowShares() public {
        CashAdapter adapter = newAdapter();
        for (uint256 i = 0; i < 6; ++i) {
            uint256 most = vault.maxDeposit(ALICE);
            if (most > 10 ** 15) most = 10 ** 15;
            if (most == 0) return;
            deposit(ALICE, most);
            allocateEverything(adapter);
            adapter.lose(adapter.totalAssets());
            vault.maxMint(ALICE);
            vault.maxWithdraw(ALICE);
        }
        assertTrue(false, "never closed");
    }

    /// @dev The loss limit is measured inside a rebalance; the total loss comes after it.
    function allocateEverything(CashAdapter adapter) internal {
        allocate(address(adapter), vault.idle());
    }

    function test_BoastingAdapterIsNotBelieved() public {
        BoastingAdapter boaster = new BoastingAdapter(address(vault));
        addAdapter(address(boaster));
        deposit(ALICE, 1_000);
        allocate(address(boaster), 400);
        boaster.setBroken(true);
        assertEq(vault.totalAssets(), 1_000, "total");
        assertEq(vault.maxDeposit(ALICE), 0, "closed");
        withdraw(ALICE, 600);
    }
}
