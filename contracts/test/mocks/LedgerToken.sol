// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// @title LedgerToken: remembers how much has ever gone from whom to whom
contract LedgerToken is Token {
    mapping(address from => uint256) public sent;
    mapping(address from => mapping(address to => uint256)) public moved;

    constructor(uint8 decimals_) Token(decimals_) {}

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        sent[from] += amount;
        moved[from][to] += amount;
    }
}
