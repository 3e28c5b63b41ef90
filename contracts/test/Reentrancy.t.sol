// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IYieldVault, Move} from "../interfaces/IYieldVault.sol";
import {ReentrancyLock} from "../libraries/ReentrancyLock.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {ReentrantAdapter} from "./mocks/ReentrantAdapter.sol";
import {ReentrantToken} from "./mocks/ReentrantToken.sol";
import {Token} from "./mocks/Token.sol";

/// @title Nothing can be done with the vault, nor read from it at a wrong price, while money is in flight
contract ReentrancyTest is VaultFixture {
    ReentrantAdapter internal adapter;
    ReentrantToken internal hooked;

    function setUp() public {
        hooked = new ReentrantToken();
        token = Token(address(hooked));
        vault = newVault(IERC20(address(hooked)), 0, 100);
        adapter = new ReentrantAdapter(address(vault));
        addAdapter(address(adapter));
        deposit(ALICE, 1_000);
        // The adapter is given shares and roles: it fails for no other reason than the lock.
        deposit(address(adapter), 1_000);
        VM.startPrank(OWNER);
        vault.grantRole(vault.KEEPER_ROLE(), address(adapter));
        vault.grantRole(vault.CURATOR_ROLE(), address(adapter));
        vault.grantRole(vault.GUARDIAN_ROLE(), address(adapter));
        VM.stopPrank();
    }

    function entries() internal view returns (bytes[] memory calls) {
        address self = address(adapter);
        address[] memory queue = vault.adapters();
        calls = new bytes[](20);
        calls[0] = abi.encodeCall(IERC4626.deposit, (0, self));
        calls[1] = abi.encodeCall(IERC4626.mint, (0, self));
        calls[2] = abi.encodeCall(IERC4626.withdraw, (1, self, self));
        calls[3] = abi.encodeCall(IERC4626.redeem, (1, self, self));
        calls[4] = abi.encodeCall(IYieldVault.rebalance, (new Move[](0), guard()));
        calls[5] = abi.encodeCall(IYieldVault.increaseCaps, (self, NO_CAP, 10_000));
        calls[6] = abi.encodeCall(IYieldVault.decreaseCaps, (self, 1, 1));
        calls[7] = abi.encodeCall(IYieldVault.increaseIdleFloor, (1));
        calls[8] = abi.encodeCall(IYieldVault.decreaseIdleFloor, (0));
        calls[9] = abi.encodeCall(IYieldVault.increaseMaxRebalanceLoss, (100));
        calls[10] = abi.encodeCall(IYieldVault.decreaseMaxRebalanceLoss, (100));
        calls[11] = abi.encodeCall(IYieldVault.setWithdrawalQueue, (queue));
        calls[12] = abi.encodeCall(IYieldVault.pause, ());
        calls[13] = abi.encodeCall(IERC4626.totalAssets, ());
        calls[14] = abi.encodeCall(IERC4626.convertToAssets, (1));
        calls[15] = abi.encodeCall(IERC4626.convertToShares, (1));
        calls[16] = abi.encodeCall(IERC4626.previewDeposit, (1));
        calls[17] = abi.encodeCall(IERC4626.previewMint, (1));
        calls[18] = abi.encodeCall(IERC4626.previewWithdraw, (1));
        calls[19] = abi.encodeCall(IERC4626.previewRedeem, (1));
    }

    function test_EveryEntryIsLockedDuringARebalance() public {
        bytes[] memory calls = entries();
        for (uint256 i = 0; i < calls.length; ++i) {
            if (i == 4) calls[4] = abi.encodeCall(IYieldVault.rebalance, (new Move[](0), guard()));
            adapter.callOnMove(address(vault), calls[i]);
            rebalance(oneMove(address(adapter), i % 2 == 0 ? int256(100) : int256(-100)));
            assertEq(adapter.calls(), i + 1, "tried");
            assertRefused(adapter.succeeded(), adapter.answer());
        }
    }

    function test_EveryEntryIsLockedDuringAWithdrawal() public {
        allocate(address(adapter), 2_000);
        bytes[] memory calls = entries();
        for (uint256 i = 0; i < calls.length; ++i) {
            adapter.callOnMove(address(vault), calls[i]);
            withdraw(ALICE, 1);
            assertEq(adapter.calls(), i + 1, "tried");
            assertRefused(adapter.succeeded(), adapter.answer());
        }
    }

    /// @dev A token with hooks lets its receiver act between the transfer and the mint.
    function test_EveryPriceIsLockedDuringADeposit() public {
        bytes[] memory calls = entries();
        uint256 tried = hooked.calls();
        for (uint256 i = 13; i < calls.length; ++i) {
            hooked.callOnTransfer(address(vault), calls[i]);
            VM.startPrank(BOB);
            hooked.callOnTransfer(address(0), "");
            hooked.mint(BOB, 10);
            hooked.approve(address(vault), 10);
            hooked.callOnTransfer(address(vault), calls[i]);
            vault.deposit(10, BOB);
            VM.stopPrank();
            assertEq(hooked.calls(), ++tried, "tried");
            assertRefused(hooked.succeeded(), hooked.answer());
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

    function assertRefused(bool succeeded, bytes memory answer) internal pure {
        assertTrue(!succeeded, "reentrant call");
        assertEq(bytes32(bytes4(answer)), bytes32(ReentrancyLock.ReentrantCall.selector), "reason");
    }
}
