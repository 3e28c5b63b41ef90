// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title StableSwapMath: Curve's StableSwap invariant for any number of coins, in integers and rounded as Curve rounds
/// @notice A·n^n·Σx + D = A·D·n^n + D^(n+1) / (n^n·Πx) (Egorov, StableSwap, 2019), solved by Newton's method until a step moves by one at
/// most. Balances are scaled to 18 decimals. `amplification` is Curve's own A, which is the paper's times n^(n−1).
library StableSwapMath {
    uint256 private constant MAX_STEPS = 255;

    /// @notice The invariant D of these balances; zero for an empty pool.
    /// @param divisorGuard One in Curve's pools before summer 2020, which so avoided a division by zero; zero in later ones.
    function invariant(uint256[] memory balances, uint256 amplification, uint256 divisorGuard) internal pure returns (uint256 d) {
        uint256 count = balances.length;
        uint256 sum;
        for (uint256 i = 0; i < count; ++i) sum += balances[i];
        if (sum == 0) return 0;
        uint256 ann = amplification * count;
        d = sum;
        for (uint256 step = 0; step < MAX_STEPS; ++step) {
            uint256 product = d;
            for (uint256 i = 0; i < count; ++i) product = (product * d) / (balances[i] * count + divisorGuard);
            uint256 previous = d;
            d = ((ann * sum + product * count) * d) / ((ann - 1) * d + (count + 1) * product);
            if (_within1(d, previous)) break;
        }
    }

    /// @notice The balance of one coin with which the invariant is `d`, the others' being as given.
    /// @param coin Its own entry in `balances` is not read.
    function balanceFor(uint256[] memory balances, uint256 coin, uint256 d, uint256 amplification) internal pure returns (uint256 y) {
        uint256 count = balances.length;
        uint256 ann = amplification * count;
        uint256 c = d;
        uint256 sum;
        for (uint256 i = 0; i < count; ++i) {
            if (i == coin) continue;
            sum += balances[i];
            c = (c * d) / (balances[i] * count);
        }
        c = (c * d) / (ann * count);
        uint256 b = sum + d / ann;
        y = d;
        for (uint256 step = 0; step < MAX_STEPS; ++step) {
            uint256 previous = y;
            y = (y * y + c) / (2 * y + b - d);
            if (_within1(y, previous)) break;
        }
    }

    function _within1(uint256 a, uint256 b) private pure returns (bool) {
        return a > b ? a - b <= 1 : b - a <= 1;
    }
}
