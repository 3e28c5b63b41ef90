// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {UnreadableAdapter} from "./UnreadableAdapter.sol";

/// @title FragileAdapter: cannot say what it is worth any more once it has paid
contract FragileAdapter is UnreadableAdapter {
    constructor(address vault_) UnreadableAdapter(vault_) {}

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        super._divest(assets, maxLossBps);
        broken = true;
    }
}
