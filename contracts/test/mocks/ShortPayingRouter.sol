// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PurseRouter} from "./PurseRouter.sol";

/// @title ShortPayingRouter: pays one unit less than it says
contract ShortPayingRouter is PurseRouter {
    function paid() internal view override returns (uint256) {
        return proceeds - 1;
    }
}
