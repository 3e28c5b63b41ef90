// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Adapter} from "../../adapters/Adapter.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {AdapterTest} from "../base/AdapterTest.sol";
import {ExitFeeVault} from "../mocks/markets/ExitFeeVault.sol";
import {SavingsVault} from "../mocks/markets/SavingsVault.sol";
import {Token} from "../mocks/Token.sol";

/// @title The ERC-4626 adapter keeps its promises, and the limits of the vault it invests in
contract ERC4626AdapterTest is AdapterTest {
    SavingsVault internal target;

    function setUp() public {
        token = new Token(6);
        target = new SavingsVault(token);
        adapter = newAdapter(address(target));
    }

    function newAdapter(address target_) internal returns (IAdapter) {
        return IAdapter(deploy("contracts/adapters/ERC4626Adapter.sol:ERC4626Adapter", abi.encode(this, target_, riskIds())));
    }

    function growTo(uint256 indexRay) internal override {
        target.setChi(indexRay);
    }

    function drainTo(uint256 cash) internal override {
        target.setLimits(type(uint256).max, cash);
    }

    function donate(uint256 assets) internal override {
        token.mint(address(0xd0), assets);
        VM.startPrank(address(0xd0));
        token.approve(address(target), assets);
        target.deposit(assets, address(adapter));
        VM.stopPrank();
    }

    function roundingPerOperation() internal pure override returns (uint256) {
        return 2;
    }

    function test_SourceIsTheTarget() public view {
        assertEq(adapter.source(), address(target), "source");
    }

    function test_OtherAssetIsRefused() public {
        Token other = new Token(6);
        bytes memory arguments = abi.encode(this, new SavingsVault(other), riskIds());
        VM.expectRevert(abi.encodeWithSelector(Adapter.SourceOfAnotherAsset.selector, token, other));
        this.deployAdapter(arguments);
    }

    function deployAdapter(bytes calldata arguments) external {
        deploy("contracts/adapters/ERC4626Adapter.sol:ERC4626Adapter", arguments);
    }

    function test_LimitsOfTheTargetAreReported() public {
        allocate(1_000);
        target.setLimits(500, 300);
        checkHealth(true, "");
        assertEq(adapter.allocatable(), 500, "allocatable");
        assertEq(adapter.withdrawable(0), 300, "withdrawable");
        assertEq(adapter.totalAssets(), 1_000, "total");
        target.setLimits(500, 0);
        checkHealth(false, "withdrawals-closed");
        // Full, which is no fault.
        target.setLimits(0, 300);
        checkHealth(true, "");
        assertEq(adapter.allocatable(), 0, "allocatable in a full one");
    }

    /// @dev The fee is in the mark from the start, and the shares of a full exit suffice whichever way the fee rounds.
    function testFuzz_ExitFeeIsInTheMark(uint256 assets, uint256 others, uint256 part) public {
        ExitFeeVault taxing = new ExitFeeVault(token);
        adapter = newAdapter(address(taxing));
        others = within(others, 1, MAX_MONEY);
        token.mint(address(this), others);
        token.approve(address(taxing), others);
        taxing.deposit(others, address(this));

        assets = within(assets, 1_000, MAX_MONEY);
        uint256 invested = allocate(assets);
        assertNear(invested, (assets * 10_000) / 10_030, 2, 0, "mark after entry");
        part = within(part, 0, adapter.withdrawable(0));
        adapter.deallocate(part, 0);
        assertEq(token.balanceOf(address(this)), part, "part");
        uint256 rest = adapter.totalAssets();
        assertEq(adapter.deallocate(type(uint256).max, 0), rest, "rest");
        assertEq(token.balanceOf(address(this)), part + rest, "all");
        assertEq(adapter.totalAssets(), 0, "position");
        assertEq(taxing.balanceOf(address(adapter)), 0, "shares");
    }
}
