// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {ERC4626, IERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAdapter} from "./interfaces/IAdapter.sol";
import {IVaultCore} from "./interfaces/IVaultCore.sol";
import {IVaultSettings} from "./interfaces/IVaultSettings.sol";
import {AdapterState, Guard, Move, Risk, Status, VaultParameters} from "./interfaces/VaultTypes.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {Limit, PackedLimits} from "./libraries/PackedLimits.sol";
import {RollingWindow} from "./libraries/RollingWindow.sol";
import {Books, Holding, VaultAccounting} from "./VaultAccounting.sol";

/// @title YieldVault: one token, many yield sources, and a keeper trusted with nothing but speed
/// @notice An ERC-4626 vault with ERC-2612 shares. Depositors' money is either idle or invested through adapters, one a source; a keeper
/// moves it between them inside limits that this contract enforces.
///
/// TWO HALVES
/// - One contract may have only 24,576 bytes (EIP-170), so settings live in `VaultSettings`, whose code runs on this contract's storage. Its
/// address is fixed at birth: this is no proxy, and no code of a vault can ever be replaced.
///
/// ACCOUNTING
/// - Gross assets = idle + the sum of the adapters' live positions. Idle is a number in storage, never `balanceOf`, and each adapter tracks
/// its own position: tokens or receipts sent to either uninvited belong to nobody and move no price.
/// - `totalAssets`, what the shares are worth together, follows gross assets down at once and up no faster than `GrowthBpsPerYear`. What is
/// above it waits to be released: nobody gains by depositing just before a profit shows.
/// - Prices use one virtual asset and `10 ** offset` virtual shares, with offset = 18 − the asset's decimals, but at least 6. So the shares
/// of USDC have 18 decimals, and whoever inflates the price before the first deposit (which takes a gift to a *source*, since gifts to
/// the vault do not count) pays a million times what rounding can take from the victim.
/// - Every conversion rounds in the vault's favour, that is, against the caller.
/// - Amounts are bounded by `uint104`; deposits close before they, or the shares, could overflow.
///
/// FEES
/// - A management fee on total assets and a performance fee on what the share price gains above its high-water mark, both with ceilings in
/// the code, are taken as new shares whenever the books are brought up to date. What waits to be released is charged when it is.
///
/// LOSSES
/// - A loss counts from the block in which an adapter reports it and is borne by all shares alike.
/// - An adapter that cannot be read (it reverts, burns its gas, answers nonsense) counts at its last recorded value. Shares could then be
/// minted at a stale price, so deposits are closed until it answers again. Withdrawals stay open: whoever leaves is paid at the recorded
/// value out of what is liquid, which favours leavers if the position turns out to be lost. Every sum received from such an adapter is
/// taken off its record, so that nothing is counted twice.
/// - An adapter that stays broken is written off: its position counts as lost at once, and what may come back later counts only when it
/// has arrived, and is released like any gain.
/// - What a source charges for leaving is in the adapter's mark, so a withdrawal costs those who stay only rounding: at most a few
/// units an adapter. Beyond the mark only the leaver pays, and only who said how much (`maxLossBps`).
///
/// LIMITS
/// - Each adapter, and each risk that adapters share, has an absolute cap and a cap relative to gross assets, and allocations must leave an
/// idle floor. They bind whoever allocates, after all moves of the plan: yield, losses and withdrawals may carry a position past its cap,
/// and nothing is forced to follow.
/// - A rebalance, and all rebalances of any 24 hours together, may allocate and may lose only so much, and one that allocates keeps a
/// distance in time from the one before. A rebalance may not leave less than the plan's own minimum either.
/// - Of these limits, deallocations know only those on losses.
/// - An allocation to an adapter that reports itself unhealthy, or cannot be read afterwards, reverts.
/// - Deposits have a cap and may have a gate.
///
/// BREAKERS
/// - Normal: everything. ReduceOnly: no deposits, no allocations. Paused: the keeper may do nothing at all. Exits are open in all three.
/// - The vault closes by itself when its share price falls too far at once or within 24 hours, or when too much is withdrawn on balance
/// within about a day; when the monitor finds a condition and anyone calls `checkBreakers`; or by a guardian.
/// - It opens again only by the owner, and only after the reset delay. What was counted until then is forgiven.
///
/// STATE NONCE
/// - A plan names the nonce it was made at. The nonce moves with every rebalance and every change of limits, adapters or status, so a plan can
/// neither run twice nor under rules it did not know. It does NOT move with deposits and withdrawals: if it did, anyone could block the keeper
/// for the price of one unit deposited. What depositors change is covered by the limits, which are checked on the state as it is.
///
/// ROLES
/// - Owner (the default admin): grants and revokes roles, resets breakers, gives functions up; has no other power by itself.
/// - Curator: adapters, their order, limits.
/// - Keeper: `rebalance` only. The worst a hostile keeper can do is lose the loss budget of the day and choose badly among approved adapters.
/// - Guardian: closes the vault, lowers limits, revokes what waits in the timelock, dismisses keepers; can raise nothing.
/// - What raises risk (a limit loosened, an adapter, a gate, a monitor or a fee recipient set, a role granted) is submitted, can be seen and
/// revoked for `TimelockHours`, and is then made. What lowers risk is immediate.
///
/// LIVENESS
/// - Withdrawals and forced deallocations are open in every state.
/// - Withdrawals take from idle, then from the adapters in queue order. One that reverts, is dry or pays too little is passed over.
/// The `max*` functions are exact: depositing `maxDeposit` and withdrawing `maxWithdraw` succeed in every state, provided adapters
/// pay what they call withdrawable.
/// - Anyone with shares can make an adapter pay into idle, for a small penalty (`forceDeallocate`): no exit depends on the keeper.
/// - Reads of adapters and withdrawals from them have a gas limit, so that one that burns gas cannot keep anyone from leaving. Nobody can
/// use this to make a good adapter look unreadable: a read that fails without having been offered its whole limit reverts all.
/// - All functions that move money or change a setting refuse reentrance, and the views that depend on prices revert (`max*`: return zero) while one of
/// them runs, since money in flight is in no position.
///
/// TOKEN ASSUMPTIONS
/// - The asset moves exactly the amount asked (a fee on transfer reverts) and does not rebase. Missing return values and reentrant hooks
/// are handled. A token that blocks the vault or an adapter blocks the money there.
contract YieldVault is VaultAccounting {
    using Math for uint256;
    using SafeCast for uint256;
    using PackedLimits for uint256;
    using RollingWindow for uint256;

    /// Most gas an adapter may take to serve a withdrawal; one that needs more is passed over.
    uint256 private constant ADAPTER_EXIT_GAS = 3_000_000;

    address private immutable _settings;

    /// @notice Fixes the asset and sets the first limits and roles.
    /// @param parameters Everything the vault is born with; a role given to the zero address is given to nobody.
    /// @param settings The deployed `VaultSettings`: the other half of the vault's code, for good.
    constructor(VaultParameters memory parameters, address settings) VaultAccounting(parameters) {
        if (settings.code.length == 0) revert IVaultSettings.InvalidParameters();
        _settings = settings;
    }

    /* REBALANCE */

    /// @inheritdoc IVaultCore
    function rebalance(Move[] calldata moves, Guard calldata guard) external nonReentrant onlyRole(KEEPER_ROLE) {
        if (block.timestamp > guard.deadline) revert DeadlinePassed(guard.deadline, block.timestamp);
        if (guard.stateNonce != _stateNonce) revert StaleStateNonce(guard.stateNonce, _stateNonce);
        Books memory books = _open();
        _accrue(books);
        if (_status == Status.Paused) revert Closed(Status.Paused);
        uint256 grossBefore = books.gross;

        uint256 allocated = _execute(books, moves);
        _settle(books, allocated != 0);

        if (books.gross < guard.minTotalAssets) revert TotalAssetsBelowMinimum(books.gross, guard.minTotalAssets);
        _useBudgets(moves.length, grossBefore, books.gross, allocated);
        // What the moves lost comes out of what waits to be released, then out of the price.
        if (books.gross < books.accounted) {
            _noteFall(books.accounted, books.accounted - books.gross);
            books.accounted = books.gross;
        }
        _close(books);
        emit Rebalanced(msg.sender, guard.stateNonce, grossBefore, books.gross, books.idle);
    }

    /// @dev Makes the moves. What really moved is in the holdings: for deallocations, what arrived.
    function _execute(Books memory books, Move[] calldata moves) private returns (uint256 allocated) {
        uint256 cursor = 0;
        uint256 maxLossBps = _limits.get(Limit.RebalanceLossBps);
        for (uint256 i = 0; i < moves.length; ++i) {
            int256 assets = moves[i].assets;
            cursor = _find(books, moves[i].adapter, cursor);
            Holding memory holding = books.holdings[cursor];
            if (holding.moved) revert DuplicateMove(holding.adapter);
            holding.moved = true;
            if (assets > 0) {
                allocated += uint256(assets);
                holding.change = assets;
                _allocate(books, holding.adapter, uint256(assets));
            } else if (assets < 0) {
                if (allocated != 0) revert DeallocationAfterAllocation(holding.adapter);
                uint256 balanceBefore = _balance();
                uint256 wanted = assets == type(int256).min ? type(uint256).max : uint256(-assets);
                IAdapter(holding.adapter).deallocate(wanted, _tolerance(holding, maxLossBps));
                // What really arrived, whatever the adapter says.
                uint256 received = _balance() - balanceBefore;
                books.idle += received;
                holding.change = -received.toInt256();
            } else {
                revert EmptyMove(holding.adapter);
            }
        }
    }

    function _allocate(Books memory books, address adapter, uint256 assets) private {
        if (_status != Status.Normal) revert Closed(_status);
        (bool healthy, bytes32 reason) = IAdapter(adapter).health();
        if (!healthy) revert AdapterUnhealthy(adapter, reason);
        if (assets > books.idle) revert InsufficientIdle(assets, books.idle);
        books.idle -= assets;
        SafeERC20.safeTransfer(IERC20(asset()), adapter, assets);
        IAdapter(adapter).allocate(assets);
    }

    /// @dev A loss that could not be seen is not accepted.
    function _tolerance(Holding memory holding, uint256 maxLossBps) private pure returns (uint256) {
        return holding.readable ? maxLossBps : 0;
    }

    /// @dev The adapter's place in the queue. A plan in queue order finds each where the search begins.
    function _find(Books memory books, address adapter, uint256 start) private pure returns (uint256 index) {
        uint256 length = books.holdings.length;
        for (uint256 i = 0; i < length; ++i) {
            index = start + i;
            if (index >= length) index -= length;
            if (books.holdings[index].adapter == adapter) return index;
        }
        revert IVaultSettings.AdapterNotEnabled(adapter);
    }

    /// @dev Reads all positions again, records them, and holds the allocated ones to their caps.
    function _settle(Books memory books, bool hasAllocated) private {
        uint256 length = books.holdings.length;
        uint256 gross = books.idle;
        uint256 mask = 0;
        AdapterState[] memory states = new AdapterState[](length);
        for (uint256 i = 0; i < length; ++i) {
            Holding memory holding = books.holdings[i];
            AdapterState memory state = states[i] = _adapterStates[holding.adapter];
            (bool readable, uint256 position) = _readPosition(holding.adapter);
            if (!readable) {
                if (holding.change > 0) revert AdapterUnreadable(holding.adapter);
                position = holding.position.saturatingSub(uint256(-holding.change));
            }
            holding.position = position;
            gross += position;
            if (position != state.lastTotalAssets) _adapterStates[holding.adapter].lastTotalAssets = position.toUint104();
            if (holding.change > 0) mask |= state.riskMask;
            if (holding.moved) emit Reallocated(msg.sender, holding.adapter, holding.change, position);
        }
        books.gross = gross;
        if (!hasAllocated) return;

        for (uint256 i = 0; i < length; ++i) {
            Holding memory holding = books.holdings[i];
            if (holding.change <= 0) continue;
            AdapterState memory state = states[i];
            if (holding.position > state.absoluteCap) revert AbsoluteCapExceeded(holding.adapter, holding.position, state.absoluteCap);
            uint256 cap = (gross * state.relativeCapBps) / BPS;
            if (holding.position > cap) revert RelativeCapExceeded(holding.adapter, holding.position, cap);
        }
        for (uint256 place = 0; mask >> place != 0; ++place) {
            if ((mask >> place) & 1 == 1) _checkRisk(books, states, place);
        }
        uint256 floor = gross.mulDiv(_limits.get(Limit.IdleFloorBps), BPS, Math.Rounding.Ceil);
        if (books.idle < floor) revert IdleBelowFloor(books.idle, floor);
    }

    function _checkRisk(Books memory books, AdapterState[] memory states, uint256 place) private view {
        Risk storage risk = _risks[place];
        uint256 positions = 0;
        for (uint256 i = 0; i < states.length; ++i) {
            if ((states[i].riskMask >> place) & 1 == 1) positions += books.holdings[i].position;
        }
        (uint256 absoluteCap, uint256 relativeCapBps) = (risk.absoluteCap, risk.relativeCapBps);
        if (positions > absoluteCap) revert AbsoluteRiskCapExceeded(risk.id, positions, absoluteCap);
        uint256 cap = (books.gross * relativeCapBps) / BPS;
        if (positions > cap) revert RelativeRiskCapExceeded(risk.id, positions, cap);
    }

    /// @dev Holds the plan to what one rebalance and all of a day may allocate and lose, and moves the nonce.
    function _useBudgets(uint256 moves, uint256 grossBefore, uint256 grossAfter, uint256 allocated) private {
        uint256 limits_ = _limits;
        uint256 window = uint256(_usageWindow).advance(_lastRebalanceAt, block.timestamp);
        if (allocated != 0) {
            uint256 allowedAt = _lastRebalanceAt + limits_.get(Limit.CooldownSeconds);
            if (block.timestamp < allowedAt) revert CooldownNotElapsed(allowedAt);
            uint256 turnoverBps = allocated.mulDiv(BPS, grossBefore, Math.Rounding.Ceil);
            _requireTurnover(turnoverBps, limits_.get(Limit.RebalanceTurnoverBps));
            window = window.add(TURNOVER_SHIFT, LANE, turnoverBps);
            _requireTurnover(window.sum(TURNOVER_SHIFT, LANE), limits_.get(Limit.DailyTurnoverBps));
        }
        if (grossAfter < grossBefore) {
            uint256 loss = grossBefore - grossAfter;
            uint256 maxLoss = grossBefore.mulDiv(limits_.get(Limit.RebalanceLossBps), BPS);
            if (loss > maxLoss) revert RebalanceLossExceeded(loss, maxLoss);
            if (loss > moves * ROUNDING_PER_MOVE) {
                window = window.add(LOSS_SHIFT, LANE, loss.mulDiv(MILLIONTHS, grossBefore, Math.Rounding.Ceil));
                uint256 lossMillionths = window.sum(LOSS_SHIFT, LANE);
                uint256 maxMillionths = limits_.get(Limit.DailyLossBps) * MILLIONTHS_PER_BPS;
                if (lossMillionths > maxMillionths) revert DailyLossExceeded(lossMillionths, maxMillionths);
            }
        }
        (_stateNonce, _lastRebalanceAt, _usageWindow) = (_stateNonce + 1, block.timestamp.toUint32(), window.toUint192());
    }

    function _requireTurnover(uint256 turnoverBps, uint256 limitBps) private pure {
        if (turnoverBps > limitBps) revert TurnoverExceeded(turnoverBps, limitBps);
    }

    /* ENTRY */

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver) public override(ERC4626, IERC4626) nonReentrant returns (uint256 shares) {
        Books memory books = _open();
        _accrue(books);
        uint256 maxAssets = _room(books, receiver);
        if (assets > maxAssets) revert ERC4626ExceededMaxDeposit(receiver, assets, maxAssets);
        shares = _toShares(assets, books.accounted, totalSupply(), Math.Rounding.Floor);
        _enter(books, receiver, assets, shares);
    }

    /// @inheritdoc IERC4626
    function mint(uint256 shares, address receiver) public override(ERC4626, IERC4626) nonReentrant returns (uint256 assets) {
        Books memory books = _open();
        _accrue(books);
        uint256 maxShares = _toShares(_room(books, receiver), books.accounted, totalSupply(), Math.Rounding.Floor);
        if (shares > maxShares) revert ERC4626ExceededMaxMint(receiver, shares, maxShares);
        assets = _toAssets(shares, books.accounted, totalSupply(), Math.Rounding.Ceil);
        _enter(books, receiver, assets, shares);
    }

    function _enter(Books memory books, address receiver, uint256 assets, uint256 shares) private {
        _pull(books, assets);
        books.accounted += assets;
        _close(books);
        _mint(receiver, shares);
        _noteFlow(-assets.toInt256(), books.accounted);
        emit Deposit(msg.sender, receiver, assets, shares);
    }

    /// @inheritdoc IVaultCore
    function contribute(uint256 assets) external nonReentrant {
        Books memory books = _open();
        _accrue(books);
        _pull(books, assets);
        _close(books);
        emit Contributed(msg.sender, assets);
    }

    function _pull(Books memory books, uint256 assets) private {
        uint256 balanceBefore = _balance();
        SafeERC20.safeTransferFrom(IERC20(asset()), msg.sender, address(this), assets);
        uint256 received = _balance() - balanceBefore;
        if (received != assets) revert AssetsNotReceived(assets, received);
        books.idle += assets;
    }

    /* EXIT */

    /// @inheritdoc IERC4626
    function withdraw(
        uint256 assets,
        address receiver,
        address owner
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 shares) {
        return _withdraw(assets, receiver, owner, 0);
    }

    /// @inheritdoc IVaultCore
    function withdraw(uint256 assets, address receiver, address owner, uint256 maxLossBps) external nonReentrant returns (uint256 shares) {
        return _withdraw(assets, receiver, owner, maxLossBps);
    }

    function _withdraw(uint256 assets, address receiver, address owner, uint256 maxLossBps) private returns (uint256 shares) {
        Books memory books = _open();
        _accrue(books);
        uint256 entitled = _toAssets(balanceOf(owner), books.accounted, totalSupply(), Math.Rounding.Floor);
        if (assets > entitled) revert ERC4626ExceededMaxWithdraw(owner, assets, entitled);
        shares = _toShares(assets, books.accounted, totalSupply(), Math.Rounding.Ceil);
        _exit(books, assets, shares, receiver, owner, maxLossBps);
    }

    /// @inheritdoc IERC4626
    function redeem(
        uint256 shares,
        address receiver,
        address owner
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 assets) {
        return _redeem(shares, receiver, owner, 0);
    }

    /// @inheritdoc IVaultCore
    function redeem(uint256 shares, address receiver, address owner, uint256 maxLossBps) external nonReentrant returns (uint256 assets) {
        return _redeem(shares, receiver, owner, maxLossBps);
    }

    function _redeem(uint256 shares, address receiver, address owner, uint256 maxLossBps) private returns (uint256 assets) {
        uint256 balance = balanceOf(owner);
        if (shares > balance) revert ERC4626ExceededMaxRedeem(owner, shares, balance);
        Books memory books = _open();
        _accrue(books);
        assets = _toAssets(shares, books.accounted, totalSupply(), Math.Rounding.Floor);
        return _exit(books, assets, shares, receiver, owner, maxLossBps);
    }

    /// @dev Burns shares worth `assets` and pays that, less what leaving cost.
    function _exit(
        Books memory books,
        uint256 assets,
        uint256 shares,
        address receiver,
        address owner,
        uint256 maxLossBps
    ) private returns (uint256 paid) {
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _burn(owner, shares);
        uint256 loss = _fillIdle(books, assets, maxLossBps);
        // Never more than the shares are worth, whatever was accepted: the rest would be the others' loss.
        uint256 maxLoss = assets.mulDiv(Math.min(maxLossBps, BPS), BPS);
        if (loss > maxLoss) revert ExitLossExceeded(loss, maxLoss);
        paid = assets - loss;
        books.idle -= paid;
        books.accounted -= assets;
        _close(books);
        _noteFlow(assets.toInt256(), books.accounted);
        SafeERC20.safeTransfer(IERC20(asset()), receiver, paid);
        if (loss != 0) emit ExitLoss(msg.sender, owner, loss);
        emit Withdraw(msg.sender, receiver, owner, paid, shares);
    }

    /// @dev Brings idle up to `assets` less what that costs beyond the marks, from the adapters in queue order, or reverts.
    function _fillIdle(Books memory books, uint256 assets, uint256 maxLossBps) private returns (uint256 loss) {
        for (uint256 i = 0; i < books.holdings.length && books.idle + loss < assets; ++i) {
            Holding memory holding = books.holdings[i];
            uint256 tolerance = _tolerance(holding, maxLossBps);
            uint256 wanted = Math.min(assets - loss - books.idle, _readWithdrawable(holding.adapter, tolerance));
            if (wanted == 0) continue;
            uint256 balanceBefore = _balance();
            bytes memory call = abi.encodeCall(IAdapter.deallocate, (wanted, tolerance));
            if (!BoundedCall.tryCall(holding.adapter, call, ADAPTER_EXIT_GAS)) continue;
            uint256 received = _balance() - balanceBefore;
            uint256 legLoss = _take(books, holding, received, tolerance);
            if (tolerance != 0) loss += legLoss;
        }
        if (books.idle + loss < assets) revert InsufficientLiquidity(assets, books.idle + loss);
    }

    /// @dev Books what an adapter paid, and says how much more than that its position fell.
    function _take(Books memory books, Holding memory holding, uint256 received, uint256 tolerance) private returns (uint256 loss) {
        books.idle += received;
        uint256 rest = holding.position.saturatingSub(received);
        (bool readable, uint256 position) = _readPosition(holding.adapter);
        if (!readable) {
            if (tolerance != 0) revert AdapterUnreadable(holding.adapter);
            position = rest;
        } else if (holding.readable) {
            loss = rest.saturatingSub(position);
        }
        _adapterStates[holding.adapter].lastTotalAssets = position.toUint104();
        emit Reallocated(msg.sender, holding.adapter, -received.toInt256(), position);
    }

    /// @inheritdoc IVaultCore
    function forceDeallocate(
        address adapter,
        uint256 assets,
        address owner,
        uint256 maxLossBps
    ) external nonReentrant returns (uint256 shares) {
        Books memory books = _open();
        _accrue(books);
        Holding memory holding = books.holdings[_find(books, adapter, 0)];
        if (assets == 0) revert EmptyMove(adapter);
        uint256 tolerance = _tolerance(holding, maxLossBps);
        uint256 balanceBefore = _balance();
        IAdapter(adapter).deallocate(assets, tolerance);
        uint256 received = _balance() - balanceBefore;
        uint256 loss = _take(books, holding, received, tolerance);
        // Of what the position really fell by: the amount asked for may be all there is.
        uint256 maxLoss = (received + loss).mulDiv(maxLossBps, BPS) + ROUNDING_PER_MOVE;
        if (loss > maxLoss) revert ExitLossExceeded(loss, maxLoss);
        uint256 cost = loss + received.mulDiv(_limits.get(Limit.ForceDeallocatePenaltyBps), BPS, Math.Rounding.Ceil);
        shares = _toShares(cost, books.accounted, totalSupply(), Math.Rounding.Ceil);
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _burn(owner, shares);
        // The penalty waits to be released like any gain: else whoever enters just before would share it, not least the one who pays it.
        books.accounted -= cost;
        _close(books);
        emit ForceDeallocated(msg.sender, adapter, owner, received, shares);
    }

    /* RECOVERY of what was written off */

    /// @inheritdoc IVaultCore
    function recover(address adapter, uint256 assets, uint256 maxLossBps) external nonReentrant onlyRole(CURATOR_ROLE) {
        if (!_writtenOff[adapter]) revert AdapterNotWrittenOff(adapter);
        Books memory books = _open();
        _accrue(books);
        uint256 balanceBefore = _balance();
        IAdapter(adapter).deallocate(assets, maxLossBps);
        uint256 received = _balance() - balanceBefore;
        books.idle += received;
        _close(books);
        emit Recovered(msg.sender, adapter, received);
    }

    /* SETTINGS: the other half of the code */

    /// @notice Everything in `IVaultSettings` and `Timelocked`.
    fallback() external {
        _passOn();
    }

    /// @notice As in `VaultSettings`.
    /// @inheritdoc AccessControl
    function grantRole(bytes32, address) public override {
        _passOn();
    }

    /// @notice As in `VaultSettings`.
    /// @inheritdoc AccessControl
    function revokeRole(bytes32, address) public override {
        _passOn();
    }

    /// @dev Answers the present call with what `VaultSettings` answers, working on this vault's storage.
    function _passOn() private {
        address settings = _settings;
        // Solidity has no way to hand all of an unknown answer on.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let success := delegatecall(gas(), settings, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(success) {
                revert(data, returndatasize())
            }
            return(data, returndatasize())
        }
    }
}
