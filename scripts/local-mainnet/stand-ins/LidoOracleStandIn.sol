// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StEthStandIn} from "./StEthStandIn.sol";

/// @title LidoOracleStandIn: STAND-IN for Lido's AccountingOracle (0x852deD011285fe67063a08005c71a85690503Cee)
/// @notice Not Lido's code: the same views for local chains. A report is about the state at its reference slot, is made some time after it,
/// and rebases stETH at once. Here one account submits it with the rewards. Left out: consensus, the report's other data, sanity checks.
contract LidoOracleStandIn {
    error NotOperator(address caller);
    error RefSlotMustIncrease(uint256 refSlot, uint256 lastRefSlot);
    error RefSlotInFuture(uint256 refSlot);

    event ProcessingStarted(uint256 indexed refSlot, bytes32 hash);

    /* solhint-disable var-name-mixedcase */

    /// @notice Time of the beacon chain's slot 0.
    uint256 public immutable GENESIS_TIME;
    /// @notice Always 12.
    uint256 public constant SECONDS_PER_SLOT = 12;

    /* solhint-enable var-name-mixedcase */

    /// @notice Submits the reports.
    address public immutable operator;
    StEthStandIn private immutable _stEth;

    /// @notice Reference slot of the last report.
    uint256 public getLastProcessingRefSlot;

    constructor(StEthStandIn stEth, address operator_, uint256 genesisTime, uint256 refSlot) {
        _stEth = stEth;
        operator = operator_;
        GENESIS_TIME = genesisTime;
        getLastProcessingRefSlot = refSlot;
    }

    /// @notice Reports what was earned up to the end of a slot since the report before.
    function submitReport(uint256 refSlot, int256 rewards) external {
        if (msg.sender != operator) revert NotOperator(msg.sender);
        uint256 last = getLastProcessingRefSlot;
        if (refSlot <= last) revert RefSlotMustIncrease(refSlot, last);
        uint256 reportTimestamp = GENESIS_TIME + refSlot * SECONDS_PER_SLOT;
        if (reportTimestamp >= block.timestamp) revert RefSlotInFuture(refSlot);
        getLastProcessingRefSlot = refSlot;
        emit ProcessingStarted(refSlot, keccak256(abi.encode(refSlot, rewards)));
        _stEth.handleOracleReport(reportTimestamp, (refSlot - last) * SECONDS_PER_SLOT, rewards);
    }
}
