// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IComet: what the adapter uses of a Compound III market
/// @notice See https://github.com/compound-finance/comet/blob/main/contracts/CometMainInterface.sol
interface IComet {
    /// @notice Takes `amount` of `asset` from the caller and credits it to the caller.
    function supply(address asset, uint256 amount) external;

    /// @notice Takes `amount` from the caller's balance, or lends it to the caller beyond that, and sends it to `to`.
    function withdrawTo(address to, address asset, uint256 amount) external;

    /// @notice The token that is lent and borrowed here.
    function baseToken() external view returns (address token);

    /// @notice The account's supply in base tokens, accrued to this block, rounded down.
    function balanceOf(address account) external view returns (uint256 assets);

    /// @notice The account's record; a positive `principal` times the supply index gives its supply.
    function userBasic(
        address account
    ) external view returns (int104 principal, uint64 baseTrackingIndex, uint64 baseTrackingAccrued, uint16 assetsIn, uint8 reserved);

    /// @notice Whether supplying is switched off.
    function isSupplyPaused() external view returns (bool isPaused);

    /// @notice Whether withdrawing and borrowing are switched off.
    function isWithdrawPaused() external view returns (bool isPaused);
}
