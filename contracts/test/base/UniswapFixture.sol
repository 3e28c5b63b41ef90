// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IUniswapV3Callbacks} from "../../interfaces/external/IUniswapV3Callbacks.sol";
import {IUniswapV3Pool} from "../../interfaces/external/IUniswapV3Pool.sol";
import {TickMath} from "../../libraries/TickMath.sol";
import {Token} from "../mocks/Token.sol";
import {TestBase} from "./TestBase.sol";

interface IUniswapV3Factory {
    function createPool(address tokenA, address tokenB, uint24 fee) external returns (address);
    function enableFeeAmount(uint24 fee, int24 tickSpacing) external;
}

interface IUniswapV3PoolSetup {
    function initialize(uint160 sqrtPriceX96) external;
    function setFeeProtocol(uint8 feeProtocol0, uint8 feeProtocol1) external;
}

/// @title UniswapFixture: Uniswap's own factory and pools, and a trader who prints money
abstract contract UniswapFixture is TestBase, IUniswapV3Callbacks {
    string private constant FACTORY = "node_modules/@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json";
    uint256 private constant PLENTY = 10 ** 30;

    IUniswapV3Factory internal factory;
    IUniswapV3Pool internal pool;
    Token internal token0;
    Token internal token1;

    function setUpFactory() internal {
        factory = IUniswapV3Factory(create(VM.parseJsonBytes(VM.readFile(FACTORY), ".bytecode")));
        // As a vote on mainnet did.
        factory.enableFeeAmount(100, 1);
    }

    function setUpPool(Token tokenA, Token tokenB, uint24 fee, uint160 sqrtPriceX96) internal {
        pool = IUniswapV3Pool(factory.createPool(address(tokenA), address(tokenB), fee));
        (token0, token1) = (Token(pool.token0()), Token(pool.token1()));
        IUniswapV3PoolSetup(address(pool)).initialize(sqrtPriceX96);
    }

    function poolPriceX96() internal view returns (uint160 sqrtPriceX96) {
        (sqrtPriceX96, , , , , , ) = pool.slot0();
    }

    function provide(address to, int24 tickLower, int24 tickUpper, uint128 liquidity) internal {
        pool.mint(to, tickLower, tickUpper, liquidity, "");
    }

    function trade(bool zeroForOne, uint256 amount, uint160 limitX96) internal returns (uint256 sold, uint256 bought) {
        (int256 paid0, int256 paid1) = pool.swap(address(0xdead), zeroForOne, int256(amount), limitX96, "");
        return zeroForOne ? (uint256(paid0), uint256(-paid1)) : (uint256(paid1), uint256(-paid0));
    }

    /// @dev Trades until the pool's price is that of a tick.
    function pushTo(int24 tick) internal {
        uint160 target = TickMath.sqrtPriceAtTick(tick);
        if (target != poolPriceX96()) trade(target < poolPriceX96(), PLENTY, target);
    }

    function uniswapV3MintCallback(uint256 amount0Owed, uint256 amount1Owed, bytes calldata) external {
        token0.mint(msg.sender, amount0Owed);
        token1.mint(msg.sender, amount1Owed);
    }

    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata) external virtual {
        if (amount0Delta > 0) token0.mint(msg.sender, uint256(amount0Delta));
        if (amount1Delta > 0) token1.mint(msg.sender, uint256(amount1Delta));
    }
}
