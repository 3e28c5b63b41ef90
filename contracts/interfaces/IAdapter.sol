// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IAdapter: one yield source of one vault
/// @notice An adapter holds the vault's position in a single market and tracks that position by itself, so that tokens sent to it
/// uninvited change nothing. Amounts are in the vault's asset, smallest units.
interface IAdapter {
    /// @notice The caller is not the vault this adapter belongs to.
    error OnlyVault(address caller);

    /// @notice The vault that alone may move this adapter's position.
    function vault() external view returns (address);

    /// @notice The token received from and returned to the vault.
    function asset() external view returns (address);

    /// @notice The contract whose code holds the money: the pool, comet or vault. Identifies the source to a reader.
    function source() external view returns (address);

    /// @notice Invests `assets`, which the vault has transferred to the adapter beforehand.
    /// @return invested The amount by which `totalAssets` rose: `assets` minus entry cost and rounding.
    function allocate(uint256 assets) external returns (uint256 invested);

    /// @notice Withdraws `assets` and sends them to the vault. Reverts if the market cannot pay them in full now, or only at a greater loss.
    /// @param assets The amount to withdraw; `type(uint256).max` means everything that is withdrawable at that loss, and what the market pays
    /// beyond that for the last of the position.
    /// @param maxLossBps What leaving may cost beyond the mark: the position may fall by `assets` / (1 − `maxLossBps`), rounding aside. Markets
    /// that pay at par ignore it.
    /// @return withdrawn The amount the vault received.
    function deallocate(uint256 assets, uint256 maxLossBps) external returns (uint256 withdrawn);

    /// @notice The position's conservative value, rounded down, accrued to this block: never a price one swap can move.
    function totalAssets() external view returns (uint256);

    /// @notice What `deallocate` can pay out now: never more than `totalAssets`, zero while the market is paused or dry.
    /// @param maxLossBps What leaving may cost beyond the mark, as in `deallocate`.
    function withdrawable(uint256 maxLossBps) external view returns (uint256);

    /// @notice What `allocate` can take now: zero while the market is paused, frozen or full.
    function allocatable() external view returns (uint256);

    /// @notice The risks this position shares with others, as `keccak256` of names such as "protocol:aave-v3".
    function riskIds() external view returns (bytes32[] memory);

    /// @notice Whether the market behaves as expected, and a short reason when it does not.
    /// @return healthy False as soon as one condition fails.
    /// @return reason ASCII text such as "paused" or "frozen"; empty when healthy.
    function health() external view returns (bool healthy, bytes32 reason);
}
