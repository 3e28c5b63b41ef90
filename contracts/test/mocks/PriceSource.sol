// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title PriceSource: a Chainlink feed that says what the test has it say, fresh or stale
contract PriceSource {
    uint8 public immutable decimals;
    int256 public answer;
    uint256 public updatedAt;

    constructor(uint8 decimals_, int256 answer_) {
        decimals = decimals_;
        publish(answer_, block.timestamp);
    }

    function publish(int256 answer_, uint256 updatedAt_) public {
        (answer, updatedAt) = (answer_, updatedAt_);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, answer, updatedAt, updatedAt, 1);
    }
}
