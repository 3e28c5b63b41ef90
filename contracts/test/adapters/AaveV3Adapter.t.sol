// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AaveV3Adapter} from "../../adapters/AaveV3Adapter.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {AdapterTest} from "../base/AdapterTest.sol";
import {AaveV3Reserve} from "../mocks/markets/AaveV3Reserve.sol";
import {Token} from "../mocks/Token.sol";

/// @title The Aave V3 adapter keeps its promises under both of Aave's roundings, with 6 and 8 decimals
abstract contract AaveV3AdapterTest is AdapterTest {
    uint256 private constant PAUSED = 60;
    uint256 private constant FROZEN = 57;
    uint256 private constant ACTIVE = 56;

    AaveV3Reserve internal pool;

    function roundsHalfUp() internal pure virtual returns (bool);

    function assetDecimals() internal pure virtual returns (uint8);

    function setUp() public {
        token = new Token(assetDecimals());
        pool = new AaveV3Reserve(token, roundsHalfUp());
        adapter = newAaveAdapter();
    }

    function newAaveAdapter() internal returns (IAdapter) {
        return
            IAdapter(
                deploy("contracts/adapters/AaveV3Adapter.sol:AaveV3Adapter", abi.encode(this, pool, address(0), address(0), riskIds()))
            );
    }

    /// @dev The interest is paid in, as borrowers would.
    function growTo(uint256 indexRay) internal override {
        pool.setIndexes(indexRay, indexRay);
        token.mint(address(pool.aToken()), (pool.aToken().scaledTotalSupply() * indexRay) / 1e27 + 1);
    }

    function drainTo(uint256 cash) internal override {
        uint256 held = token.balanceOf(address(pool.aToken()));
        if (held > cash) pool.lend(address(0xb0b), held - cash);
    }

    function donate(uint256 assets) internal override {
        token.mint(address(0xd0), assets);
        VM.startPrank(address(0xd0));
        token.approve(address(pool), assets);
        pool.supply(address(token), assets, address(adapter), 0);
        VM.stopPrank();
    }

    function roundingPerOperation() internal pure override returns (uint256) {
        return 2;
    }

    /// @dev Half up can round in the user's favour.
    function roundingGain() internal pure override returns (uint256) {
        return roundsHalfUp() ? 1 : 0;
    }

    function test_UnlistedAssetIsRefused() public {
        AaveV3Reserve other = new AaveV3Reserve(new Token(6), true);
        bytes memory arguments = abi.encode(this, other, address(0), address(0), riskIds());
        VM.expectRevert(abi.encodeWithSelector(AaveV3Adapter.ReserveNotListed.selector, token));
        this.deployAdapter(arguments);
    }

    /// @dev A call of its own, for its revert to be expected.
    function deployAdapter(bytes calldata arguments) external {
        deploy("contracts/adapters/AaveV3Adapter.sol:AaveV3Adapter", arguments);
    }

    function test_SourceIsThePool() public view {
        assertEq(adapter.source(), address(pool), "source");
    }

    function test_FrozenReservePaysButTakesNothing() public {
        allocate(1_000);
        pool.setFlag(FROZEN, true);
        checkHealth(false, "frozen");
        assertEq(adapter.allocatable(), 0, "allocatable");
        assertEq(adapter.withdrawable(0), 1_000, "withdrawable");
        assertEq(adapter.deallocate(1_000, 0), 1_000, "withdrawn");
    }

    function test_PausedReserveNeitherPaysNorTakes() public {
        allocate(1_000);
        pool.setFlag(PAUSED, true);
        checkHealth(false, "paused");
        assertEq(adapter.allocatable(), 0, "allocatable");
        assertEq(adapter.withdrawable(0), 0, "withdrawable");
        assertEq(adapter.totalAssets(), 1_000, "still worth as much");
    }

    function test_InactiveReserveNeitherPaysNorTakes() public {
        allocate(1_000);
        pool.setFlag(ACTIVE, false);
        checkHealth(false, "inactive");
        assertEq(adapter.allocatable(), 0, "allocatable");
        assertEq(adapter.withdrawable(0), 0, "withdrawable");
    }

    function testFuzz_VirtualBalanceBoundsTheCash(uint256 cash, uint256 virtualCash) public {
        allocate(MAX_MONEY);
        cash = within(cash, 0, MAX_MONEY);
        virtualCash = within(virtualCash, 0, MAX_MONEY);
        drainTo(cash);
        pool.setVirtualBalance(true, virtualCash);
        uint256 least = cash < virtualCash ? cash : virtualCash;
        assertEq(adapter.withdrawable(0), least, "withdrawable");
        assertEq(adapter.deallocate(type(uint256).max, 0), least, "withdrawn");
    }

    function test_NoSupplyCapIsNoLimit() public view {
        assertEq(adapter.allocatable(), type(uint256).max, "allocatable");
    }

    /// @dev All of `allocatable` goes in, with interest and the treasury's part pending; a few units more do not.
    function testFuzz_SupplyCapIsFilledExactly(
        uint256 supplied,
        uint256 debt,
        uint256[2] memory growthRay,
        uint256 factorBps,
        uint256 room
    ) public {
        supplied = within(supplied, 10, MAX_MONEY);
        allocate(supplied);
        pool.debtToken().mint(address(this), within(debt, 0, supplied));
        pool.setSupplyCap(0, within(factorBps, 0, 9_999));
        pool.setIndexes(within(growthRay[0], 1e27, 1.5e27), within(growthRay[1], 1e27, 2e27));
        // A first move stores the indexes, so that the treasury is owed something already; then they grow again.
        allocate(10);
        pool.setIndexes((within(growthRay[0], 1e27, 1.5e27) * 11) / 10, (within(growthRay[1], 1e27, 2e27) * 12) / 10);
        uint256 cap = (5 * supplied) / 10 ** assetDecimals() + within(room, 0, 10 ** 12) + 1;
        pool.setSupplyCap(cap, within(factorBps, 0, 9_999));

        uint256 most = adapter.allocatable();
        token.mint(address(adapter), 2 * most + 100);
        VM.expectRevert();
        adapter.allocate(most + 10);
        // Aave refuses a supply of nothing.
        if (most > 0) adapter.allocate(most);
    }
}

contract AaveV3HalfUpRoundingTest is AaveV3AdapterTest {
    function roundsHalfUp() internal pure override returns (bool) {
        return true;
    }

    function assetDecimals() internal pure override returns (uint8) {
        return 6;
    }
}

contract AaveV3DirectedRoundingTest is AaveV3AdapterTest {
    function roundsHalfUp() internal pure override returns (bool) {
        return false;
    }

    function assetDecimals() internal pure override returns (uint8) {
        return 8;
    }
}
