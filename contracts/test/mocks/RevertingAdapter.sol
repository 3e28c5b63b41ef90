// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title RevertingAdapter: says that it can pay, and reverts when asked to
contract RevertingAdapter is FaultyAdapter {
    error Refused();

    constructor(address vault_) CashAdapter(vault_) {}

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        if (broken) revert Refused();
        super._divest(assets, maxLossBps);
    }
}
