// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../../interfaces/IAdapter.sol";
import {ICurvePool} from "../../interfaces/external/ICurvePool.sol";
import {CurveFixture, ITestAdapter} from "../base/CurveFixture.sol";
import {VaultFixture} from "../base/VaultFixture.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {Token} from "../mocks/Token.sol";

/// @title Whoever acts in the middle of a call to the pool finds no price there
/// @notice The pool's third coin calls back on every transfer, as USDT does not. Half of the pool's liquidity is being withdrawn.
contract CurveReentrancyTest is VaultFixture, CurveFixture {
    uint256 private constant USDC = 1e6;

    ReentrantToken private hooked;
    ITestAdapter private adapter;

    function setUp() public {
        hooked = new ReentrantToken();
        coins = [new Token(18), new Token(6), Token(address(hooked))];
        token = coins[1];
        setUpPool(20_000_000, 2_000, 1e6, 5e9);
        setUpGauge();
        vault = newVault(token, looseLimits());
        adapter = ITestAdapter(deployCurveAdapter(address(vault), parameters()));
        addAdapter(address(adapter));
        deposit(ALICE, 1_000_000 * USDC);
        rebalance(oneMove(address(adapter), int256(900_000 * USDC)));
    }

    /// @dev Withdraws with a call in the middle, after two coins have left and before the shares are burned.
    function callInTheMiddle(address target, bytes memory data) internal returns (bool succeeded, bytes memory answer) {
        hooked.callOnTransfer(target, data);
        withdrawHalf();
        hooked.callOnTransfer(address(0), "");
        assertEq(hooked.calls(), 1, "calls");
        return (hooked.succeeded(), hooked.answer());
    }

    function withdrawHalf() internal {
        uint256[3] memory least;
        (bool success, ) = address(pool).call(
            abi.encodeWithSignature("remove_liquidity(uint256,uint256[3])", shares.balanceOf(address(this)) / 2, least)
        );
        assertTrue(success, "remove_liquidity");
    }

    function assertLocked(bool succeeded, bytes memory answer) internal pure {
        assertTrue(!succeeded, "answered");
        assertEq(bytes32(answer), bytes32(bytes4(keccak256("PoolLocked()"))), "error");
    }

    /// @dev The danger is real: the views of the pool answer, and their price is too low.
    function test_PoolsOwnPriceIsWrongInTheMiddle() public {
        uint256 before = pool.get_virtual_price();
        (bool succeeded, bytes memory answer) = callInTheMiddle(address(pool), abi.encodeCall(ICurvePool.get_virtual_price, ()));
        assertTrue(succeeded, "answered");
        assertLe(abi.decode(answer, (uint256)), (before * 7) / 10, "price");
        assertNear(pool.get_virtual_price(), before, 1e6, 1e6, "price afterwards");
    }

    function test_AdapterHasNoPriceInTheMiddle() public {
        (bool succeeded, bytes memory answer) = callInTheMiddle(address(adapter), abi.encodeCall(IAdapter.totalAssets, ()));
        assertLocked(succeeded, answer);
    }

    function test_NothingIsWithdrawableInTheMiddle() public {
        (bool succeeded, bytes memory answer) = callInTheMiddle(address(adapter), abi.encodeCall(IAdapter.withdrawable, (100)));
        assertLocked(succeeded, answer);
    }

    function test_NothingIsAllocatableInTheMiddle() public {
        (, bytes memory answer) = callInTheMiddle(address(adapter), abi.encodeCall(IAdapter.allocatable, ()));
        assertEq(abi.decode(answer, (uint256)), 0, "allocatable");
    }

    function test_ProbeSaysNothingInTheMiddle() public {
        (bool succeeded, bytes memory answer) = callInTheMiddle(address(adapter), abi.encodeCall(ITestAdapter.probeExit, ()));
        assertLocked(succeeded, answer);
        assertTrue(!adapter.exitClosed(), "closed");
    }

    function test_AdapterSaysSo() public {
        (, bytes memory answer) = callInTheMiddle(address(adapter), abi.encodeCall(IAdapter.health, ()));
        (bool healthy, bytes32 reason) = abi.decode(answer, (bool, bytes32));
        assertTrue(!healthy, "healthy");
        assertEq(reason, "reentered", "reason");
        (healthy, ) = adapter.health();
        assertTrue(healthy, "healthy afterwards");
    }

    /// @dev The vault cannot read the adapter, so it sells no shares at a wrong price, and goes on at the recorded one.
    function test_VaultTakesNoDepositInTheMiddle() public {
        uint256 before = vault.totalAssets();
        (bool succeeded, bytes memory answer) = callInTheMiddle(address(vault), abi.encodeCall(vault.maxDeposit, (address(hooked))));
        assertTrue(succeeded, "answered");
        assertEq(abi.decode(answer, (uint256)), 0, "maxDeposit");
        assertEq(vault.totalAssets(), before, "total afterwards");
    }

    function test_VaultKeepsItsTotalInTheMiddle() public {
        uint256 before = vault.totalAssets();
        (, bytes memory answer) = callInTheMiddle(address(vault), abi.encodeCall(vault.totalAssets, ()));
        assertNear(abi.decode(answer, (uint256)), before, 1, 1, "total");
    }
}
