// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {FeeOnTransferToken} from "./mocks/FeeOnTransferToken.sol";
import {NoReturnToken} from "./mocks/NoReturnToken.sol";

/// @title Tokens without return values work, tokens with a fee are refused, shares have a permit
contract TokenAssumptionsTest is VaultFixture {
    function test_FeeOnTransferIsRefused() public {
        FeeOnTransferToken taxed = new FeeOnTransferToken();
        vault = newVault(taxed, looseLimits());
        taxed.mint(ALICE, 1_000);
        VM.startPrank(ALICE);
        taxed.approve(address(vault), 1_000);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.AssetsNotReceived.selector, 1_000, 990));
        vault.deposit(1_000, ALICE);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.AssetsNotReceived.selector, 1_000, 990));
        vault.contribute(1_000);
    }

    function test_TokenWithoutReturnValuesWorks() public {
        NoReturnToken silent = new NoReturnToken();
        vault = newVault(IERC20(address(silent)), looseLimits());
        CashAdapter adapter = newAdapter();
        silent.mint(ALICE, 1_000);
        VM.startPrank(ALICE);
        silent.approve(address(vault), 1_000);
        vault.deposit(1_000, ALICE);
        VM.stopPrank();
        allocate(address(adapter), 600);
        rebalance(oneMove(address(adapter), -100));
        withdraw(ALICE, 900);
        assertEq(silent.balanceOf(ALICE), 900, "paid");
        silent.mint(BOB, 10);
        VM.startPrank(BOB);
        silent.approve(address(vault), 10);
        vault.contribute(10);
        assertEq(vault.idle(), 10, "contributed");
    }

    function testFuzz_PermitAllowsBySignature(uint256 key, uint256 value, uint256 lifetime) public {
        setUpVault(6);
        key = within(key, 1, type(uint128).max);
        address signer = VM.addr(key);
        uint256 deadline = block.timestamp + within(lifetime, 0, 365 days);
        bytes32 digest = keccak256(
            abi.encodePacked(
                hex"1901",
                vault.DOMAIN_SEPARATOR(),
                keccak256(
                    abi.encode(
                        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                        signer,
                        BOB,
                        value,
                        0,
                        deadline
                    )
                )
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        vault.permit(signer, BOB, value, deadline, v, r, s);
        assertEq(vault.allowance(signer, BOB), value, "allowance");
        assertEq(vault.nonces(signer), 1, "nonce");
        VM.expectRevert();
        vault.permit(signer, BOB, value, deadline, v, r, s);
    }
}
