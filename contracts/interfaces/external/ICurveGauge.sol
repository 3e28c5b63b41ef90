// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ICurveGauge: what the adapter uses of a Curve gauge, where pool shares are staked for CRV
/// @notice Names are Curve's. See https://github.com/curvefi/curve-dao-contracts/blob/master/contracts/LiquidityGauge.vy
interface ICurveGauge {
    /* solhint-disable func-name-mixedcase */

    /// @notice Stakes `value` of the caller's pool shares.
    function deposit(uint256 value) external;

    /// @notice Gives `value` pool shares back to the caller.
    function withdraw(uint256 value) external;

    /// @notice Pool shares the account has staked.
    function balanceOf(address account) external view returns (uint256 staked);

    /// @notice The pool share.
    function lp_token() external view returns (address token);

    /// @notice The Minter that pays the gauge's CRV.
    function minter() external view returns (address account);

    /// @notice CRV.
    function crv_token() external view returns (address token);
}
