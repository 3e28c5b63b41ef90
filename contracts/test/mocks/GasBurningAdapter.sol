// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title GasBurningAdapter: burns all gas it is given, whatever it is asked
contract GasBurningAdapter is FaultyAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function totalAssets() public view override returns (uint256) {
        if (broken) _burnGas();
        return super.totalAssets();
    }

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        if (broken) _burnGas();
        return super.withdrawable(maxLossBps);
    }

    function _burnGas() private pure {
        assembly {
            invalid()
        }
    }
}
