// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TimelockStorage} from "./TimelockStorage.sol";

/// @title Timelocked: calls that must be announced and waited for
/// @notice A call is submitted as the exact bytes it will be made with, can be seen and revoked while it waits, and is made by calling the
/// function itself. OpenZeppelin's `TimelockController` would be the only caller of such functions and could not tell whether a call raises
/// risk or lowers it; here each function decides that from its arguments and the current state.
abstract contract Timelocked is TimelockStorage {
    /// @notice How long a call stays executable: what nobody makes within this time has to be submitted again.
    uint256 public constant GRACE_SECONDS = 14 days;

    /// @notice A call was announced.
    event Submitted(address indexed sender, bytes4 indexed selector, bytes data, uint256 executableAt);
    /// @notice A call that was announced will not be made.
    event Revoked(address indexed sender, bytes4 indexed selector, bytes data);
    /// @notice A function was given up for good.
    event Abdicated(address indexed sender, bytes4 indexed selector);

    /// @notice The call was not submitted, or was made or revoked since.
    error NotSubmitted(bytes32 dataHash);
    /// @notice The call is waiting already.
    error AlreadySubmitted(bytes32 dataHash);
    /// @notice The call still has to wait.
    error TimelockNotElapsed(uint256 executableAt);
    /// @notice The call was not made in time.
    error TimelockExpired(uint256 expiredAt);
    /// @notice The function was given up for good.
    error FunctionAbdicated(bytes4 selector);

    /// @notice Announces a call. It can be made once the timelock has passed.
    /// @param data The call's exact bytes: selector and arguments.
    function submit(bytes calldata data) external {
        _checkMaySubmit();
        bytes32 dataHash = keccak256(data);
        uint256 time = _executableAt[dataHash];
        if (time != 0 && block.timestamp <= time + GRACE_SECONDS) revert AlreadySubmitted(dataHash);
        time = block.timestamp + _timelockSeconds();
        _executableAt[dataHash] = time;
        emit Submitted(msg.sender, bytes4(data), data, time);
    }

    /// @notice Takes an announced call back.
    /// @param data The call's exact bytes.
    function revoke(bytes calldata data) external {
        _checkMayRevoke();
        bytes32 dataHash = keccak256(data);
        if (_executableAt[dataHash] == 0) revert NotSubmitted(dataHash);
        delete _executableAt[dataHash];
        emit Revoked(msg.sender, bytes4(data), data);
    }

    /// @notice When the call with these bytes may be made, unix seconds; zero if it is not waiting.
    function executableAt(bytes calldata data) external view returns (uint256) {
        return _executableAt[keccak256(data)];
    }

    /// @notice Whether the function can never again be used to raise risk.
    function abdicated(bytes4 selector) external view returns (bool) {
        return _abdicated[selector];
    }

    /// @dev Lets the present call pass if it was announced long enough ago. Without a timelock nothing needs to be announced.
    function _passTimelock() internal {
        if (_abdicated[msg.sig]) revert FunctionAbdicated(msg.sig);
        bytes32 dataHash = keccak256(msg.data);
        uint256 time = _executableAt[dataHash];
        if (time == 0) {
            if (_timelockSeconds() != 0) revert NotSubmitted(dataHash);
            return;
        }
        if (block.timestamp < time) revert TimelockNotElapsed(time);
        if (block.timestamp > time + GRACE_SECONDS) revert TimelockExpired(time + GRACE_SECONDS);
        delete _executableAt[dataHash];
    }

    function _abdicate(bytes4 selector) internal {
        _abdicated[selector] = true;
        emit Abdicated(msg.sender, selector);
    }

    /// @dev How long a submitted call waits from now on.
    function _timelockSeconds() internal view virtual returns (uint256);

    /// @dev Reverts unless the sender may announce calls.
    function _checkMaySubmit() internal view virtual;

    /// @dev Reverts unless the sender may take announced calls back.
    function _checkMayRevoke() internal view virtual;
}
