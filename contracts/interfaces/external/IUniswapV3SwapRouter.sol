// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IUniswapV3SwapRouter: what the reward seller uses of Uniswap V3's SwapRouter
/// @notice See https://github.com/Uniswap/v3-periphery/blob/main/contracts/interfaces/ISwapRouter.sol
interface IUniswapV3SwapRouter {
    /// @notice A swap through one or several pools.
    /// @param path Token, fee in hundredths of a basis point (three bytes), token, and so on.
    /// @param recipient Who receives the last token.
    /// @param deadline Last valid block timestamp, unix seconds.
    /// @param amountIn How much of the first token to sell.
    /// @param amountOutMinimum Least amount of the last token.
    struct ExactInputParams {
        bytes path;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
    }

    /// @notice Takes `amountIn` from the caller and swaps it along the path.
    function exactInput(ExactInputParams calldata params) external payable returns (uint256 amountOut);
}
