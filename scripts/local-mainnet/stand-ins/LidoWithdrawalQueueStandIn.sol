// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title LidoWithdrawalQueueStandIn: STAND-IN for Lido's WithdrawalQueueERC721 (0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1)
/// @notice Not Lido's code: only whether the queue takes requests. Requests themselves are left out.
contract LidoWithdrawalQueueStandIn {
    error NotAllowed(address caller);

    /// @notice Pauses and resumes.
    address public immutable agent;

    /// @notice Whether no request is taken.
    bool public isPaused;

    constructor(address agent_) {
        agent = agent_;
    }

    /// @notice Takes no more requests.
    function pauseFor(uint256) external {
        if (msg.sender != agent) revert NotAllowed(msg.sender);
        isPaused = true;
    }

    /// @notice Takes requests again.
    function resume() external {
        if (msg.sender != agent) revert NotAllowed(msg.sender);
        isPaused = false;
    }
}
