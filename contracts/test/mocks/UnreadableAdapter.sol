// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title UnreadableAdapter: cannot say what it is worth, though its market still pays
contract UnreadableAdapter is FaultyAdapter {
    error NoAnswer();

    constructor(address vault_) CashAdapter(vault_) {}

    function totalAssets() public view override returns (uint256) {
        if (broken) revert NoAnswer();
        return super.totalAssets();
    }
}
