// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Token} from "../Token.sol";

/// @title SwappablePool: two coins of equal worth at a constant product, which anyone may push wherever they can pay for
/// @notice Swaps are free, so that pushing the price and back costs nothing: no real pool is as easy prey. One coin is the vault's asset; shares
/// are bought and sold for that alone. Rounding favours the pool.
contract SwappablePool {
    /// Digits of the root of the product beyond the coins' own.
    uint256 private constant PRECISION = 1e12;

    Token public immutable asset;
    Token public immutable other;

    uint256 public assets;
    uint256 public others;
    /// The root of the product: all reads need it, few writes change it.
    uint256 private _root;
    uint256 public supply;
    mapping(address owner => uint256) public sharesOf;

    /// @dev The first shares are the deployer's, who brought as much of both coins.
    constructor(Token asset_, Token other_, uint256 amount) {
        (asset, other, assets, others) = (asset_, other_, amount, amount);
        (supply, sharesOf[msg.sender]) = (2 * amount, 2 * amount);
        updateRoot();
        asset_.mint(address(this), amount);
        other_.mint(address(this), amount);
    }

    /* ACTIONS */

    function swap(bool assetIn, uint256 amountIn) external returns (uint256 amountOut) {
        (uint256 before, uint256 opposite) = assetIn ? (assets, others) : (others, assets);
        amountOut = opposite - Math.ceilDiv(before * opposite, before + amountIn);
        (assets, others) = assetIn ? (assets + amountIn, others - amountOut) : (assets - amountOut, others + amountIn);
        updateRoot();
        SafeERC20.safeTransferFrom(assetIn ? asset : other, msg.sender, address(this), amountIn);
        SafeERC20.safeTransfer(assetIn ? other : asset, msg.sender, amountOut);
    }

    function join(uint256 amount) external returns (uint256 shares) {
        uint256 before = _root;
        assets += amount;
        updateRoot();
        shares = Math.mulDiv(supply, _root - before, before + 1);
        supply += shares;
        sharesOf[msg.sender] += shares;
        SafeERC20.safeTransferFrom(asset, msg.sender, address(this), amount);
    }

    function quit(uint256 shares, uint256 amount) external {
        assert(amount <= worthOfLeaving(shares));
        sharesOf[msg.sender] -= shares;
        supply -= shares;
        assets -= amount;
        updateRoot();
        SafeERC20.safeTransfer(asset, msg.sender, amount);
    }

    function give(address receiver, uint256 shares) external {
        sharesOf[msg.sender] -= shares;
        sharesOf[receiver] += shares;
    }

    /* VIEWS */

    /// @notice What shares are worth where the pool is in balance: no swap moves this.
    function fairWorth(uint256 shares) public view returns (uint256) {
        return Math.mulDiv(2 * _root, shares, supply * PRECISION);
    }

    /// @notice What the pool pays for shares as it stands: assets × (1 − (1 − shares / supply)²).
    function worthOfLeaving(uint256 shares) public view returns (uint256) {
        uint256 rest = Math.ceilDiv(assets * (supply - shares), supply);
        return assets - Math.ceilDiv(rest * (supply - shares), supply);
    }

    /// @notice What the coins are worth beyond `fairWorth` of all shares: the profit of whoever brings them back into balance.
    function prize() external view returns (uint256) {
        return assets + others - (2 * _root) / PRECISION;
    }

    function updateRoot() private {
        _root = Math.sqrt(assets * others * PRECISION ** 2);
    }
}
