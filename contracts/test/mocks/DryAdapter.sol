// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title DryAdapter: still worth as much, but its market has no cash
contract DryAdapter is FaultyAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        return broken ? 0 : super.withdrawable(maxLossBps);
    }
}
