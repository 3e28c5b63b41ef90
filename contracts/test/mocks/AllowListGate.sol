// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDepositGate} from "../../interfaces/IDepositGate.sol";

/// @title AllowListGate: lets in whom the test names
contract AllowListGate is IDepositGate {
    mapping(address account => bool) public mayDeposit;

    function allow(address account, bool allowed) external {
        mayDeposit[account] = allowed;
    }
}
