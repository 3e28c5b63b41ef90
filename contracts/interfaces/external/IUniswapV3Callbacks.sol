// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IUniswapV3Callbacks: how a Uniswap V3 pool asks for money
/// @notice It calls back whoever called it.
interface IUniswapV3Callbacks {
    /// @notice The pool wants its part of a mint.
    function uniswapV3MintCallback(uint256 amount0Owed, uint256 amount1Owed, bytes calldata data) external;

    /// @notice The pool wants what was sold to it: of the two, the positive one.
    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata data) external;
}
