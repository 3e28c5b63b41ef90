// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PurseRouter} from "./PurseRouter.sol";

/// @title HalfTakingRouter: takes half of what it may, as a swap does that runs out of liquidity
contract HalfTakingRouter is PurseRouter {
    function taken(uint256 amountIn) internal pure override returns (uint256) {
        return amountIn / 2;
    }
}
