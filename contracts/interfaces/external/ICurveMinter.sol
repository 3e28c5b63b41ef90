// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ICurveMinter: what the adapter uses of Curve's Minter
/// @notice See https://github.com/curvefi/curve-dao-contracts/blob/master/contracts/Minter.vy
interface ICurveMinter {
    /// @notice Mints the caller the CRV that has accrued to it in the gauge.
    function mint(address gauge) external;
}
