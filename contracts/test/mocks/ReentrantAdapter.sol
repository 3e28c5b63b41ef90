// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";

/// @title ReentrantAdapter: makes one call of the test's choice while the vault's money is in its hands
contract ReentrantAdapter is CashAdapter {
    address private _target;
    bytes private _data;

    bytes public answer;
    bool public succeeded;
    uint256 public calls;

    constructor(address vault_) CashAdapter(vault_) {}

    function callOnMove(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function _invest(uint256 assets) internal override {
        super._invest(assets);
        _call();
    }

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        super._divest(assets, maxLossBps);
        _call();
    }

    function _call() private {
        if (_target == address(0)) return;
        ++calls;
        (succeeded, answer) = _target.call(_data);
    }
}
