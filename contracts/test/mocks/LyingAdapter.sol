// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title LyingAdapter: pays half of what it is asked for and says that it paid all; the other half is gone
contract LyingAdapter is FaultyAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        super._divest(broken ? assets / 2 : assets, maxLossBps);
        if (broken) _position -= assets - assets / 2;
    }
}
