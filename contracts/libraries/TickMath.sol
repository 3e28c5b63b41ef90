// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title TickMath: the square root of the price at a tick, to the bit as Uniswap V3 has it
/// @notice A tick is a power of 1.0001. The root is the product of 2^128 · 1.0001^(−2^i / 2) over the bits i of the distance from tick zero,
/// each factor rounded to the nearest integer and each product down; above tick zero it is the product's inverse.
library TickMath {
    /// The farthest tick from zero.
    int24 internal constant MAX_TICK = 887_272;

    /// @notice The tick is outside what a pool can have.
    error TickOutOfRange(int24 tick);

    /// @notice √1.0001^tick · 2^96, rounded up.
    function sqrtPriceAtTick(int24 tick) internal pure returns (uint160) {
        uint256 distance = uint256(tick < 0 ? -int256(tick) : int256(tick));
        if (distance > uint24(MAX_TICK)) revert TickOutOfRange(tick);
        uint256[20] memory factors = [
            uint256(0xfffcb933bd6fad37aa2d162d1a594001),
            0xfff97272373d413259a46990580e213a,
            0xfff2e50f5f656932ef12357cf3c7fdcc,
            0xffe5caca7e10e4e61c3624eaa0941cd0,
            0xffcb9843d60f6159c9db58835c926644,
            0xff973b41fa98c081472e6896dfb254c0,
            0xff2ea16466c96a3843ec78b326b52861,
            0xfe5dee046a99a2a811c461f1969c3053,
            0xfcbe86c7900a88aedcffc83b479aa3a4,
            0xf987a7253ac413176f2b074cf7815e54,
            0xf3392b0822b70005940c7a398e4b70f3,
            0xe7159475a2c29b7443b29c7fa6e889d9,
            0xd097f3bdfd2022b8845ad8f792aa5825,
            0xa9f746462d870fdf8a65dc1f90e061e5,
            0x70d869a156d2a1b890bb3df62baf32f7,
            0x31be135f97d08fd981231505542fcfa6,
            0x9aa508b5b7a84e1c677de54f3e99bc9,
            0x5d6af8dedb81196699c329225ee604,
            0x2216e584f5fa1ea926041bedfe98,
            0x48a170391f7dc42444e8fa2
        ];
        uint256 rootX128 = 1 << 128;
        for (uint256 i = 0; distance != 0; ++i) {
            if (distance & 1 != 0) rootX128 = (rootX128 * factors[i]) >> 128;
            distance >>= 1;
        }
        if (tick > 0) rootX128 = type(uint256).max / rootX128;
        return uint160((rootX128 + type(uint32).max) >> 32);
    }
}
