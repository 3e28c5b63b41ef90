// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// @title ReentrantToken: makes one call of its owner's choice in the middle of each transfer, as a token with hooks lets a receiver do
contract ReentrantToken is Token(6) {
    address private _target;
    bytes private _data;

    /// What the call returned or reverted with.
    bytes public answer;
    bool public succeeded;
    uint256 public calls;

    function callOnTransfer(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (_target == address(0)) return;
        ++calls;
        (succeeded, answer) = _target.call(_data);
    }
}
