// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Adapter} from "../../adapters/Adapter.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {AdapterTest} from "../base/AdapterTest.sol";
import {CometBase} from "../mocks/markets/CometBase.sol";
import {Token} from "../mocks/Token.sol";

/// @title The Compound III adapter keeps its promises under Comet's rounding
contract CompoundV3AdapterTest is AdapterTest {
    CometBase internal comet;

    function setUp() public {
        token = new Token(6);
        comet = new CometBase(address(token));
        adapter = IAdapter(
            deploy("contracts/adapters/CompoundV3Adapter.sol:CompoundV3Adapter", abi.encode(this, comet, address(0), address(0), riskIds()))
        );
    }

    function growTo(uint256 indexRay) internal override {
        comet.setIndex(indexRay / 1e12);
        token.mint(address(comet), 4 * MAX_MONEY);
    }

    function drainTo(uint256 cash) internal override {
        uint256 held = token.balanceOf(address(comet));
        if (held > cash) comet.lend(address(0xb0b), held - cash);
    }

    function donate(uint256 assets) internal override {
        token.mint(address(0xd0), assets);
        VM.startPrank(address(0xd0));
        token.approve(address(comet), assets);
        comet.supplyTo(address(adapter), address(token), assets / 2);
        comet.supply(address(token), assets - assets / 2);
        comet.transfer(address(adapter), comet.balanceOf(address(0xd0)));
        VM.stopPrank();
    }

    function roundingPerOperation() internal pure override returns (uint256) {
        return 4;
    }

    /// @dev The part of a balance that holds a gift is rounded down twice; another gift can make up for that, never more.
    function roundingGain() internal pure override returns (uint256) {
        return 1;
    }

    function test_SourceIsTheMarket() public view {
        assertEq(adapter.source(), address(comet), "source");
    }

    function test_OtherBaseTokenIsRefused() public {
        address other = address(new Token(6));
        bytes memory arguments = abi.encode(this, new CometBase(other), address(0), address(0), riskIds());
        VM.expectRevert(abi.encodeWithSelector(Adapter.SourceOfAnotherAsset.selector, token, other));
        this.deployAdapter(arguments);
    }

    function test_AdapterWithoutRisksIsRefused() public {
        bytes memory arguments = abi.encode(this, comet, address(0), address(0), new bytes32[](0));
        VM.expectRevert(abi.encodeWithSelector(Adapter.NoRiskIds.selector));
        this.deployAdapter(arguments);
    }

    function deployAdapter(bytes calldata arguments) external {
        deploy("contracts/adapters/CompoundV3Adapter.sol:CompoundV3Adapter", arguments);
    }

    function test_PausedWithdrawalsPayNothing() public {
        allocate(1_000);
        comet.setPaused(false, true);
        checkHealth(false, "withdraw-paused");
        assertEq(adapter.withdrawable(0), 0, "withdrawable");
        assertEq(adapter.totalAssets(), 1_000, "still worth as much");
    }

    function test_PausedSupplyPaysButTakesNothing() public {
        allocate(1_000);
        assertEq(adapter.allocatable(), type(uint256).max, "allocatable");
        comet.setPaused(true, false);
        checkHealth(false, "supply-paused");
        assertEq(adapter.allocatable(), 0, "allocatable");
        assertEq(adapter.deallocate(type(uint256).max, 0), 1_000, "withdrawn");
    }

    /// @dev Comet would lend what the balance does not cover; the adapter never asks for it.
    function testFuzz_NeverBorrows(uint256 assets, uint256 gift) public {
        allocate(within(assets, 10, MAX_MONEY));
        donate(within(gift, 10, MAX_MONEY));
        uint256 position = adapter.totalAssets();
        VM.expectRevert(abi.encodeWithSelector(Adapter.NotWithdrawable.selector, position + 1, position));
        adapter.deallocate(position + 1, 0);
    }
}
