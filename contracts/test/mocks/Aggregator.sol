// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAggregatorV3} from "../../interfaces/external/IAggregatorV3.sol";

/// @title Aggregator: a price feed that tells what the test says, or fails as it says
contract Aggregator is IAggregatorV3 {
    enum Fault {
        None,
        Reverts,
        BurnsGas,
        AnswersShort,
        /// Does much work before it answers, and tells an old price when it has not the gas for it.
        Labours
    }

    uint8 public decimals;
    int256 private _answer;
    uint256 private _updatedAt;
    Fault private _fault;

    error Refused();

    constructor(uint8 decimals_, int256 answer_) {
        decimals = decimals_;
        answer(answer_, block.timestamp);
    }

    function setFault(Fault fault) external {
        _fault = fault;
    }

    function setDecimals(uint8 decimals_) external {
        decimals = decimals_;
    }

    function labour() external view {
        uint256 gasBefore = gasleft();
        bytes32 work;
        while (gasBefore - gasleft() < 150_000) work = keccak256(abi.encode(work));
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (_fault == Fault.Reverts) revert Refused();
        if (_fault == Fault.BurnsGas) {
            assembly {
                invalid()
            }
        }
        if (_fault == Fault.AnswersShort) {
            assembly {
                return(0, 96)
            }
        }
        if (_fault == Fault.Labours) {
            try this.labour() {} catch {
                return (1, 1, 0, 0, 1);
            }
        }
        return (1, _answer, _updatedAt, _updatedAt, 1);
    }

    function answer(int256 answer_, uint256 updatedAt) public {
        (_answer, _updatedAt) = (answer_, updatedAt);
    }
}
