// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title PlainToken: OpenZeppelin's ERC-20 and nothing more
contract PlainToken is ERC20 {
    constructor(address holder) ERC20("Plain", "PLAIN") {
        _mint(holder, 2 ** 100);
    }
}
