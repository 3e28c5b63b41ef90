// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Move} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {ReentrancyLock} from "../libraries/ReentrancyLock.sol";
import {PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {ReentrantAdapter} from "./mocks/ReentrantAdapter.sol";
import {ReentrantToken} from "./mocks/ReentrantToken.sol";
import {Token} from "./mocks/Token.sol";

/// @title Nothing can be done with the vault, nor read from it at a wrong price, while money is in flight
contract ReentrancyTest is PriceFixture {
    ReentrantAdapter internal adapter;
    ReentrantToken internal hooked;
    CashAdapter internal candidate;

    function setUp() public {
        hooked = new ReentrantToken();
        token = Token(address(hooked));
        vault = newVault(IERC20(address(hooked)), looseLimits());
        adapter = new ReentrantAdapter(address(vault));
        candidate = new CashAdapter(address(vault));
        addAdapter(address(adapter));
        deposit(ALICE, 1_000);
        // The adapter is given shares and roles, for both ways in: it fails for no other reason than the lock.
        deposit(address(adapter), 1_000);
        address[2] memory accomplices = [address(adapter), address(hooked)];
        for (uint256 i = 0; i < 2; ++i) {
            VM.startPrank(OWNER);
            vault.grantRole(vault.DEFAULT_ADMIN_ROLE(), accomplices[i]);
            vault.grantRole(vault.KEEPER_ROLE(), accomplices[i]);
            vault.grantRole(vault.CURATOR_ROLE(), accomplices[i]);
            vault.grantRole(vault.GUARDIAN_ROLE(), accomplices[i]);
            VM.stopPrank();
        }
    }

    /// @dev Everything that moves money or changes a setting, and every view that depends on a price.
    function entries() internal view returns (bytes[] memory calls) {
        address self = address(adapter);
        calls = new bytes[](34);
        calls[0] = abi.encodeCall(IVaultCore.rebalance, (new Move[](0), guard()));
        calls[1] = abi.encodeCall(IERC4626.deposit, (0, self));
        calls[2] = abi.encodeCall(IERC4626.mint, (0, self));
        calls[3] = abi.encodeWithSignature("withdraw(uint256,address,address)", 0, self, self);
        calls[4] = abi.encodeWithSignature("withdraw(uint256,address,address,uint256)", 0, self, self, 100);
        calls[5] = abi.encodeWithSignature("redeem(uint256,address,address)", 0, self, self);
        calls[6] = abi.encodeWithSignature("redeem(uint256,address,address,uint256)", 0, self, self, 100);
        calls[7] = abi.encodeCall(IVaultCore.forceDeallocate, (self, 1, self, 0));
        calls[8] = abi.encodeCall(IVaultCore.recover, (self, 1, 0));
        calls[9] = abi.encodeCall(IVaultCore.contribute, (0));
        calls[10] = abi.encodeCall(IVaultCore.accrue, ());
        calls[11] = abi.encodeCall(IVaultSettings.checkBreakers, ());
        calls[12] = abi.encodeCall(IVaultSettings.addAdapter, (address(candidate), NO_CAP, 10_000));
        calls[13] = abi.encodeCall(IVaultSettings.removeAdapter, (self));
        calls[14] = abi.encodeCall(IVaultSettings.writeOff, (self));
        calls[15] = abi.encodeCall(IVaultSettings.setWithdrawalQueue, (vault.adapters()));
        calls[16] = abi.encodeCall(IVaultSettings.setCaps, (self, NO_CAP, 10_000));
        calls[17] = abi.encodeCall(IVaultSettings.setRiskCaps, (keccak256("protocol:purse"), NO_CAP, 10_000));
        calls[18] = abi.encodeCall(IVaultSettings.setLimit, (Limit.IdleFloorBps, 1));
        calls[19] = abi.encodeCall(IVaultSettings.setDepositCap, (1));
        calls[20] = abi.encodeCall(IVaultSettings.setDepositGate, (self));
        calls[21] = abi.encodeCall(IVaultSettings.setFeeRecipient, (self));
        calls[22] = abi.encodeCall(IVaultSettings.setBreakerMonitor, (self));
        calls[23] = abi.encodeCall(IVaultSettings.trip, ());
        calls[24] = abi.encodeCall(IVaultSettings.pause, ());
        calls[25] = abi.encodeCall(IVaultSettings.reset, ());
        calls[26] = abi.encodeCall(IERC4626.totalAssets, ());
        calls[27] = abi.encodeCall(IVaultCore.grossAssets, ());
        calls[28] = abi.encodeCall(IERC4626.convertToAssets, (1));
        calls[29] = abi.encodeCall(IERC4626.convertToShares, (1));
        calls[30] = abi.encodeCall(IERC4626.previewDeposit, (1));
        calls[31] = abi.encodeCall(IERC4626.previewMint, (1));
        calls[32] = abi.encodeCall(IERC4626.previewWithdraw, (1));
        calls[33] = abi.encodeCall(IERC4626.previewRedeem, (1));
    }

    function test_EveryEntryIsLockedDuringARebalance() public {
        bytes[] memory calls = entries();
        for (uint256 i = 0; i < calls.length; ++i) {
            if (i == 0) calls[0] = abi.encodeCall(IVaultCore.rebalance, (new Move[](0), guard()));
            adapter.callOnMove(address(vault), calls[i]);
            rebalance(oneMove(address(adapter), i % 2 == 0 ? int256(100) : int256(-100)));
            assertRefused(i + 1);
        }
    }

    function test_EveryEntryIsLockedDuringAnExit() public {
        allocate(address(adapter), 2_000);
        bytes[] memory calls = entries();
        uint256 tried = 0;
        for (uint256 i = 0; i < calls.length; ++i) {
            adapter.callOnMove(address(vault), calls[i]);
            withdraw(ALICE, 1);
            assertRefused(++tried);
            redeem(ALICE, vault.balanceOf(ALICE) / 500);
            assertRefused(++tried);
            VM.prank(ALICE);
            vault.withdraw(10, ALICE, ALICE, 1_000);
            assertRefused(++tried);
        }
    }

    function test_EveryEntryIsLockedDuringAForcedDeallocation() public {
        allocate(address(adapter), 2_000);
        bytes[] memory calls = entries();
        for (uint256 i = 0; i < calls.length; ++i) {
            adapter.callOnMove(address(vault), calls[i]);
            forceDeallocate(ALICE, address(adapter), 1, 0);
            assertRefused(i + 1);
        }
    }

    function test_EveryEntryIsLockedDuringARecovery() public {
        allocate(address(adapter), 2_000);
        bytes[] memory calls = entries();
        VM.prank(CURATOR);
        vault.writeOff(address(adapter));
        for (uint256 i = 0; i < calls.length; ++i) {
            // It cannot be written off twice, which is seen before the lock.
            if (i == 14) continue;
            adapter.callOnMove(address(vault), calls[i]);
            uint256 tried = adapter.calls();
            VM.prank(CURATOR);
            vault.recover(address(adapter), 1, 0);
            assertRefused(tried + 1);
        }
    }

    /// @dev A token with hooks lets whoever sends it act between the transfer and the mint.
    function test_EveryEntryIsLockedWhileMoneyComesIn() public {
        bytes[] memory calls = entries();
        hooked.mint(BOB, 100_000);
        VM.startPrank(BOB);
        hooked.approve(address(vault), 100_000);
        uint256 tried = 0;
        for (uint256 i = 0; i < calls.length; ++i) {
            hooked.callOnTransfer(address(vault), calls[i]);
            vault.deposit(10, BOB);
            assertTokenRefused(++tried);
            vault.contribute(10);
            assertTokenRefused(++tried);
        }
    }

    /// @dev Nor when the receiver of a withdrawal is told, last of all.
    function test_EveryEntryIsLockedWhileMoneyGoesOut() public {
        bytes[] memory calls = entries();
        for (uint256 i = 0; i < calls.length; ++i) {
            hooked.callOnTransfer(address(vault), calls[i]);
            withdraw(ALICE, 1);
            assertTokenRefused(i + 1);
        }
    }

    /// @dev The standard forbids `max*` to revert; in flight the truth is that nothing can be done.
    function test_MaximaAreZeroInFlight() public {
        bytes[4] memory calls = [
            abi.encodeCall(IERC4626.maxDeposit, (ALICE)),
            abi.encodeCall(IERC4626.maxMint, (ALICE)),
            abi.encodeCall(IERC4626.maxWithdraw, (ALICE)),
            abi.encodeCall(IERC4626.maxRedeem, (ALICE))
        ];
        for (uint256 i = 0; i < 4; ++i) {
            adapter.callOnMove(address(vault), calls[i]);
            allocate(address(adapter), 100);
            assertTrue(adapter.succeeded(), "answered");
            assertEq(abi.decode(adapter.answer(), (uint256)), 0, "maximum");
        }
        assertTrue(vault.maxDeposit(ALICE) != 0 && vault.maxWithdraw(ALICE) != 0, "open again in the same transaction");
    }

    function assertRefused(uint256 tried) internal view {
        assertEq(adapter.calls(), tried, "tried");
        assertRefused(adapter.succeeded(), adapter.answer());
    }

    function assertTokenRefused(uint256 tried) internal view {
        assertEq(hooked.calls(), tried, "tried");
        assertRefused(hooked.succeeded(), hooked.answer());
    }

    function assertRefused(bool succeeded, bytes memory answer) internal pure {
        assertTrue(!succeeded, "reentrant call");
        assertEq(bytes32(bytes4(answer)), bytes32(ReentrancyLock.ReentrantCall.selector), "reason");
    }
}
