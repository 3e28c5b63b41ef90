// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Adapter} from "../../adapters/Adapter.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {AdapterTest} from "../base/AdapterTest.sol";
import {SavingsVault} from "../mocks/markets/SavingsVault.sol";
import {SkyPsm} from "../mocks/markets/SkyPsm.sol";
import {Token} from "../mocks/Token.sol";

/// @title The Sky adapter keeps its promises across two decimals, two fees and a pocket that can run dry
contract SkySavingsAdapterTest is AdapterTest {
    uint256 private constant HALTED = type(uint256).max;

    Token internal usds;
    SkyPsm internal psm;
    SavingsVault internal savings;

    function setUp() public {
        token = new Token(6);
        usds = new Token(18);
        psm = new SkyPsm(token, usds);
        savings = new SavingsVault(usds);
        token.mint(psm.pocket(), 100 * MAX_MONEY);
        adapter = IAdapter(deploy("contracts/adapters/SkySavingsAdapter.sol:SkySavingsAdapter", abi.encode(this, psm, savings, riskIds())));
    }

    function growTo(uint256 indexRay) internal override {
        savings.setChi(indexRay);
    }

    function drainTo(uint256 cash) internal override {
        uint256 held = token.balanceOf(psm.pocket());
        if (held > cash) token.burn(psm.pocket(), held - cash);
    }

    function donate(uint256 assets) internal override {
        uint256 amount = assets * 10 ** 12;
        usds.mint(address(0xd0), 2 * amount);
        VM.startPrank(address(0xd0));
        usds.approve(address(savings), amount);
        savings.deposit(amount, address(adapter));
        usds.transfer(address(adapter), amount);
        VM.stopPrank();
    }

    function roundingPerOperation() internal pure override returns (uint256) {
        return 1;
    }

    function test_SourceIsTheSavings() public view {
        assertEq(adapter.source(), address(savings), "source");
    }

    function test_ForeignPartsAreRefused() public {
        Token other = new Token(18);
        bytes memory arguments = abi.encode(this, psm, new SavingsVault(other), riskIds());
        VM.expectRevert(abi.encodeWithSelector(Adapter.SourceOfAnotherAsset.selector, usds, other));
        this.deployAdapter(arguments);
        SkyPsm foreign = new SkyPsm(other, usds);
        arguments = abi.encode(this, foreign, savings, riskIds());
        VM.expectRevert(abi.encodeWithSelector(Adapter.SourceOfAnotherAsset.selector, token, other));
        this.deployAdapter(arguments);
    }

    function deployAdapter(bytes calldata arguments) external {
        deploy("contracts/adapters/SkySavingsAdapter.sol:SkySavingsAdapter", arguments);
    }

    /// @dev Fees of either direction are in the mark, and what the mark says is paid.
    function testFuzz_FeesAreInTheMark(uint256 tin, uint256 tout, uint256 assets, uint256 part) public {
        tin = within(tin, 0, 1e17);
        tout = within(tout, 0, 1e17);
        psm.setFees(tin, tout);
        assets = within(assets, 10, MAX_MONEY);
        uint256 invested = allocate(assets);
        uint256 expected = (((assets * 1e12 * (1e18 - tin)) / 1e18) * 1e18) / ((1e18 + tout) * 1e12);
        assertNear(invested, expected, 1, 1, "mark after entry");
        part = within(part, 0, adapter.withdrawable(0));
        adapter.deallocate(part, 0);
        uint256 rest = adapter.totalAssets();
        assertEq(adapter.deallocate(type(uint256).max, 0), rest, "rest");
        assertEq(token.balanceOf(address(this)), part + rest, "received");
        assertEq(usds.balanceOf(address(adapter)), 0, "USDS left over");
        assertLe(rest + part, invested, "no more than the mark");
    }

    function test_HaltedModuleIsWorthParAndPaysNothing() public {
        allocate(1_000);
        assertEq(adapter.allocatable(), type(uint256).max / 10 ** 12, "allocatable");
        psm.setFees(0, HALTED);
        checkHealth(false, "psm-halted");
        assertEq(adapter.totalAssets(), 1_000, "total");
        assertEq(adapter.withdrawable(0), 0, "withdrawable");
        psm.setFees(HALTED, 0);
        checkHealth(false, "psm-halted");
        assertEq(adapter.allocatable(), 0, "allocatable");
        assertEq(adapter.deallocate(type(uint256).max, 0), 1_000, "withdrawn");
    }

    function test_ClosedSavingsAreReported() public {
        allocate(1_000);
        savings.setLimits(0, 0);
        checkHealth(false, "withdrawals-closed");
        assertEq(adapter.allocatable(), 0, "allocatable");
        assertEq(adapter.withdrawable(0), 0, "withdrawable");
    }
}
