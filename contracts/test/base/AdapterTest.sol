// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../../interfaces/IAdapter.sol";
import {Adapter} from "../../adapters/Adapter.sol";
import {Token} from "../mocks/Token.sol";
import {TestBase} from "./TestBase.sol";

/// @title AdapterTest: what every adapter promises, on any market. The test contract is the vault.
abstract contract AdapterTest is TestBase {
    uint256 internal constant MAX_MONEY = 10 ** 18;

    Token internal token;
    IAdapter internal adapter;

    /// @dev The adapter asks its vault for the asset.
    function asset() external view returns (address) {
        return address(token);
    }

    /* WHAT A MARKET'S TEST SAYS ABOUT IT */

    /// @dev Lets the market's index grow to `index`, in ray.
    function growTo(uint256 indexRay) internal virtual;

    /// @dev Leaves `cash` in the market, or all there is if that is less.
    function drainTo(uint256 cash) internal virtual;

    /// @dev Gives the adapter a position it did not enter.
    function donate(uint256 assets) internal virtual;

    /// @dev The most one operation may take from the mark by rounding.
    function roundingPerOperation() internal pure virtual returns (uint256);

    /// @dev The most one operation, or a gift, may add to the mark by rounding.
    function roundingGain() internal pure virtual returns (uint256) {
        return 0;
    }

    /* SHORTHANDS */

    function riskIds() internal pure returns (bytes32[] memory ids) {
        ids = new bytes32[](2);
        (ids[0], ids[1]) = (keccak256("protocol:under-test"), keccak256("issuer:usdc"));
    }

    function allocate(uint256 assets) internal returns (uint256) {
        token.mint(address(adapter), assets);
        return adapter.allocate(assets);
    }

    function anyIndex(uint256 indexRay) internal pure returns (uint256) {
        return within(indexRay, 1e27, 1.9e27);
    }

    function checkHealth(bool healthy, bytes32 reason) internal view {
        (bool isHealthy, bytes32 itsReason) = adapter.health();
        assertTrue(isHealthy == healthy, "healthy");
        assertEq(itsReason, reason, "reason");
    }

    /* PROMISES */

    function test_KnowsItsVaultAssetAndRisks() public view {
        assertEq(adapter.vault(), address(this), "vault");
        assertEq(adapter.asset(), address(token), "asset");
        assertEq(adapter.riskIds()[1], keccak256("issuer:usdc"), "risk");
        checkHealth(true, "");
    }

    function test_ObeysTheVaultOnly() public {
        VM.startPrank(address(0xbad));
        VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, address(0xbad)));
        adapter.allocate(1);
        VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, address(0xbad)));
        adapter.deallocate(1, 0);
    }

    function testFuzz_AllocationIsWorthItselfLessRounding(uint256 before, uint256 indexRay, uint256 assets) public {
        allocate(within(before, 10, MAX_MONEY));
        growTo(anyIndex(indexRay));
        assets = within(assets, 10, MAX_MONEY);
        uint256 positionBefore = adapter.totalAssets();
        uint256 invested = allocate(assets);
        assertEq(adapter.totalAssets(), positionBefore + invested, "what it says it invested");
        assertNear(invested, assets, roundingPerOperation(), roundingGain(), "invested");
        assertEq(token.balanceOf(address(adapter)), 0, "left over");
    }

    function testFuzz_WithdrawableIsPaidExactly(uint256 assets, uint256 indexRay, uint256 cash, uint256 wanted) public {
        allocate(within(assets, 10, MAX_MONEY));
        growTo(anyIndex(indexRay));
        drainTo(within(cash, 0, 2 * MAX_MONEY));
        uint256 positionBefore = adapter.totalAssets();
        uint256 available = adapter.withdrawable(0);
        assertLe(available, positionBefore, "withdrawable");

        wanted = within(wanted, 0, available);
        assertEq(adapter.deallocate(wanted, 0), wanted, "what it says it withdrew");
        assertEq(token.balanceOf(address(this)), wanted, "received");
        assertNear(adapter.totalAssets(), positionBefore - wanted, roundingPerOperation(), roundingGain(), "position");

        VM.expectPartialRevert(Adapter.NotWithdrawable.selector);
        adapter.deallocate(positionBefore + 1, 0);

        uint256 rest = adapter.withdrawable(0);
        assertEq(adapter.deallocate(rest, 0), rest, "the rest");
        assertEq(token.balanceOf(address(this)), wanted + rest, "received in all");
    }

    function testFuzz_EverythingLeavesNothing(uint256 assets, uint256 indexRay) public {
        allocate(within(assets, 10, MAX_MONEY));
        growTo(anyIndex(indexRay));
        uint256 position = adapter.totalAssets();
        assertNear(adapter.deallocate(type(uint256).max, 0), position, 0, roundingGain(), "withdrawn");
        // Half-up rounding may leave one unit, which leaves by the same way: then the adapter can be removed.
        adapter.deallocate(type(uint256).max, 0);
        assertEq(adapter.totalAssets(), 0, "position");
        assertEq(adapter.withdrawable(0), 0, "withdrawable");
        assertEq(adapter.deallocate(type(uint256).max, 0), 0, "nothing left to withdraw");
    }

    function testFuzz_GiftsAreNotCounted(uint256 assets, uint256 indexRay, uint256 gift, uint256 part) public {
        assets = within(assets, 10, MAX_MONEY);
        gift = within(gift, 10, MAX_MONEY);
        growTo(anyIndex(indexRay));
        donate(gift);
        assertEq(adapter.totalAssets(), 0, "nothing invested yet");
        allocate(assets);
        uint256 position = adapter.totalAssets();
        assertLe(position, assets + roundingGain(), "position beside a gift");
        donate(gift);
        assertNear(adapter.totalAssets(), position, 1, roundingGain(), "position after another");
        token.mint(address(adapter), gift);
        assertNear(adapter.totalAssets(), position, 1, roundingGain(), "position after a gift of the asset");

        adapter.deallocate(within(part, 0, adapter.withdrawable(0)), 0);
        adapter.deallocate(type(uint256).max, 0);
        adapter.deallocate(type(uint256).max, 0);
        assertLe(token.balanceOf(address(this)), assets + 4 * roundingGain(), "withdrawn in all");
        assertNear(token.balanceOf(address(this)), assets, 4 * roundingPerOperation(), 4 * roundingGain(), "and all of it");
        assertEq(adapter.totalAssets(), 0, "position at the end");
    }

    /// @dev Any sequence of moves and growth: each changes the position by what it moved or by the market's growth, to rounding.
    function testFuzz_NoMoneyComesFromNothing(uint256[8] memory amounts, uint256[8] memory growths) public {
        uint256 indexRay = 1e27;
        uint256 rounding = roundingPerOperation();
        for (uint256 i = 0; i < 8; ++i) {
            uint256 position = adapter.totalAssets();
            if (amounts[i] % 2 == 0) {
                uint256 assets = within(amounts[i], 10, MAX_MONEY);
                allocate(assets);
                assertNear(adapter.totalAssets(), position + assets, rounding, roundingGain(), "after allocation");
            } else {
                uint256 assets = adapter.deallocate(within(amounts[i], 0, adapter.withdrawable(0)), 0);
                assertNear(adapter.totalAssets(), position - assets, rounding, roundingGain(), "after deallocation");
            }
            position = adapter.totalAssets();
            // In steps that an index of 15 decimals can take.
            uint256 grown = indexRay + (growths[i] % 5e13) * 1e12;
            growTo(grown);
            assertLe(adapter.totalAssets(), ((position + 1) * grown) / indexRay + 1, "after growth");
            assertLe(position, adapter.totalAssets(), "no loss by growth");
            indexRay = grown;
        }
    }
}
