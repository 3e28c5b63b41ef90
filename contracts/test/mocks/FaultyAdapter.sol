// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";

/// @title FaultyAdapter: honest until the test breaks it, so that money can be in it first
abstract contract FaultyAdapter is CashAdapter {
    bool public broken;

    function setBroken(bool broken_) external {
        broken = broken_;
    }
}
