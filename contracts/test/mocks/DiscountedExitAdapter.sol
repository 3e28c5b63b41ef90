// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {CashAdapter} from "./CashAdapter.sol";
import {Token} from "./Token.sol";

/// @title DiscountedExitAdapter: pays less than its mark, to those only who accept that, like a pool out of balance
contract DiscountedExitAdapter is CashAdapter {
    using Math for uint256;

    uint256 private constant BPS = 10_000;

    uint256 public discountBps;

    constructor(address vault_) CashAdapter(vault_) {}

    function setDiscount(uint256 discountBps_) external {
        discountBps = discountBps_;
    }

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        return maxLossBps < discountBps ? 0 : super.withdrawable(maxLossBps).mulDiv(BPS - discountBps, BPS);
    }

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        uint256 loss = assets.mulDiv(BPS, BPS - discountBps, Math.Rounding.Ceil) - assets;
        _position -= loss;
        Token(asset).burn(address(this), loss);
        super._divest(assets, maxLossBps);
    }
}
