// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {PooledAdapter} from "./mocks/PooledAdapter.sol";
import {SwappablePool} from "./mocks/markets/SwappablePool.sol";
import {Token} from "./mocks/Token.sol";

/// @title Whoever accepts any loss on leaving still cannot lose more than their own shares are worth
/// @notice Otherwise whoever pushed the pool beforehand would take the rest from those who stay.
contract ExitAtAnyLossTest is VaultFixture {
    uint256 private constant FORTUNE = 1e15;

    SwappablePool internal pool;
    PooledAdapter internal adapter;
    Token internal other;

    function setUp() public {
        setUpVault(6);
        other = new Token(6);
        pool = new SwappablePool(token, other, 5e13);
        bytes32[] memory risks = new bytes32[](1);
        risks[0] = "pool";
        adapter = new PooledAdapter(address(vault), risks, pool);
        addAdapter(address(adapter));
        deposit(ALICE, 1e12);
        deposit(BOB, 1e10);
        // By and by: entering costs, and a rebalance may lose only so much.
        for (uint256 i = 0; i < 4; ++i) allocate(address(adapter), 2e11);
        withdraw(ALICE, vault.idle());
        other.mint(BOB, FORTUNE);
        VM.prank(BOB);
        other.approve(address(pool), FORTUNE);
    }

    function testFuzz_TheLossStaysWithTheLeaver(uint256 pushed, uint256 assets, uint256 maxLossBps) public {
        pushed = within(pushed, 1e9, FORTUNE);
        assets = within(assets, 1, vault.maxWithdraw(BOB));
        maxLossBps = within(maxLossBps, 9_000, 20_000);
        uint256 before = vault.convertToAssets(vault.balanceOf(ALICE));
        VM.startPrank(BOB);
        pool.swap(false, pushed);
        (bool success, ) = address(vault).call(
            abi.encodeWithSignature("withdraw(uint256,address,address,uint256)", assets, BOB, BOB, maxLossBps)
        );
        VM.stopPrank();
        // A few units for the roundings of mark and pool.
        if (success) assertLe(before, vault.convertToAssets(vault.balanceOf(ALICE)) + 4, "what the others have");
    }

    function test_AcceptingMoreThanAllIsAcceptingAll() public {
        VM.startPrank(BOB);
        pool.swap(false, FORTUNE);
        VM.expectPartialRevert(IVaultCore.ExitLossExceeded.selector);
        vault.withdraw(1e9, BOB, BOB, type(uint256).max);
        VM.stopPrank();
    }
}
