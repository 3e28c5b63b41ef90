// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDepositGate} from "../../interfaces/IDepositGate.sol";

/// @title FaultyGate: answers in every way but with yes or no
contract FaultyGate is IDepositGate {
    enum Fault {
        None,
        Reverts,
        BurnsGas,
        AnswersShort,
        AnswersTwo,
        AnswersAll
    }

    Fault private _fault;

    error NoAnswer();

    function setFault(Fault fault) external {
        _fault = fault;
    }

    function mayDeposit(address) external view returns (bool) {
        if (_fault == Fault.Reverts) revert NoAnswer();
        if (_fault == Fault.BurnsGas) {
            assembly {
                invalid()
            }
        }
        if (_fault == Fault.AnswersShort) _answer(1, 31);
        if (_fault == Fault.AnswersTwo) _answer(2, 32);
        if (_fault == Fault.AnswersAll) _answer(type(uint256).max, 32);
        return true;
    }

    function _answer(uint256 word, uint256 size) private pure {
        assembly {
            mstore(0, word)
            return(0, size)
        }
    }
}
