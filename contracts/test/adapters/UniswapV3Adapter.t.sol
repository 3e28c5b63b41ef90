// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../../interfaces/IAdapter.sol";
import {IUniswapV3Pool} from "../../interfaces/external/IUniswapV3Pool.sol";
import {IUniswapV3Adapter, UniswapV3Parameters} from "../../interfaces/IUniswapV3Adapter.sol";
import {TickMath} from "../../libraries/TickMath.sol";
import {UniswapV3Position} from "../../adapters/UniswapV3Position.sol";
import {PegOracle} from "../../adapters/PegOracle.sol";
import {UniswapAdapterFixture} from "../base/UniswapAdapterFixture.sol";
import {Vm} from "../base/Vm.sol";
import {Token} from "../mocks/Token.sol";

/// @title A Uniswap range as an adapter: what it is marked at, what moves the mark, and what does not
contract UniswapV3AdapterTest is UniswapAdapterFixture {
    uint256 private constant ROUNDING = 8;

    bool private looksDuringSwap;

    /* PROMISES OF EVERY ADAPTER */

    function test_KnowsItsVaultAssetSourceAndRisks() public {
        setUpAdapter(true);
        assertEq(adapter.vault(), address(this), "vault");
        assertEq(adapter.asset(), address(token), "asset");
        assertEq(adapter.source(), address(pool), "source");
        assertEq(adapter.riskIds()[1], keccak256("issuer:usdc"), "risk");
        checkHealth("");
    }

    function test_ObeysTheVaultOnly() public {
        setUpAdapter(true);
        VM.startPrank(address(0xbad));
        VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, address(0xbad)));
        adapter.allocate(1);
        VM.expectRevert(abi.encodeWithSelector(IAdapter.OnlyVault.selector, address(0xbad)));
        adapter.deallocate(1, 0);
        VM.expectRevert(abi.encodeWithSelector(UniswapV3Position.OnlyPool.selector, address(0xbad)));
        adapter.uniswapV3MintCallback(1, 1, "");
        VM.expectRevert(abi.encodeWithSelector(UniswapV3Position.OnlyPool.selector, address(0xbad)));
        adapter.uniswapV3SwapCallback(1, 1, "");
    }

    /* ENTRY */

    /// @dev An allocation costs the fee, the way the swap moves the price, and the haircut: less than the limit. Little of it is left over.
    function testFuzz_AllocationIsWorthItselfLessItsCost(
        bool assetFirst,
        uint256 before,
        uint256 assets,
        int256 tick,
        int256 oraclePips
    ) public {
        setUpAdapter(assetFirst);
        int24 there = tickWithin(tick, -9, 3);
        setPool(there);
        // Farther off, or farther over par, and the entry could cost more than it may.
        setOracle(signedWithin(oraclePips, int256(there) * 100 - 500, int256(there) * 100 + 500));
        allocate(within(before, 10, MONEY / 2));
        assets = within(assets, 10, MONEY / 2);
        uint256 positionBefore = adapter.totalAssets();
        uint256 cashBefore = uint256(adapter.cash0()) + adapter.cash1();
        uint256 invested = allocate(assets);
        uint256 risen = adapter.totalAssets() < positionBefore ? 0 : adapter.totalAssets() - positionBefore;
        assertEq(invested, risen, "what it says it invested");
        // What an earlier allocation left over goes in, too, and may have been bought below the mark; and the swap's fee is part of our own.
        uint256 entering = assets + cashBefore;
        assertNear(invested, assets, (entering * 20) / BPS + ROUNDING, (entering * 20) / BPS + positionBefore / BPS + ROUNDING, "invested");
        assertLe(adapter.cash0() + uint256(adapter.cash1()), (entering * 5) / 100 + ROUNDING, "left over");
        assertEq(token0.balanceOf(address(adapter)), adapter.cash0(), "cash 0");
        assertEq(token1.balanceOf(address(adapter)), adapter.cash1(), "cash 1");
    }

    function test_CostlyEntryIsRefused() public {
        setUpAdapter(true);
        setOracle(0);
        UniswapV3Parameters memory chosen = parameters();
        chosen.maxEntryCostBps = 1;
        adapter = newAdapter(chosen);
        token.mint(address(adapter), MONEY);
        VM.expectPartialRevert(IUniswapV3Adapter.EntryTooCostly.selector);
        adapter.allocate(MONEY);
    }

    /* MARK */

    /// @dev No swap moves the mark, except by the fees it pays.
    function testFuzz_SwapsMoveTheMarkByTheirFeesOnly(bool assetFirst, uint256 assets, int256[6] memory ticks, int256 oraclePips) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(within(assets, 10, MONEY));
        setOracle(signedWithin(oraclePips, -12_000, 12_000));
        for (uint256 i = 0; i < 6; ++i) {
            uint256 position = adapter.totalAssets();
            int24 from = poolTick();
            int24 to = tickWithin(ticks[i], -95, 95);
            pushTo(to);
            // The position sees no more than its own money pass, each way.
            uint256 fee = (from == to ? 0 : 3 * MONEY) / BPS + 2;
            assertNear(adapter.totalAssets(), position, ROUNDING, fee, "mark");
        }
    }

    function poolTick() internal view returns (int24 tick) {
        (, tick, , , , , ) = pool.slot0();
    }

    /// @dev The mark is no more than what burning would bring at the mark's own price, wherever the pool is: a full exit takes no more off it than it
    /// pays, so what is left in the other token must cover the rest.
    function testFuzz_MarkIsCoveredWhereverThePoolIs(bool assetFirst, uint256 assets, int256 tick, int256 oraclePips) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(within(assets, 1000, MONEY));
        setPool(tickWithin(tick, -90, 90));
        oraclePips = signedWithin(oraclePips, -9_000, 9_000);
        setOracle(oraclePips);
        uint256 position = adapter.totalAssets();
        (int24 lower, int24 upper, uint128 liquidity) = adapter.range();
        VM.startPrank(address(adapter));
        pool.burn(lower, upper, liquidity);
        (uint128 amount0, uint128 amount1) = pool.collect(address(0xbeef), lower, upper, type(uint128).max, type(uint128).max);
        VM.stopPrank();
        uint256 assetsHeld = (assetIsToken0 ? amount0 + uint256(adapter.cash0()) : amount1 + uint256(adapter.cash1()));
        uint256 othersHeld = (assetIsToken0 ? amount1 + uint256(adapter.cash1()) : amount0 + uint256(adapter.cash0()));
        uint256 priceWad = uint256(1e18 + (oraclePips < 0 ? oraclePips : int256(0)) * 1e12);
        uint256 worth = assetsHeld + (othersHeld * ((priceWad * 9_997) / 10_000)) / 1e18;
        assertLe(position, worth + 2, "mark");
    }

    /// @dev What the position earns is its share of the fees of others' trades, and counts before it is collected as after.
    function testFuzz_FeesCountAsTheyGrow(bool assetFirst, uint256 assets, uint256 amount) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(within(assets, 10 ** 9, MONEY));
        setPool(0);
        adapter.collectFees();
        uint256 position = adapter.totalAssets();
        (uint128 cash0, uint128 cash1) = (adapter.cash0(), adapter.cash1());
        (, , uint128 liquidity) = adapter.range();
        uint256 active = pool.liquidity();

        // There and back, so that nothing but fees has changed.
        (uint256 sold0, ) = trade(true, within(amount, 10 ** 6, 10 ** 12), TickMath.sqrtPriceAtTick(-9));
        (uint256 sold1, ) = trade(false, 10 ** 18, TickMath.sqrtPriceAtTick(0));
        uint256 fees0 = (sold0 * liquidity) / active / BPS;
        uint256 fees1 = (sold1 * liquidity) / active / BPS;
        uint256 marked = adapter.totalAssets();
        uint256 fees = assetFirst ? fees0 + (fees1 * 9_997) / BPS : fees1 + (fees0 * 9_997) / BPS;
        assertNear(marked, position + fees, ROUNDING, ROUNDING, "as they grow");
        adapter.collectFees();
        assertNear(adapter.totalAssets(), marked, 1, 1, "collected");
        assertNear(adapter.cash0(), cash0 + fees0, 2, 2, "cash 0");
        assertNear(adapter.cash1(), cash1 + fees1, 2, 2, "cash 1");
        adapter.collectFees();
        assertNear(adapter.totalAssets(), marked, 1, 1, "nothing to collect");
    }

    /// @dev Whoever collects is named with what came in, the asset first whichever side of the pool it is on.
    function testFuzz_CollectingSaysWhatCameIn(bool assetFirst, uint256 amount) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(MONEY / 10);
        setPool(0);
        adapter.collectFees();
        trade(true, within(amount, 10 ** 6, 10 ** 12), TickMath.sqrtPriceAtTick(-9));
        trade(false, 10 ** 18, TickMath.sqrtPriceAtTick(0));
        (uint128 cash0, uint128 cash1) = (adapter.cash0(), adapter.cash1());
        VM.recordLogs();
        adapter.collectFees();
        Vm.Log[] memory logs = VM.getRecordedLogs();
        (uint256 came0, uint256 came1) = (adapter.cash0() - cash0, adapter.cash1() - cash1);
        uint256 found = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IUniswapV3Adapter.FeesCollected.selector) continue;
            ++found;
            assertEq(logs[i].topics[1], bytes32(uint256(uint160(address(this)))), "sender");
            (uint256 assets, uint256 others) = abi.decode(logs[i].data, (uint256, uint256));
            assertEq(assets, assetFirst ? came0 : came1, "assets");
            assertEq(others, assetFirst ? came1 : came0, "others");
        }
        assertEq(found, 1, "told once");
        assertTrue(came0 != 0 && came1 != 0, "both sides earned");
    }

    /// @dev The haircut and the lower of par and the oracle, and without an oracle the lower end of the band: never a revert.
    function testFuzz_OracleStatesMarkConservatively(bool assetFirst, int256 oraclePips, uint256 fault) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(MONEY / 10);
        uint256 atPar = adapter.totalAssets();
        setOracle(signedWithin(oraclePips, 1, 500_000));
        assertEq(adapter.totalAssets(), atPar, "above par is par");
        setOracle(signedWithin(oraclePips, -500_000, -1));
        uint256 fresh = adapter.totalAssets();
        assertLe(fresh, atPar, "below par");

        fault = within(fault, 0, 3);
        if (fault == 0) VM.warp(block.timestamp + MAX_AGE + 1);
        if (fault == 1) otherFeed.setRoundData(0, block.timestamp);
        if (fault == 2) assetFeed.setRoundData(-1, block.timestamp);
        if (fault == 3) VM.mockCallRevert(address(otherFeed), abi.encodeWithSignature("latestRoundData()"), "");
        checkHealth("oracle-stale");
        assertEq(adapter.allocatable(), 0, "allocatable");
        uint256 stale = adapter.totalAssets();
        if (fault == 0) assertLe(stale, fresh, "no more than at the newest price");
        // The band of 60 and the haircut, on what could all be in the other token.
        if (fault != 0 || fresh > atPar - atPar / 100) assertLe(atPar, stale + (atPar * 64) / BPS, "no lower than the band");
        VM.clearMockedCalls();
    }

    /* HEALTH */

    function test_HealthNamesWhatIsWrong() public {
        setUpAdapter(true);
        setOracle(6_100);
        checkHealth("off-peg");
        setOracle(-6_100);
        checkHealth("off-peg");
        setOracle(2_100);
        checkHealth("oracle-deviates");
        setOracle(1_900);
        checkHealth("");
        token.mint(address(adapter), 10 ** 6);
        setOracle(2_100);
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.Unhealthy.selector, bytes32("oracle-deviates")));
        adapter.allocate(10 ** 6);
        assertEq(adapter.allocatable(), 0, "allocatable");
    }

    function testFuzz_OutOfRangeIsNoFaultButTakesNothing(bool assetFirst, bool above) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(10 ** 9);
        setPool(above ? int24(11) : int24(-11));
        checkHealth("");
        assertEq(adapter.allocatable(), 0, "allocatable");
        token.mint(address(adapter), 10 ** 6);
        VM.expectPartialRevert(IUniswapV3Adapter.OutOfRange.selector);
        adapter.allocate(10 ** 6);
        setPool(0);
        assertEq(adapter.allocatable(), type(uint256).max, "allocatable");
    }

    /// @dev Whoever looks while somebody else is in the pool is told so, and reads the same value.
    function testFuzz_LocksUpWhileThePoolIsLocked(bool assetFirst, uint256 assets) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(within(assets, 10, MONEY));
        looksDuringSwap = true;
        trade(true, 10 ** 12, TickMath.sqrtPriceAtTick(-5));
        assertTrue(!looksDuringSwap, "looked");
        checkHealth("");
    }

    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata data) external override {
        if (looksDuringSwap) {
            looksDuringSwap = false;
            checkHealth("locked");
            assertEq(adapter.withdrawable(100), 0, "withdrawable");
            assertEq(adapter.allocatable(), 0, "allocatable");
            VM.expectRevert(bytes("LOK"));
            adapter.collectFees();
        }
        data;
        if (amount0Delta > 0) token0.mint(msg.sender, uint256(amount0Delta));
        if (amount1Delta > 0) token1.mint(msg.sender, uint256(amount1Delta));
    }

    /* GIFTS */

    /// @dev Liquidity minted to the adapter's own range, at any time and as often as one likes, with the fees it earns, and tokens sent: the adapter
    /// is worth what it would be worth had they gone elsewhere, but for a unit of fees a gift.
    function testFuzz_GiftsChangeNothing(bool assetFirst, uint256 assets, uint256[3] memory gifts, int256[3] memory ticks) public {
        uint256 without = lifeBesideGifts(assetFirst, assets, gifts, ticks, address(0xb0b));
        uint256 given = lifeBesideGifts(assetFirst, assets, gifts, ticks, address(0));
        assertNear(given, without, 6, 0, "paid out in all");
    }

    function lifeBesideGifts(
        bool assetFirst,
        uint256 assets,
        uint256[3] memory gifts,
        int256[3] memory ticks,
        address receiver
    ) private returns (uint256) {
        setUpAdapter(assetFirst);
        setOracle(0);
        if (receiver == address(0)) receiver = address(adapter);
        provide(receiver, LOWER, UPPER, uint128(within(gifts[0], 1, 10 ** 16)));
        token.mint(receiver, gifts[0] % 10 ** 12);
        assertEq(adapter.totalAssets(), 0, "nothing invested yet");
        allocate(within(assets, 1000, MONEY / 16));
        for (uint256 i = 0; i < 3; ++i) {
            setPool(tickWithin(ticks[i], -15, 15));
            uint256 position = adapter.totalAssets();
            uint256 available = adapter.withdrawable(0);
            provide(receiver, LOWER, UPPER, uint128(within(gifts[i], 1, 10 ** 16)));
            other.mint(receiver, gifts[i] % 10 ** 12);
            assertNear(adapter.totalAssets(), position, 2, 0, "position beside a gift");
            if (receiver == address(adapter)) assertLe(available, adapter.withdrawable(0) + 4, "withdrawable beside a gift");
        }
        setPool(0);
        adapter.collectFees();
        for (uint256 i = 0; i < 3; ++i) adapter.deallocate(type(uint256).max, 0);
        assertEq(adapter.totalAssets(), 0, "position at the end");
        return token.balanceOf(address(this));
    }

    /* DEPLOYMENT */

    function test_BadParametersAreRefused() public {
        setUpAdapter(true);
        int24[2][6] memory ranges = [
            [int24(10), -10],
            [int24(5), 5],
            [int24(0), 3],
            [int24(-61), 0],
            [int24(0), 61],
            [int24(-887272), 887272]
        ];
        for (uint256 i = 0; i < 6; ++i) {
            UniswapV3Parameters memory chosen = parameters();
            (chosen.tickLower, chosen.tickUpper) = (ranges[i][0], ranges[i][1]);
            VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.BadRange.selector, ranges[i][0], ranges[i][1]));
            this.deployAdapter(chosen);
        }
        UniswapV3Parameters memory far = parameters();
        far.tickUpper = 887_273;
        VM.expectRevert(abi.encodeWithSelector(TickMath.TickOutOfRange.selector, int24(887_273)));
        this.deployAdapter(far);
        UniswapV3Parameters memory whole = parameters();
        whole.exitHaircutBps = 10_000;
        VM.expectRevert(abi.encodeWithSelector(PegOracle.NotAPart.selector, 10_000));
        this.deployAdapter(whole);
    }

    function test_TicksOffTheSpacingAreRefused() public {
        setUpAdapter(true);
        setUpPool(token, other, 500, TickMath.sqrtPriceAtTick(0));
        UniswapV3Parameters memory chosen = parameters();
        this.deployAdapter(chosen);
        for (int24 off = 1; off < 10; ++off) {
            (chosen.tickLower, chosen.tickUpper) = (-10, 10 + off);
            VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.BadRange.selector, -10, 10 + off));
            this.deployAdapter(chosen);
            (chosen.tickLower, chosen.tickUpper) = (-10 - off, 10);
            VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.BadRange.selector, -10 - off, 10));
            this.deployAdapter(chosen);
        }
    }

    function test_PoolOfOtherTokensIsRefused() public {
        setUpAdapter(true);
        IUniswapV3Pool right = pool;
        setUpPool(new Token(6), other, 100, TickMath.sqrtPriceAtTick(0));
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.PoolOfOtherTokens.selector, token0, token1));
        this.deployAdapter(parameters());
        pool = right;
    }

    /// @dev A token of 18 decimals: par is at tick ±276,324, and everything else is as ever.
    function testFuzz_DecimalsMayDiffer(bool assetFirst, uint256 assets, int256 tick) public {
        setUpAdapter(assetFirst);
        do {
            other = new Token(18);
        } while ((address(token) < address(other)) != assetFirst);
        int24 par = assetFirst ? int24(276_324) : int24(-276_324);
        setUpPool(token, other, 100, TickMath.sqrtPriceAtTick(par));
        provide(address(this), par - 10, par + 10, 2 * 10 ** 22);
        UniswapV3Parameters memory chosen = parameters();
        (chosen.tickLower, chosen.tickUpper) = (par - 10, par + 10);
        adapter = newAdapter(chosen);
        setOracle(0);
        checkHealth("");
        assets = within(assets, 1000, MONEY / 100);
        uint256 invested = allocate(assets);
        assertNear(invested, assets, (assets * 20) / BPS + ROUNDING, 0, "invested");
        pushTo(par + tickWithin(tick, -60, 60));
        uint256 available = adapter.withdrawable(0);
        assertEq(adapter.deallocate(type(uint256).max, 0), available, "withdrawn");
        assertLe(invested, available + adapter.totalAssets() + ROUNDING, "cost");
    }
}
