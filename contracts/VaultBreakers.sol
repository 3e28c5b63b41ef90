// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Status} from "./interfaces/VaultTypes.sol";
import {Limit, PackedLimits} from "./libraries/PackedLimits.sol";
import {RollingWindow} from "./libraries/RollingWindow.sol";
import {VaultStorage} from "./VaultStorage.sol";

/// @title VaultBreakers: what a vault notices by itself, falls of its share price and abnormal outflow
/// @notice What happens outside its books is for a monitor to see: `VaultSettings.checkBreakers`. The vault's specification is in
/// `YieldVault.sol`.
abstract contract VaultBreakers is VaultStorage {
    using PackedLimits for uint256;
    using RollingWindow for uint256;
    using SafeCast for uint256;
    using SafeCast for int256;

    /// @dev Counts a fall of the share price and trips when it is too deep.
    function _noteFall(uint256 from, uint256 fall) internal {
        (bytes32 reason, uint256 window) = _judgeFall(from, fall);
        if (window == 0) return;
        _fallWindow = window.toUint192();
        _fallAt = block.timestamp.toUint40();
        if (reason != "") _trip(Status.ReduceOnly, reason, address(this));
    }

    /// @dev Whether a fall of the share price is too deep, alone or with the others of a day. One below a millionth, or of no more units than
    /// an exit through all adapters can leave, is the markets' rounding and leaves no window: else a vault that is all but empty would close.
    function _judgeFall(uint256 from, uint256 fall) internal view returns (bytes32 reason, uint256 window) {
        uint256 millionths = (fall * MILLIONTHS) / from;
        if (millionths == 0 || fall <= MAX_ADAPTERS * ROUNDING_PER_MOVE) return ("", 0);
        window = uint256(_fallWindow).advance(_fallAt, block.timestamp).add(0, type(uint32).max, millionths);
        uint256 limits_ = _limits;
        if (millionths > limits_.get(Limit.PriceFallBps) * MILLIONTHS_PER_BPS) {
            reason = "price-fall";
        } else if (window.sum(0, type(uint32).max) > limits_.get(Limit.DailyPriceFallBps) * MILLIONTHS_PER_BPS) {
            reason = "daily-price-fall";
        }
    }

    /// @dev Counts what depositors brought (negative) or took (positive), and trips when they took too much of the total there was.
    function _noteFlow(int256 outflow, uint256 totalAfter) internal {
        uint256 limitBps = _limits.get(Limit.DailyOutflowBps);
        if (limitBps >= BPS) return;
        uint256 elapsed = block.timestamp - _netOutflowAt;
        int256 net = elapsed < 1 days ? (int256(_netOutflow) * int256(1 days - elapsed)) / int256(1 days) : int256(0);
        net += outflow;
        _netOutflow = net.toInt112();
        _netOutflowAt = block.timestamp.toUint40();
        if (outflow <= 0 || net <= 0) return;
        if (net.toUint256() * BPS > (totalAfter + net.toUint256()) * limitBps) {
            _trip(Status.ReduceOnly, "outflow", address(this));
        }
    }
}
