// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ISkyPsm: what the adapter uses of Sky's peg stability module in its USDS form (UsdsPsmWrapper)
/// @notice "Gem" is the token on the other side of the peg, USDC. See https://github.com/sky-ecosystem/usds-wrappers
interface ISkyPsm {
    /// @notice Takes `gemAmount` from the caller and sends USDS less the `tin` fee to `receiver`.
    function sellGem(address receiver, uint256 gemAmount) external returns (uint256 usdsOut);

    /// @notice Sends `gemAmount` to `receiver` and takes USDS plus the `tout` fee from the caller.
    function buyGem(address receiver, uint256 gemAmount) external returns (uint256 usdsIn);

    /// @notice The fee on gem coming in, in WAD; `type(uint256).max` while halted.
    function tin() external view returns (uint256 feeWad);

    /// @notice The fee on gem going out, in WAD; `type(uint256).max` while halted.
    function tout() external view returns (uint256 feeWad);

    /// @notice Ten to the power of 18 less the gem's decimals.
    function to18ConversionFactor() external view returns (uint256 factor);

    /// @notice The gem token.
    function gem() external view returns (address token);

    /// @notice The USDS token.
    function usds() external view returns (address token);

    /// @notice The account that holds the gem: what it has is what can be bought.
    function pocket() external view returns (address account);
}
