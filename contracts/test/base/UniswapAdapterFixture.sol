// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Status} from "../../interfaces/VaultTypes.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {IUniswapV3Callbacks} from "../../interfaces/external/IUniswapV3Callbacks.sol";
import {IUniswapV3Adapter, UniswapV3Parameters} from "../../interfaces/IUniswapV3Adapter.sol";
import {Feed} from "../../libraries/PriceFeed.sol";
import {IAggregatorV3} from "../../interfaces/external/IAggregatorV3.sol";
import {TickMath} from "../../libraries/TickMath.sol";
import {Token} from "../mocks/Token.sol";
import {UniswapFixture} from "./UniswapFixture.sol";

interface IFeedUnderTest is IAggregatorV3 {
    function setRoundData(int256 answer, uint256 updatedAt) external;
}

interface IAdapterUnderTest is IAdapter, IUniswapV3Adapter, IUniswapV3Callbacks {
    function range() external view returns (int24 tickLower, int24 tickUpper, uint128 liquidity);
    function cash0() external view returns (uint128);
    function cash1() external view returns (uint128);
    function lastRerangeAt() external view returns (uint256);
    function oraclePrice() external view returns (bool usable, uint256 priceWad);
}

/// @title UniswapAdapterFixture: the adapter on a genuine pool, with others' liquidity, two feeds, and this contract as the vault
abstract contract UniswapAdapterFixture is UniswapFixture {
    address internal constant KEEPER = address(0x0333);
    uint32 internal constant MAX_AGE = 1 days;
    /// The pool's price at par is tick zero in these tests, whatever the decimals: a tick is a basis point.
    int24 internal constant LOWER = -10;
    int24 internal constant UPPER = 10;
    uint256 internal constant MONEY = 10 ** 13;
    uint256 internal constant BPS = 10_000;

    Token internal token;
    Token internal other;
    IFeedUnderTest internal assetFeed;
    IFeedUnderTest internal otherFeed;
    IAdapterUnderTest internal adapter;
    bool internal assetIsToken0;
    bool internal isClosed;
    bool internal isLocked;

    error VaultIsLocked();

    /* THE VAULT */

    function asset() external view returns (address) {
        return address(token);
    }

    function hasRole(bytes32 role, address account) external pure returns (bool) {
        return role == keccak256("KEEPER_ROLE") && account == KEEPER;
    }

    function status() external view returns (Status, uint256) {
        return (isClosed ? Status.ReduceOnly : Status.Normal, 0);
    }

    function totalAssets() external view returns (uint256) {
        if (isLocked) revert VaultIsLocked();
        return 0;
    }

    /* SETTING UP */

    function parameters() internal pure virtual returns (UniswapV3Parameters memory) {
        return
            UniswapV3Parameters({
                tickLower: LOWER,
                tickUpper: UPPER,
                minRangeTicks: 4,
                maxPegDeviationBps: 60,
                maxPoolDeviationBps: 20,
                maxSwapSlippageBps: 20,
                exitHaircutBps: 3,
                maxEntryCostBps: 20,
                maxRerangeLossBps: 10,
                maxDailyRerangeLossBps: 20,
                rerangeCooldownSeconds: 1 hours
            });
    }

    function constructorArguments(UniswapV3Parameters memory chosen) internal view returns (bytes memory) {
        bytes32[] memory risks = new bytes32[](2);
        (risks[0], risks[1]) = (keccak256("protocol:uniswap-v3"), keccak256("issuer:usdc"));
        return abi.encode(this, pool, Feed(assetFeed, MAX_AGE), Feed(otherFeed, MAX_AGE), chosen, risks);
    }

    function newAdapter(UniswapV3Parameters memory chosen) internal returns (IAdapterUnderTest) {
        return IAdapterUnderTest(deploy("contracts/adapters/UniswapV3Adapter.sol:UniswapV3Adapter", constructorArguments(chosen)));
    }

    function deployAdapter(UniswapV3Parameters calldata chosen) external returns (IAdapterUnderTest) {
        return newAdapter(chosen);
    }

    /// @dev Tokens of six decimals, on either side of the pool.
    function setUpAdapter(bool assetFirst) internal {
        setUpAdapter(new Token(6), new Token(6), assetFirst);
    }

    function setUpAdapter(Token tokenA, Token tokenB, bool assetFirst) internal {
        VM.warp(1_800_000_000);
        setUpFactory();
        setUpPool(tokenA, tokenB, 100, TickMath.sqrtPriceAtTick(0));
        assetIsToken0 = assetFirst;
        (token, other) = assetFirst ? (token0, token1) : (token1, token0);
        assetFeed = newFeed();
        otherFeed = newFeed();
        // Others' liquidity: 20 million around the peg, and a little far out.
        provide(address(this), -10, 10, 2 * 10 ** 16);
        provide(address(this), -100, 100, 10 ** 15);
        adapter = newAdapter(parameters());
    }

    function newFeed() private returns (IFeedUnderTest) {
        bytes memory arguments = abi.encode("", 8, address(this), int256(1e8));
        return IFeedUnderTest(deploy("scripts/local-mainnet/stand-ins/ChainlinkFeedStandIn.sol:ChainlinkFeedStandIn", arguments));
    }

    /* SHORTHANDS */

    /// @dev The other token's price by the oracle, in hundredths of a basis point over par; the asset's own is not one either.
    function setOracle(int256 pips) internal {
        int256 usd = 1e8 + 12_345;
        assetFeed.setRoundData(usd, block.timestamp);
        otherFeed.setRoundData((usd * (1e6 + pips)) / 1e6, block.timestamp);
    }

    /// @dev Moves the pool until the other token costs this many ticks over par.
    function setPool(int24 ticksOverPar) internal {
        pushTo(assetIsToken0 ? -ticksOverPar : ticksOverPar);
    }

    function allocate(uint256 assets) internal returns (uint256) {
        token.mint(address(adapter), assets);
        return adapter.allocate(assets);
    }

    function rerange(int24 lower, int24 upper) internal {
        VM.prank(KEEPER);
        adapter.rerange(lower, upper, 0, block.timestamp);
    }

    function refresh() internal {
        (, int256 answer, , , ) = assetFeed.latestRoundData();
        assetFeed.setRoundData(answer, block.timestamp);
        (, answer, , , ) = otherFeed.latestRoundData();
        otherFeed.setRoundData(answer, block.timestamp);
    }

    function pass(uint256 time) internal {
        VM.warp(block.timestamp + time);
        refresh();
    }

    function signedWithin(int256 value, int256 least, int256 most) internal pure returns (int256) {
        if (value >= least && value <= most) return value;
        return least + int256(uint256(value) % uint256(most - least + 1));
    }

    function tickWithin(int256 value, int24 least, int24 most) internal pure returns (int24) {
        return int24(signedWithin(value, least, most));
    }

    function checkHealth(bytes32 reason) internal view {
        (bool healthy, bytes32 itsReason) = adapter.health();
        assertEq(itsReason, reason, "reason");
        assertTrue(healthy == (reason == ""), "healthy");
    }
}
