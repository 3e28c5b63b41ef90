// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Limit} from "../libraries/PackedLimits.sol";
import {AdapterState, Risk, Status} from "./VaultTypes.sol";

/// @title IVaultSettings: what a vault allows, who may change that, and what closes it
/// @notice Amounts are in the vault's asset, smallest units; `Bps` are basis points of total assets.
interface IVaultSettings {
    /* EVENTS: settings */

    /// @notice An adapter joined the end of the withdrawal queue.
    event AdapterAdded(address indexed sender, address indexed adapter, bytes32[] riskIds);

    /// @notice An adapter without a position left the queue.
    event AdapterRemoved(address indexed sender, address indexed adapter);

    /// @notice An adapter left the queue with its position, which counts no more.
    event AdapterWrittenOff(address indexed sender, address indexed adapter, uint256 lastTotalAssets);

    /// @notice An adapter's caps changed.
    event CapsSet(address indexed sender, address indexed adapter, uint256 absoluteCap, uint256 relativeCapBps);

    /// @notice A risk's caps changed.
    event RiskCapsSet(address indexed sender, bytes32 indexed riskId, uint256 absoluteCap, uint256 relativeCapBps);

    /// @notice A limit changed.
    event LimitSet(address indexed sender, Limit indexed limit, uint256 value);

    /// @notice The adapters were put in another order.
    event WithdrawalQueueSet(address indexed sender, address[] queue);

    /// @notice The most the vault takes in changed.
    event DepositCapSet(address indexed sender, uint256 depositCap);

    /// @notice Another contract decides who may deposit; zero: everybody may.
    event DepositGateSet(address indexed sender, address depositGate);

    /// @notice Another contract watches the vault's sources.
    event BreakerMonitorSet(address indexed sender, address breakerMonitor);

    /// @notice Another account receives the fees; zero: none are charged.
    event FeeRecipientSet(address indexed sender, address feeRecipient);

    /* EVENTS: breakers */

    /// @notice The vault closed for a reason.
    /// @param sender Who tripped the breaker, or whose call noticed the fall; the vault itself where a change of settings or a check did.
    /// @param status What the vault still lets happen.
    /// @param reason ASCII text such as "price-fall" or "asset-off-peg".
    /// @param subject The adapter or feed the reason is about; the vault where it is about the vault.
    event BreakerTripped(address indexed sender, Status status, bytes32 indexed reason, address indexed subject);

    /// @notice The owner opened the vault again.
    event BreakersReset(address indexed sender);

    /* ERRORS */

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
    /// @notice A cap is beyond what it can ever be.
    error CapOutOfRange(uint256 value, uint256 maximum);
    /// @notice No adapter in the queue has this risk.
    error UnknownRisk(bytes32 riskId);
    /// @notice An adapter names one risk twice, or none.
    error InvalidRiskIds();
    /// @notice The adapters would share more than 32 risks.
    error TooManyRisks();
    /// @notice A vault needs an owner and a value for each limit.
    error InvalidParameters();

    /// @notice The vault is open: there is nothing to reset.
    error NothingTripped();
    /// @notice The breaker tripped too recently.
    error ResetTooEarly(uint256 allowedAt);

    /* SETTINGS: raising risk takes a curator and the timelock, lowering it a curator or guardian and no time */

    /// @notice Approves an empty adapter of this vault and puts it at the end of the withdrawal queue. Risks it names first start with caps of
    /// zero. Raises risk.
    /// @param adapter The adapter; no other one in the queue may have the same source.
    /// @param absoluteCap Most assets the position may hold after an allocation.
    /// @param relativeCapBps Most basis points of total assets the position may hold after an allocation.
    function addAdapter(address adapter, uint256 absoluteCap, uint256 relativeCapBps) external;

    /// @notice Sets both caps of an adapter. A position above its new cap stays until it is withdrawn.
    /// @param adapter An adapter in the queue.
    /// @param absoluteCap Most assets the position may hold after an allocation.
    /// @param relativeCapBps Most basis points of total assets the position may hold after an allocation.
    function setCaps(address adapter, uint256 absoluteCap, uint256 relativeCapBps) external;

    /// @notice Sets both caps of a risk that adapters share.
    /// @param riskId A risk of an adapter in the queue.
    /// @param absoluteCap Most assets that all positions with this risk may hold together after an allocation.
    /// @param relativeCapBps Most basis points of total assets that they may hold together after an allocation.
    function setRiskCaps(bytes32 riskId, uint256 absoluteCap, uint256 relativeCapBps) external;

    /// @notice Sets one limit.
    /// @param limit Which.
    /// @param value In the unit its name ends with, at most its ceiling.
    function setLimit(Limit limit, uint256 value) external;

    /// @notice Sets the most total assets that deposits may lead to.
    /// @param depositCap In smallest units; `type(uint96).max` for no cap.
    function setDepositCap(uint256 depositCap) external;

    /// @notice Lets another contract decide who may deposit. Raises risk.
    /// @param depositGate An `IDepositGate`, or zero to let everybody.
    function setDepositGate(address depositGate) external;

    /// @notice Lets another contract watch the vault's sources. Raises risk.
    /// @param breakerMonitor An `IBreakerMonitor`, or zero for none.
    function setBreakerMonitor(address breakerMonitor) external;

    /// @notice Lets another account receive the fees. Raises risk.
    /// @param feeRecipient Receives new shares; zero: no fees are charged.
    function setFeeRecipient(address feeRecipient) external;

    /// @notice Drops an adapter that holds nothing and can be read. Curator only.
    /// @param adapter An adapter in the queue.
    function removeAdapter(address adapter) external;

    /// @notice Reorders the adapters withdrawals are served from. Curator only.
    /// @param queue The same adapters, each exactly once.
    function setWithdrawalQueue(address[] calldata queue) external;

    /// @notice Drops an adapter with its position, which counts as lost at once. One that cannot be read may be written off without delay;
    /// one that can raises risk, since it would make shares too cheap.
    /// @param adapter An adapter in the queue.
    function writeOff(address adapter) external;

    /// @notice Gives a function up for good: it can never again be used to raise risk. Owner only, through the timelock.
    /// @param selector The function.
    function abdicate(bytes4 selector) external;

    /* BREAKERS */

    /// @notice Trips the breaker whose condition holds, if any does. Open to everybody.
    /// @return The vault's status afterwards.
    function checkBreakers() external returns (Status);

    /// @notice Lets the keeper only reduce risk, until the owner resets. Guardian only.
    function trip() external;

    /// @notice Stops the keeper altogether, until the owner resets. Guardian only.
    function pause() external;

    /// @notice Opens the vault again, after the reset delay. Owner only.
    function reset() external;

    /* VIEWS */

    /// @notice All limits, in the order of `Limit`.
    function limits() external view returns (uint16[15] memory);

    /// @notice What the vault lets happen, and since when it is not everything, unix seconds.
    function status() external view returns (Status current, uint256 trippedAt);

    /// @notice What rebalances have used of their budgets.
    /// @return lastRebalanceAt When the last rebalance was, unix seconds.
    /// @return turnoverBps What was allocated within 24 hours.
    /// @return lossMillionths What was lost within 24 hours.
    function usage() external view returns (uint256 lastRebalanceAt, uint256 turnoverBps, uint256 lossMillionths);

    /// @notice The adapters, in the order withdrawals are served from.
    function adapters() external view returns (address[] memory);

    /// @notice An adapter's limits and its position as last recorded.
    function adapterState(address adapter) external view returns (AdapterState memory);

    /// @notice The risks that adapters share; the places of those that nobody has any more are empty.
    function risks() external view returns (Risk[] memory);

    /// @notice Most total assets that deposits may lead to, and who decides who may deposit.
    function deposits() external view returns (uint256 depositCap, address depositGate);

    /// @notice Who receives the fees, and the share price above which gains cost the performance fee, in RAY of assets per share unit.
    function fees() external view returns (address recipient, uint256 highWaterMarkRay);

    /// @notice The contract that watches the vault's sources.
    function breakerMonitor() external view returns (address);
}
