// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ChainlinkFeedStandIn: STAND-IN for a Chainlink price feed (AggregatorV3Interface and the older AggregatorInterface)
/// @notice Not Chainlink's code: the same ABI for local chains. The owner writes rounds, with any time of update, so that a stale feed
/// can be shown; readers see what they see of a feed: the answer, its round and when it was updated.
contract ChainlinkFeedStandIn {
    error NotOwner(address caller);
    error NoDataPresent(uint80 roundId);

    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    struct Round {
        int256 answer;
        uint256 updatedAt;
    }

    /// @notice What is priced in what, such as "ETH / USD".
    string public description;

    /// @notice Decimals of the answer.
    uint8 public immutable decimals;

    /// @notice The version of the interface.
    uint256 public constant version = 4; // solhint-disable-line const-name-snakecase

    /// @notice Writes the rounds.
    address public immutable owner;

    /// @notice The newest round; the first phase of a feed proxy starts at 2^64.
    uint80 public latestRoundId = uint80(1 << 64);

    mapping(uint80 roundId => Round) private _rounds;

    constructor(string memory description_, uint8 decimals_, address owner_, int256 answer) {
        description = description_;
        decimals = decimals_;
        owner = owner_;
        _write(answer, block.timestamp);
    }

    /// @notice Writes the next round.
    /// @param answer The price, in `decimals`.
    /// @param updatedAt When readers shall believe it was updated, unix seconds.
    function setRoundData(int256 answer, uint256 updatedAt) external {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _write(answer, updatedAt);
    }

    /* AGGREGATORV3INTERFACE */

    /// @notice The newest round.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        return getRoundData(latestRoundId);
    }

    /// @notice One round; reverts if it never was.
    function getRoundData(
        uint80 roundId_
    ) public view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound) {
        Round memory round = _rounds[roundId_];
        if (round.updatedAt == 0) revert NoDataPresent(roundId_);
        return (roundId_, round.answer, round.updatedAt, round.updatedAt, roundId_);
    }

    /* AGGREGATORINTERFACE */

    /// @notice The newest answer.
    function latestAnswer() external view returns (int256) {
        return _rounds[latestRoundId].answer;
    }

    /// @notice When the newest answer was updated, unix seconds.
    function latestTimestamp() external view returns (uint256) {
        return _rounds[latestRoundId].updatedAt;
    }

    /// @notice The newest round's id.
    function latestRound() external view returns (uint256) {
        return latestRoundId;
    }

    /// @notice The contract behind a feed proxy: here this contract.
    function aggregator() external view returns (address) {
        return address(this);
    }

    /* INTERNAL */

    function _write(int256 answer, uint256 updatedAt) private {
        latestRoundId += 1;
        _rounds[latestRoundId] = Round(answer, updatedAt);
        emit AnswerUpdated(answer, latestRoundId, updatedAt);
    }
}
