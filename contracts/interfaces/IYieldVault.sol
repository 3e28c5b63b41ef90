// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @notice One leg of a rebalance.
/// @param adapter The adapter to move money into or out of.
/// @param assets Signed change of the position: positive allocates, negative deallocates, `type(int256).min` deallocates all that is
/// withdrawable.
struct Move {
    address adapter;
    int256 assets;
}

/// @notice What must still be true for a plan to execute.
/// @param deadline Last valid block timestamp, unix seconds.
/// @param stateNonce The vault's `stateNonce` the plan was made at.
/// @param minTotalAssets Least total assets after the moves.
struct Guard {
    uint64 deadline;
    uint64 stateNonce;
    uint256 minTotalAssets;
}

/// @notice An approved adapter's limits. All zero for an address that is not in the queue.
/// @param absoluteCap Most assets the position may hold after an allocation.
/// @param relativeCapBps Most basis points of total assets the position may hold after an allocation.
/// @param enabled Whether the adapter is in the queue.
/// @param lastTotalAssets The position as the vault last recorded it: stands in while the adapter cannot be read.
struct AdapterState {
    uint112 absoluteCap;
    uint16 relativeCapBps;
    bool enabled;
    uint112 lastTotalAssets;
}

/// @notice Everything a vault is born with.
/// @param asset The token that is deposited, invested and withdrawn.
/// @param name The share token's name, also of its ERC-2612 domain.
/// @param symbol The share token's symbol.
/// @param owner Grants and revokes roles, unpauses; handed over in two steps.
/// @param ownerDelay Seconds that must pass before a new owner can accept.
/// @param curator First holder of `CURATOR_ROLE`, or zero for none yet.
/// @param keeper First holder of `KEEPER_ROLE`, or zero for none yet.
/// @param guardian First holder of `GUARDIAN_ROLE`, or zero for none yet.
/// @param idleFloorBps Least basis points of total assets that an allocation must leave idle.
/// @param maxRebalanceLossBps Most basis points of total assets that one rebalance may lose, at most 100.
struct VaultParameters {
    IERC20 asset;
    string name;
    string symbol;
    address owner;
    uint48 ownerDelay;
    address curator;
    address keeper;
    address guardian;
    uint16 idleFloorBps;
    uint16 maxRebalanceLossBps;
}

/// @title IYieldVault: what keepers, lenses and adapters use of the vault beyond ERC-4626
/// @notice Caps and positions are in the vault's asset, smallest units; `Bps` are basis points of total assets.
interface IYieldVault is IERC4626 {
    /* EVENTS */

    /// @notice An adapter joined the end of the withdrawal queue.
    event AdapterAdded(address indexed sender, address indexed adapter, uint256 absoluteCap, uint256 relativeCapBps);

    /// @notice An adapter without a position left the queue.
    event AdapterRemoved(address indexed sender, address indexed adapter);

    /// @notice An adapter's caps changed.
    event CapsSet(address indexed sender, address indexed adapter, uint256 absoluteCap, uint256 relativeCapBps);

    /// @notice The idle floor changed.
    event IdleFloorSet(address indexed sender, uint256 idleFloorBps);

    /// @notice The most a rebalance may lose changed.
    event MaxRebalanceLossSet(address indexed sender, uint256 maxRebalanceLossBps);

    /// @notice The adapters were put in another order.
    event WithdrawalQueueSet(address indexed sender, address[] queue);

    /// @notice Deposits and allocations closed.
    event Paused(address indexed sender);

    /// @notice Deposits and allocations opened again.
    event Unpaused(address indexed sender);

    /// @notice Money moved between idle and an adapter, by a rebalance or to serve a withdrawal.
    /// @param sender The keeper, or whoever withdrew.
    /// @param adapter The adapter whose position changed.
    /// @param change What moved: positive into the adapter, negative out of it.
    /// @param positionAfter The position as recorded afterwards.
    event Reallocated(address indexed sender, address indexed adapter, int256 change, uint256 positionAfter);

    /// @notice A plan was executed.
    /// @param sender The keeper.
    /// @param stateNonce The nonce the plan was made at; the vault's is now one more.
    /// @param totalAssetsBefore Total assets before the moves.
    /// @param totalAssetsAfter Total assets after the moves.
    /// @param idleAfter Idle assets after the moves.
    event Rebalanced(
        address indexed sender,
        uint64 indexed stateNonce,
        uint256 totalAssetsBefore,
        uint256 totalAssetsAfter,
        uint256 idleAfter
    );

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
    /// @notice The vault is paused and takes no allocation.
    error VaultPaused();
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
    /// @notice An allocation would leave less idle than the floor.
    error IdleBelowFloor(uint256 idle, uint256 floor);

    /// @notice The address is not in the queue.
    error AdapterNotEnabled(address adapter);
    /// @notice The adapter is in the queue already.
    error AdapterAlreadyEnabled(address adapter);
    /// @notice The adapter serves another vault.
    error AdapterOfAnotherVault(address adapter, address vault);
    /// @notice The adapter invests another token.
    error AdapterOfAnotherAsset(address adapter, address asset);
    /// @notice Another adapter in the queue already invests in this source.
    error SourceAlreadyUsed(address source);
    /// @notice An adapter can join and leave only without a position, and only while it can be read.
    error AdapterNotEmpty(address adapter);
    /// @notice The queue is full.
    error TooManyAdapters();
    /// @notice The new queue does not hold each adapter exactly once.
    error NotAPermutation();
    /// @notice The value is beyond what this setting can ever be.
    error LimitOutOfRange(uint256 value, uint256 maximum);
    /// @notice A function that only raises was given a lower value.
    error NotAnIncrease();
    /// @notice A function that only lowers was given a higher value.
    error NotADecrease();

    /* KEEPER */

    /// @notice Moves money between idle and adapters inside the vault's limits, or reverts as a whole.
    /// @param moves Deallocations first, then allocations, each adapter at most once. May be empty to record positions.
    /// @param guard What must still be true for the plan to execute.
    function rebalance(Move[] calldata moves, Guard calldata guard) external;

    /* RAISING RISK: curator */

    /// @notice Approves an empty adapter of this vault and puts it at the end of the withdrawal queue.
    /// @param adapter The adapter; no other one in the queue may have the same source.
    /// @param absoluteCap Most assets the position may hold after an allocation.
    /// @param relativeCapBps Most basis points of total assets the position may hold after an allocation.
    function addAdapter(address adapter, uint256 absoluteCap, uint256 relativeCapBps) external;

    /// @notice Raises one or both caps of an adapter.
    /// @param adapter An adapter in the queue.
    /// @param absoluteCap The new absolute cap, not below the current one.
    /// @param relativeCapBps The new relative cap, not below the current one.
    function increaseCaps(address adapter, uint256 absoluteCap, uint256 relativeCapBps) external;

    /// @notice Lets allocations leave less idle.
    /// @param idleFloorBps The new floor, not above the current one.
    function decreaseIdleFloor(uint256 idleFloorBps) external;

    /// @notice Lets a rebalance lose more.
    /// @param maxRebalanceLossBps The new limit, not below the current one.
    function increaseMaxRebalanceLoss(uint256 maxRebalanceLossBps) external;

    /* LOWERING RISK: curator or guardian */

    /// @notice Lowers one or both caps of an adapter. A position above its new cap stays until it is withdrawn.
    /// @param adapter An adapter in the queue.
    /// @param absoluteCap The new absolute cap, not above the current one.
    /// @param relativeCapBps The new relative cap, not above the current one.
    function decreaseCaps(address adapter, uint256 absoluteCap, uint256 relativeCapBps) external;

    /// @notice Makes allocations leave more idle.
    /// @param idleFloorBps The new floor, not below the current one.
    function increaseIdleFloor(uint256 idleFloorBps) external;

    /// @notice Lets a rebalance lose less.
    /// @param maxRebalanceLossBps The new limit, not above the current one. Zero also refuses rounding losses of one unit.
    function decreaseMaxRebalanceLoss(uint256 maxRebalanceLossBps) external;

    /* NEITHER: curator */

    /// @notice Drops an adapter that holds nothing and can be read.
    /// @param adapter An adapter in the queue.
    function removeAdapter(address adapter) external;

    /// @notice Reorders the adapters withdrawals are served from.
    /// @param queue The same adapters, each exactly once.
    function setWithdrawalQueue(address[] calldata queue) external;

    /* PAUSE */

    /// @notice Closes deposits and allocations; withdrawals and deallocations stay open. Guardian only.
    function pause() external;

    /// @notice Opens deposits and allocations again. Owner only.
    function unpause() external;

    /* VIEWS */

    /// @notice Moves with every rebalance and every change of limits, adapters or pause; not with deposits and withdrawals.
    function stateNonce() external view returns (uint64);

    /// @notice Assets held by the vault itself, as accounted: tokens sent to it uninvited do not count.
    function idle() external view returns (uint256);

    /// @notice Least basis points of total assets that an allocation must leave idle.
    function idleFloorBps() external view returns (uint256);

    /// @notice Most basis points of total assets that one rebalance may lose.
    function maxRebalanceLossBps() external view returns (uint256);

    /// @notice Whether deposits and allocations are closed.
    function paused() external view returns (bool);

    /// @notice The adapters, in the order withdrawals are served from.
    function adapters() external view returns (address[] memory);

    /// @notice An adapter's limits and its position as last recorded.
    function adapterState(address adapter) external view returns (AdapterState memory);
}
