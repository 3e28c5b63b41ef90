// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ReentrancyLock: one call at a time
/// @notice OpenZeppelin's `ReentrancyGuardTransient` in the compiler's own `transient` storage: no assembly, and a question the views ask.
abstract contract ReentrancyLock {
    bool private transient _locked;

    /// @notice The contract is in the middle of another call.
    error ReentrantCall();

    // Functions instead of code in the modifiers: that would be there once for each function that has one.
    modifier nonReentrant() {
        _lock();
        _;
        _unlock();
    }

    /// @dev For views whose answer is wrong while money is in flight.
    modifier nonReentrantView() {
        _requireUnlocked();
        _;
    }

    function _isLocked() internal view returns (bool) {
        return _locked;
    }

    function _lock() private {
        _requireUnlocked();
        _locked = true;
    }

    function _unlock() private {
        _locked = false;
    }

    function _requireUnlocked() private view {
        if (_locked) revert ReentrantCall();
    }
}
