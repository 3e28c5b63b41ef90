// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title CurvePoolCalls: the calls to a StableSwap pool whose ABI depends on its number of coins
/// @notice Amounts are lists with one entry a coin; in the pool's ABI each is `uint256[N]`, which `abi.encodePacked` writes the same way.
/// Older pools return nothing where newer ones return an amount: answers of state-changing calls are not read.
library CurvePoolCalls {
    /// A locked pool refuses with less than half of this, cold storage included.
    uint256 private constant LOCK_PROBE_GAS = 12_000;

    /// @notice Too little gas is left to tell a locked pool from an open one.
    error InsufficientGas();

    /// @notice Deposits the amounts and mints at least `minMint` shares.
    function addLiquidity(address pool, uint256[] memory amounts, uint256 minMint) internal {
        Address.functionCall(pool, _encode("add_liquidity", amounts, "uint256", minMint));
    }

    /// @notice Pays out exactly the amounts and burns at most `maxBurn` shares.
    function removeLiquidityImbalance(address pool, uint256[] memory amounts, uint256 maxBurn) internal {
        Address.functionCall(pool, _encode("remove_liquidity_imbalance", amounts, "uint256", maxBurn));
    }

    /// @notice The shares a deposit of the amounts would mint if there were no fees.
    function calcDeposit(address pool, uint256[] memory amounts) internal view returns (uint256 shares) {
        return abi.decode(Address.functionStaticCall(pool, _encode("calc_token_amount", amounts, "bool", 1)), (uint256));
    }

    /// @notice Whether the pool is in the middle of another call, when its views show half of a change.
    /// @dev Pools have no getter for their lock. But a locked pool refuses `remove_liquidity` at once and gives the gas back, whereas an
    /// open one goes on to set its lock, which in a static call ends in an exception that takes all the gas.
    function isLocked(address pool, uint256 coins) internal view returns (bool) {
        bytes4 selector = _selector(string.concat("remove_liquidity(uint256,", _array(coins), ")"));
        bytes memory data = abi.encodePacked(selector, uint256(0), new uint256[](coins));
        uint256 available = gasleft();
        if (available < 2 * LOCK_PROBE_GAS) revert InsufficientGas();
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, ) = pool.staticcall{gas: LOCK_PROBE_GAS}(data);
        // A proxy keeps one part in 64 back from the exception.
        return !success && available - gasleft() < (LOCK_PROBE_GAS * 3) / 4;
    }

    function _encode(
        string memory name,
        uint256[] memory amounts,
        string memory lastType,
        uint256 last
    ) private pure returns (bytes memory) {
        bytes4 selector = _selector(string.concat(name, "(", _array(amounts.length), ",", lastType, ")"));
        return abi.encodePacked(selector, amounts, last);
    }

    function _array(uint256 length) private pure returns (string memory) {
        return string.concat("uint256[", Strings.toString(length), "]");
    }

    function _selector(string memory signature) private pure returns (bytes4) {
        return bytes4(keccak256(bytes(signature)));
    }
}
