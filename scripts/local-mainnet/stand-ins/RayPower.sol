// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title RayPower: powers of a RAY with the rounding of Maker's `rpow`
/// @notice Part of the stand-ins of the Pot and of sDAI.
library RayPower {
    uint256 private constant RAY = 1e27;

    /// @notice base^exponent by squaring, each product rounded half up.
    function power(uint256 base, uint256 exponent) internal pure returns (uint256 result) {
        result = exponent % 2 == 0 ? RAY : base;
        for (exponent /= 2; exponent != 0; exponent /= 2) {
            base = (base * base + RAY / 2) / RAY;
            if (exponent % 2 != 0) result = (result * base + RAY / 2) / RAY;
        }
    }
}
