// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Guard, Move, Status} from "./VaultTypes.sol";

/// @title IVaultCore: where a vault's money comes in, moves and goes out
/// @notice Amounts are in the vault's asset, smallest units; `Bps` are basis points of total assets.
interface IVaultCore is IERC4626 {
    /* EVENTS */

    /// @notice Money moved between idle and an adapter, by a rebalance or to serve a withdrawal.
    /// @param sender The keeper, or whoever withdrew.
    /// @param adapter The adapter whose position changed.
    /// @param change What moved: positive into the adapter, negative out of it.
    /// @param positionAfter The position as recorded afterwards.
    event Reallocated(address indexed sender, address indexed adapter, int256 change, uint256 positionAfter);

    /// @notice A plan was executed.
    /// @param sender The keeper.
    /// @param stateNonce The nonce the plan was made at; the vault's is now greater, by one unless a breaker tripped.
    /// @param totalAssetsBefore Idle and positions before the moves.
    /// @param totalAssetsAfter Idle and positions after the moves.
    /// @param idleAfter Idle assets after the moves.
    event Rebalanced(
        address indexed sender,
        uint64 indexed stateNonce,
        uint256 totalAssetsBefore,
        uint256 totalAssetsAfter,
        uint256 idleAfter
    );

    /// @notice A depositor made an adapter pay, and paid for it with shares.
    event ForceDeallocated(address indexed sender, address indexed adapter, address indexed owner, uint256 assets, uint256 shares);

    /// @notice Leaving through adapters that pay less than their mark cost the leaver a part.
    event ExitLoss(address indexed sender, address indexed owner, uint256 loss);

    /// @notice Money came back from an adapter that was written off.
    event Recovered(address indexed sender, address indexed adapter, uint256 assets);

    /// @notice Proceeds of rewards, or a gift, joined idle. They raise the price no faster than it may rise.
    event Contributed(address indexed sender, uint256 assets);

    /// @notice Fees were taken, as shares.
    event FeesAccrued(address indexed recipient, uint256 shares);

    /* ERRORS */

    /// @notice Fewer assets arrived than were sent: the asset takes a fee on transfer, which the vault does not support.
    error AssetsNotReceived(uint256 expected, uint256 received);
    /// @notice The liquid assets of idle and adapters do not cover the withdrawal.
    error InsufficientLiquidity(uint256 requested, uint256 available);

    /// @notice The plan came too late.
    error DeadlinePassed(uint256 deadline, uint256 timestamp);
    /// @notice The vault changed since the plan was made.
    error StaleStateNonce(uint256 planned, uint256 current);
    /// @notice An adapter occurs twice in one plan.
    error DuplicateMove(address adapter);
    /// @notice A move of zero assets.
    error EmptyMove(address adapter);
    /// @notice A deallocation stands after an allocation.
    error DeallocationAfterAllocation(address adapter);
    /// @notice The vault only reduces risk and takes no allocation, or is paused and takes no plan at all.
    error Closed(Status status);
    /// @notice Too soon after the last rebalance to allocate.
    error CooldownNotElapsed(uint256 allowedAt);
    /// @notice The plan allocates more than one rebalance, or all of a day, may.
    error TurnoverExceeded(uint256 turnoverBps, uint256 limitBps);
    /// @notice The rebalances of a day would have lost more than they may.
    error DailyLossExceeded(uint256 lossMillionths, uint256 limitMillionths);
    /// @notice The adapter reports that its market is not to be entered.
    error AdapterUnhealthy(address adapter, bytes32 reason);
    /// @notice The adapter cannot say what the position is worth after an allocation.
    error AdapterUnreadable(address adapter);
    /// @notice An allocation exceeds what is idle.
    error InsufficientIdle(uint256 requested, uint256 available);
    /// @notice The plan would leave fewer total assets than it promised.
    error TotalAssetsBelowMinimum(uint256 totalAssets, uint256 minTotalAssets);
    /// @notice The moves cost more than a single rebalance may lose.
    error RebalanceLossExceeded(uint256 loss, uint256 maxLoss);
    /// @notice The position would exceed the adapter's absolute cap.
    error AbsoluteCapExceeded(address adapter, uint256 position, uint256 cap);
    /// @notice The position would exceed the adapter's share of total assets.
    error RelativeCapExceeded(address adapter, uint256 position, uint256 cap);
    /// @notice The positions that share the risk would exceed its absolute cap.
    error AbsoluteRiskCapExceeded(bytes32 riskId, uint256 positions, uint256 cap);
    /// @notice The positions that share the risk would exceed its part of total assets.
    error RelativeRiskCapExceeded(bytes32 riskId, uint256 positions, uint256 cap);
    /// @notice An allocation would leave less idle than the floor.
    error IdleBelowFloor(uint256 idle, uint256 floor);
    /// @notice Only an adapter that was written off can be recovered from.
    error AdapterNotWrittenOff(address adapter);
    /// @notice Leaving would cost more than the leaver accepts.
    error ExitLossExceeded(uint256 loss, uint256 maxLoss);

    /* KEEPER */

    /// @notice Moves money between idle and adapters inside the vault's limits, or reverts as a whole.
    /// @param moves Deallocations first, then allocations, each adapter at most once. May be empty to record positions.
    /// @param guard What must still be true for the plan to execute.
    function rebalance(Move[] calldata moves, Guard calldata guard) external;

    /* EXITS beyond ERC-4626 */

    /// @notice `withdraw` that also leaves through adapters which pay less than their mark, at the leaver's expense.
    /// @param assets What the shares burned are worth: the receiver gets this less the loss.
    /// @param receiver Receives the assets.
    /// @param owner Whose shares are burned.
    /// @param maxLossBps Most basis points of `assets` that leaving may cost.
    /// @return shares The shares burned.
    function withdraw(uint256 assets, address receiver, address owner, uint256 maxLossBps) external returns (uint256 shares);

    /// @notice `redeem` that also leaves through adapters which pay less than their mark, at the leaver's expense.
    /// @param shares The shares to burn.
    /// @param receiver Receives the assets.
    /// @param owner Whose shares are burned.
    /// @param maxLossBps Most basis points of what the shares are worth that leaving may cost.
    /// @return assets What the receiver got.
    function redeem(uint256 shares, address receiver, address owner, uint256 maxLossBps) external returns (uint256 assets);

    /// @notice Makes an adapter pay into idle, without asking it first what is withdrawable, so that no exit depends on the keeper. Costs
    /// `owner` shares worth the penalty, which is released to those who stay like any gain, and whatever leaving cost beyond the mark.
    /// @param adapter An adapter in the queue.
    /// @param assets What it shall pay.
    /// @param owner Who pays with shares: the sender, or somebody who approved the sender.
    /// @param maxLossBps Most basis points of what the position falls by that leaving may cost beyond the penalty.
    /// @return shares The shares burned.
    function forceDeallocate(address adapter, uint256 assets, address owner, uint256 maxLossBps) external returns (uint256 shares);

    /// @notice Takes what can be had from an adapter that was written off. Curator only.
    /// @param adapter The adapter.
    /// @param assets What it shall pay; `type(uint256).max` for all that is withdrawable.
    /// @param maxLossBps What leaving may cost beyond the adapter's mark.
    function recover(address adapter, uint256 assets, uint256 maxLossBps) external;

    /// @notice Brings the share price up to date: releases gains, counts losses, takes fees, and trips a breaker where the fall is too deep.
    /// Records every position that can be read.
    function accrue() external;

    /// @notice Gives the vault assets, for instance the proceeds of rewards. They are released at the greatest growth rate.
    /// @param assets What to take from the sender.
    function contribute(uint256 assets) external;

    /* VIEWS */

    /// @notice Moves with every rebalance and every change of limits, adapters or status; not with deposits and withdrawals.
    function stateNonce() external view returns (uint64);

    /// @notice Assets held by the vault itself, as accounted: tokens sent to it uninvited do not count.
    function idle() external view returns (uint256);

    /// @notice Idle and positions as they are: more than `totalAssets` while gains wait to be released.
    function grossAssets() external view returns (uint256);
}
