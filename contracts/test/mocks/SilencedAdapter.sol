// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title SilencedAdapter: can no longer say what it is worth once it has paid
contract SilencedAdapter is FaultyAdapter {
    error NoAnswer();

    constructor(address vault_) CashAdapter(vault_) {}

    function totalAssets() public view override returns (uint256) {
        if (broken) revert NoAnswer();
        return super.totalAssets();
    }

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        super._divest(assets, maxLossBps);
        broken = true;
    }
}
