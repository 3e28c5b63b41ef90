// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title BoastingAdapter: claims to be worth more than any money there is
contract BoastingAdapter is FaultyAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function totalAssets() public view override returns (uint256) {
        return broken ? type(uint256).max : super.totalAssets();
    }

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        return broken ? type(uint256).max : super.withdrawable(maxLossBps);
    }
}
