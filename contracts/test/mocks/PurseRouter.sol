// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IUniswapV3SwapRouter} from "../../interfaces/external/IUniswapV3SwapRouter.sol";

/// @title PurseRouter: pays out of its purse what the test says the next swap brings, to the minimum as Uniswap's router does
contract PurseRouter is IUniswapV3SwapRouter {
    using SafeERC20 for IERC20;

    uint256 public proceeds;
    bytes public lastPath;
    uint256 public lastMinimum;
    uint256 public lastDeadline;

    function setProceeds(uint256 proceeds_) external {
        proceeds = proceeds_;
    }

    function exactInput(ExactInputParams calldata params) external payable returns (uint256) {
        (lastPath, lastMinimum, lastDeadline) = (params.path, params.amountOutMinimum, params.deadline);
        IERC20 tokenIn = IERC20(address(bytes20(params.path[:20])));
        IERC20 tokenOut = IERC20(address(bytes20(params.path[params.path.length - 20:])));
        tokenIn.safeTransferFrom(msg.sender, address(this), taken(params.amountIn));
        require(proceeds >= params.amountOutMinimum, "Too little received");
        tokenOut.safeTransfer(params.recipient, paid());
        return proceeds;
    }

    function taken(uint256 amountIn) internal pure virtual returns (uint256) {
        return amountIn;
    }

    function paid() internal view virtual returns (uint256) {
        return proceeds;
    }
}
