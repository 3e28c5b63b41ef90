// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";

/// @title TollAdapter: loses what the test says at each move, in or out
contract TollAdapter is CashAdapter {
    uint256 private _toll;

    constructor(address vault_) CashAdapter(vault_) {}

    function setToll(uint256 toll) external {
        _toll = toll;
    }

    function _invest(uint256 assets) internal override {
        super._invest(assets - _toll);
    }

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        super._divest(assets, maxLossBps);
        _position -= _toll;
    }
}
