// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StableSwapStandIn} from "./StableSwapStandIn.sol";

/// @title SusdPoolStandIn: STAND-IN for Curve's sUSD pool of DAI, USDC, USDT and sUSD (0xA5407eAE9Ba41422680e2e00537571bcC53efBfD)
/// @notice Not Curve's code: see `StableSwapStandIn`. Deployed in tests only, which hold it against what the original computed. The
/// original has no `remove_liquidity_one_coin`, and its `coins` and `balances` take an int128.
contract SusdPoolStandIn is StableSwapStandIn {
    /* solhint-disable func-name-mixedcase */

    event AddLiquidity(address indexed provider, uint256[4] tokenAmounts, uint256[4] fees, uint256 invariant, uint256 tokenSupply);
    event RemoveLiquidity(address indexed provider, uint256[4] tokenAmounts, uint256[4] fees, uint256 tokenSupply);
    event RemoveLiquidityImbalance(
        address indexed provider,
        uint256[4] tokenAmounts,
        uint256[4] fees,
        uint256 invariant,
        uint256 tokenSupply
    );

    constructor(Configuration memory configuration) StableSwapStandIn(configuration, true, NONE) {}

    /// @notice The shares that a deposit would mint or a withdrawal burn if there were no fees.
    function calc_token_amount(uint256[4] calldata amounts, bool deposit) external view returns (uint256) {
        return _calcTokenAmount(_listed(amounts), deposit);
    }

    /// @notice Deposits and mints shares to the caller.
    function add_liquidity(uint256[4] calldata amounts, uint256 minMintAmount) external {
        _addLiquidity(_listed(amounts), minMintAmount);
    }

    /// @notice Burns the caller's shares for the same part of every coin; works in a killed pool.
    function remove_liquidity(uint256 amount, uint256[4] calldata minAmounts) external {
        _removeLiquidity(amount, _listed(minAmounts));
    }

    /// @notice Pays out exactly these amounts for as many of the caller's shares as it takes.
    function remove_liquidity_imbalance(uint256[4] calldata amounts, uint256 maxBurnAmount) external {
        _removeLiquidityImbalance(_listed(amounts), maxBurnAmount);
    }

    function _emitAddLiquidity(uint256[] memory amounts, uint256[] memory fees, uint256 invariant, uint256 supply) internal override {
        emit AddLiquidity(msg.sender, _fixed(amounts), _fixed(fees), invariant, supply);
    }

    function _emitRemoveLiquidity(uint256[] memory amounts, uint256 supply) internal override {
        uint256[4] memory noFees;
        emit RemoveLiquidity(msg.sender, _fixed(amounts), noFees, supply);
    }

    function _emitRemoveLiquidityImbalance(
        uint256[] memory amounts,
        uint256[] memory fees,
        uint256 invariant,
        uint256 supply
    ) internal override {
        emit RemoveLiquidityImbalance(msg.sender, _fixed(amounts), _fixed(fees), invariant, supply);
    }

    function _listed(uint256[4] calldata values) private pure returns (uint256[] memory list) {
        list = new uint256[](4);
        for (uint256 i = 0; i < 4; ++i) list[i] = values[i];
    }

    function _fixed(uint256[] memory list) private pure returns (uint256[4] memory values) {
        for (uint256 i = 0; i < 4; ++i) values[i] = list[i];
    }
}
