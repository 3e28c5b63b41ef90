// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";

/// @title LossyAdapter: loses a part of everything that is allocated to it
contract LossyAdapter is CashAdapter {
    uint256 private immutable _entryLossBps;

    constructor(address vault_, uint256 entryLossBps_) CashAdapter(vault_) {
        _entryLossBps = entryLossBps_;
    }

    function _invest(uint256 assets) internal override {
        super._invest(assets - (assets * _entryLossBps) / 10_000);
    }
}
