// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title GasBurningExitAdapter: says that it can pay, and burns all gas when asked to
contract GasBurningExitAdapter is FaultyAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        if (broken) {
            assembly {
                invalid()
            }
        }
        super._divest(assets, maxLossBps);
    }
}
