// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {Token} from "./Token.sol";

/// @title RoundingAdapter: its market rounds every payment against it, by up to two units
contract RoundingAdapter is CashAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        uint256 loss = _position - assets < 2 ? _position - assets : 2;
        _position -= loss;
        Token(asset).burn(address(this), loss);
        super._divest(assets, maxLossBps);
    }
}
