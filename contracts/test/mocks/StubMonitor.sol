// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBreakerMonitor} from "../../interfaces/IBreakerMonitor.sol";

/// @title StubMonitor: raises the alarm that the test says, or breaks down
contract StubMonitor is IBreakerMonitor {
    bytes32 private _reason;
    address private _subject;
    bool private _broken;

    error OutOfOrder();

    function raise(bytes32 reason, address subject) external {
        (_reason, _subject) = (reason, subject);
    }

    function setBroken(bool broken) external {
        _broken = broken;
    }

    function check(address) external view returns (bytes32, address) {
        if (_broken) revert OutOfOrder();
        return (_reason, _subject);
    }
}
