// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Adapter} from "../../adapters/Adapter.sol";
import {SwappablePool} from "./markets/SwappablePool.sol";

/// @title PooledAdapter: a position in a pool that anyone can push, entered and left at any price
/// @notice The mark is what the shares are worth in balance less a haircut, which no swap moves. What entry and exit really cost is up to the
/// pool, and nothing here bounds it: an exit that accepts any loss accepts every loss. Only one that accepts none is held to the mark, as
/// each adapter must.
contract PooledAdapter is Adapter {
    uint256 private constant BPS = 10_000;
    uint256 private constant HAIRCUT_BPS = 5;
    uint256 private constant PRECISION = 1e18;

    SwappablePool public immutable pool;
    uint256 public shares;

    constructor(address vault_, bytes32[] memory riskIds_, SwappablePool pool_) Adapter(vault_, riskIds_) {
        pool = pool_;
    }

    /// @notice What the mark leaves out.
    function haircut() external view returns (uint256) {
        return pool.fairWorth(shares) - totalAssets();
    }

    function source() external view override returns (address) {
        return address(pool);
    }

    function allocatable() external pure returns (uint256) {
        return type(uint256).max;
    }

    function health() external pure returns (bool, bytes32) {
        return (true, "");
    }

    function totalAssets() public view override returns (uint256) {
        return mark(shares);
    }

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        uint256 sold = maxLossBps == 0 ? Math.min(shares, sharesAtPar()) : shares;
        return Math.min(pool.worthOfLeaving(sold), maxLossBps == 0 ? mark(sold) : totalAssets());
    }

    function _invest(uint256 assets) internal override {
        SafeERC20.forceApprove(IERC20(asset), address(pool), assets);
        shares += pool.join(assets);
    }

    function _divest(uint256 assets, uint256) internal override {
        uint256 sold = sharesFor(assets);
        shares -= sold;
        pool.quit(sold, assets);
        SafeERC20.safeTransfer(IERC20(asset), vault, assets);
    }

    function mark(uint256 shares_) private view returns (uint256) {
        return (pool.fairWorth(shares_) * (BPS - HAIRCUT_BPS)) / BPS;
    }

    /// @dev Most shares for which the pool pays their mark. It pays the less for each the more it buys; at assets × (2 − shares / supply) for
    /// all of them that is 2 × √(assets × others) × (1 − haircut).
    function sharesAtPar() private view returns (uint256) {
        (uint256 assets, uint256 others) = (pool.assets(), pool.others());
        uint256 price = (2 * Math.sqrt((others * PRECISION ** 2) / assets) * (BPS - HAIRCUT_BPS)) / BPS + 1;
        return price > 2 * PRECISION ? 0 : Math.mulDiv(2 * PRECISION - price, pool.supply(), PRECISION);
    }

    /// @dev Fewest shares that bring this much: supply × (1 − √(1 − amount / assets)), and what the roots' rounding needs.
    function sharesFor(uint256 amount) private view returns (uint256 sold) {
        (uint256 assets, uint256 supply) = (pool.assets(), pool.supply());
        sold = supply - Math.sqrt(Math.mulDiv(supply * supply, assets - amount, assets));
        while (pool.worthOfLeaving(sold) < amount) ++sold;
        return Math.min(sold, shares);
    }
}
