// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20, IERC20Metadata, ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC4626, IERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {AccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAdapter} from "./interfaces/IAdapter.sol";
import {AdapterState, Guard, IYieldVault, Move, VaultParameters} from "./interfaces/IYieldVault.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {VaultPolicy} from "./VaultPolicy.sol";

/// @title YieldVault: one token, many yield sources, and a keeper trusted with nothing but speed
/// @notice An ERC-4626 vault with ERC-2612 shares. Depositors' money is either idle or invested through adapters, one a source; a keeper
/// moves it between them inside limits that this contract enforces.
///
/// ACCOUNTING
/// - `totalAssets` = idle + the sum of the adapters' live positions. Idle is a number in storage, never `balanceOf`, and each adapter
///   tracks its own position: tokens or receipts sent to either uninvited belong to nobody and move no price.
/// - Prices use one virtual asset and `10 ** offset` virtual shares, with offset = 18 − the asset's decimals, but at least 6. So the shares
///   of USDC have 18 decimals, and whoever inflates the price before the first deposit (which takes a gift to a *source*, since gifts to
///   the vault do not count) pays a million times what rounding can take from the victim.
/// - Every conversion rounds in the vault's favour, that is, against the caller.
/// - Amounts are bounded by `uint112`; deposits close before they, or the shares, could overflow.
///
/// LOSSES
/// - A loss counts from the block in which an adapter reports it and is borne by all shares alike.
/// - An adapter that cannot be read (it reverts, burns its gas, answers nonsense) counts at its last recorded value. Shares could then be
///   minted at a stale price, so deposits are closed until it answers again. Withdrawals stay open: whoever leaves is paid at the recorded
///   value out of what is liquid, which favours leavers if the position turns out to be lost. Every sum received from such an adapter is
///   taken off its record, so that nothing is counted twice.
/// - What a source charges for leaving is in the adapter's mark, so a withdrawal costs those who stay only rounding: at most a few
///   units an adapter.
///
/// LIMITS
/// - Each adapter has an absolute cap and a cap relative to total assets, and allocations must leave an idle floor. They bind whoever
///   allocates, after all moves of the plan: yield, losses and withdrawals may carry a position past its cap, and nothing is forced to
///   follow. Deallocations are never refused by a limit.
/// - A rebalance may lower total assets by at most `maxRebalanceLossBps`, and not below the plan's own minimum.
/// - An allocation to an adapter that reports itself unhealthy, or cannot be read afterwards, reverts.
///
/// STATE NONCE
/// - A plan names the nonce it was made at. The nonce moves with every rebalance and every change of limits, adapters or pause, so a
///   plan can neither run twice nor under rules it did not know. It does NOT move with deposits and withdrawals: if it did, anyone could
///   block the keeper for the price of one unit deposited. What depositors change is covered by the limits, which are checked on the
///   state as it is.
///
/// ROLES
/// - Owner (the default admin): grants and revokes roles, unpauses; has no other power by itself.
/// - Curator: adapters, their order, limits. Functions that raise risk are separate from those that lower it.
/// - Keeper: `rebalance` only. The worst a hostile keeper can do is lose `maxRebalanceLossBps` a call and choose badly among approved
///   adapters.
/// - Guardian: pauses and lowers limits; can raise none.
///
/// LIVENESS
/// - Paused means: no deposits, no allocations. Withdrawals and deallocations are open in every state.
/// - Withdrawals take from idle, then from the adapters in queue order. One that reverts, is dry or pays too little is passed over.
///   The `max*` functions are exact: depositing `maxDeposit` and withdrawing `maxWithdraw` succeed in every state, provided adapters
///   pay what they call withdrawable.
/// - Reads of adapters and withdrawals from them have a gas limit, so that one that burns gas cannot keep anyone from leaving. Nobody can
///   use this to make a good adapter look unreadable: a read that fails without having been offered its whole limit reverts all.
/// - All functions that change state refuse reentrance, and the views that depend on prices revert (`max*`: return zero) while one of
///   them runs, since money in flight is in no position.
///
/// TOKEN ASSUMPTIONS
/// - The asset moves exactly the amount asked (a fee on transfer reverts) and does not rebase. Missing return values and reentrant hooks
///   are handled. A token that blocks the vault or an adapter blocks the money there.
contract YieldVault is ERC4626, ERC20Permit, VaultPolicy {
    using Math for uint256;
    using SafeCast for uint256;

    /// Most gas an adapter may take to serve a withdrawal; one that needs more is passed over.
    uint256 private constant ADAPTER_EXIT_GAS = 3_000_000;

    uint8 private immutable _sharesOffset;

    /// @notice Fixes the asset and sets the first limits and roles.
    /// @param parameters Everything the vault is born with; a role given to the zero address is given to nobody.
    constructor(
        VaultParameters memory parameters
    )
        ERC20(parameters.name, parameters.symbol)
        ERC20Permit(parameters.name)
        ERC4626(parameters.asset)
        AccessControlDefaultAdminRules(parameters.ownerDelay, parameters.owner)
    {
        uint8 assetDecimals = super.decimals();
        _sharesOffset = assetDecimals < 12 ? 18 - assetDecimals : 6;
        if (parameters.curator != address(0)) _grantRole(CURATOR_ROLE, parameters.curator);
        if (parameters.keeper != address(0)) _grantRole(KEEPER_ROLE, parameters.keeper);
        if (parameters.guardian != address(0)) _grantRole(GUARDIAN_ROLE, parameters.guardian);
        _setIdleFloor(parameters.idleFloorBps);
        _setMaxRebalanceLoss(parameters.maxRebalanceLossBps);
    }

    /* REBALANCE */

    /// @inheritdoc IYieldVault
    function rebalance(Move[] calldata moves, Guard calldata guard) external nonReentrant onlyRole(KEEPER_ROLE) {
        if (block.timestamp > guard.deadline) revert DeadlinePassed(guard.deadline, block.timestamp);
        if (guard.stateNonce != _stateNonce) revert StaleStateNonce(guard.stateNonce, _stateNonce);
        (uint256 totalBefore, ) = _mark();

        (int256[] memory changes, bool allocated) = _execute(moves);

        uint256 totalAfter = _record();
        if (totalAfter < guard.minTotalAssets) revert TotalAssetsBelowMinimum(totalAfter, guard.minTotalAssets);
        uint256 maxLoss = totalBefore.mulDiv(_maxRebalanceLossBps, BPS);
        if (totalAfter + maxLoss < totalBefore) revert RebalanceLossExceeded(totalBefore - totalAfter, maxLoss);
        for (uint256 i = 0; i < moves.length; ++i) {
            address adapter = moves[i].adapter;
            if (changes[i] > 0) _checkAllocation(adapter, totalAfter);
            emit Reallocated(msg.sender, adapter, changes[i], _adapterStates[adapter].lastTotalAssets);
        }
        if (allocated) {
            uint256 floor = totalAfter.mulDiv(_idleFloorBps, BPS, Math.Rounding.Ceil);
            if (_idle < floor) revert IdleBelowFloor(_idle, floor);
        }
        ++_stateNonce;
        emit Rebalanced(msg.sender, guard.stateNonce, totalBefore, totalAfter, _idle);
    }

    /// @dev `changes` are what really moved: for deallocations, what arrived.
    function _execute(Move[] calldata moves) private returns (int256[] memory changes, bool allocated) {
        changes = new int256[](moves.length);
        for (uint256 i = 0; i < moves.length; ++i) {
            address adapter = moves[i].adapter;
            int256 assets = moves[i].assets;
            _enabledState(adapter);
            _requireFirstMove(moves, i);
            if (assets > 0) {
                allocated = true;
                _allocate(adapter, uint256(assets));
                changes[i] = assets;
            } else if (assets < 0) {
                if (allocated) revert DeallocationAfterAllocation(adapter);
                uint256 balanceBefore = _balance();
                IAdapter(adapter).deallocate(assets == type(int256).min ? type(uint256).max : uint256(-assets), _maxRebalanceLossBps);
                changes[i] = -_credit(adapter, balanceBefore).toInt256();
            } else {
                revert EmptyMove(adapter);
            }
        }
    }

    function _allocate(address adapter, uint256 assets) private {
        if (_paused) revert VaultPaused();
        (bool healthy, bytes32 reason) = IAdapter(adapter).health();
        if (!healthy) revert AdapterUnhealthy(adapter, reason);
        if (assets > _idle) revert InsufficientIdle(assets, _idle);
        _idle -= assets.toUint128();
        SafeERC20.safeTransfer(IERC20(asset()), adapter, assets);
        IAdapter(adapter).allocate(assets);
    }

    /// @dev A plan has at most one move an adapter, so this compares few addresses.
    function _requireFirstMove(Move[] calldata moves, uint256 index) private pure {
        address adapter = moves[index].adapter;
        for (uint256 i = 0; i < index; ++i) {
            if (moves[i].adapter == adapter) revert DuplicateMove(adapter);
        }
    }

    function _checkAllocation(address adapter, uint256 total) private view {
        (bool readable, uint256 position) = _readPosition(adapter);
        if (!readable) revert AdapterUnreadable(adapter);
        AdapterState storage state = _adapterStates[adapter];
        if (position > state.absoluteCap) revert AbsoluteCapExceeded(adapter, position, state.absoluteCap);
        uint256 relativeCap = total.mulDiv(state.relativeCapBps, BPS);
        if (position > relativeCap) revert RelativeCapExceeded(adapter, position, relativeCap);
    }

    /* DEPOSIT AND WITHDRAW: each reads the adapters once, where the inherited functions would read them twice */

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver) public override(ERC4626, IERC4626) nonReentrant returns (uint256 shares) {
        (uint256 total, bool readable) = _mark();
        uint256 maxAssets = _room(total, readable);
        if (assets > maxAssets) revert ERC4626ExceededMaxDeposit(receiver, assets, maxAssets);
        shares = _toShares(assets, total, Math.Rounding.Floor);
        _deposit(msg.sender, receiver, assets, shares);
    }

    /// @inheritdoc IERC4626
    function mint(uint256 shares, address receiver) public override(ERC4626, IERC4626) nonReentrant returns (uint256 assets) {
        (uint256 total, bool readable) = _mark();
        uint256 maxShares = _toShares(_room(total, readable), total, Math.Rounding.Floor);
        if (shares > maxShares) revert ERC4626ExceededMaxMint(receiver, shares, maxShares);
        assets = _toAssets(shares, total, Math.Rounding.Ceil);
        _deposit(msg.sender, receiver, assets, shares);
    }

    /// @inheritdoc IERC4626
    function withdraw(
        uint256 assets,
        address receiver,
        address owner
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 shares) {
        (uint256 total, ) = _mark();
        uint256 entitled = _toAssets(balanceOf(owner), total, Math.Rounding.Floor);
        if (assets > entitled) revert ERC4626ExceededMaxWithdraw(owner, assets, entitled);
        shares = _toShares(assets, total, Math.Rounding.Ceil);
        _withdraw(msg.sender, receiver, owner, assets, shares);
    }

    /// @inheritdoc IERC4626
    function redeem(
        uint256 shares,
        address receiver,
        address owner
    ) public override(ERC4626, IERC4626) nonReentrant returns (uint256 assets) {
        uint256 balance = balanceOf(owner);
        if (shares > balance) revert ERC4626ExceededMaxRedeem(owner, shares, balance);
        (uint256 total, ) = _mark();
        assets = _toAssets(shares, total, Math.Rounding.Floor);
        _withdraw(msg.sender, receiver, owner, assets, shares);
    }

    function _transferIn(address from, uint256 assets) internal override {
        uint256 balanceBefore = _balance();
        super._transferIn(from, assets);
        uint256 received = _balance() - balanceBefore;
        if (received != assets) revert AssetsNotReceived(assets, received);
        _idle += assets.toUint128();
    }

    function _transferOut(address to, uint256 assets) internal override {
        _fillIdle(assets);
        _idle -= assets.toUint128();
        super._transferOut(to, assets);
    }

    /// @dev Brings idle up to `assets` from the adapters in queue order, or reverts.
    function _fillIdle(uint256 assets) private {
        uint256 length = _queue.length;
        for (uint256 i = 0; i < length && _idle < assets; ++i) {
            address adapter = _queue[i];
            uint256 wanted = Math.min(assets - _idle, _readWithdrawable(adapter));
            if (wanted == 0) continue;
            uint256 balanceBefore = _balance();
            if (!BoundedCall.tryCall(adapter, abi.encodeCall(IAdapter.deallocate, (wanted, 0)), ADAPTER_EXIT_GAS)) continue;
            int256 received = _credit(adapter, balanceBefore).toInt256();
            emit Reallocated(msg.sender, adapter, -received, _recordPosition(adapter));
        }
        if (_idle < assets) revert InsufficientLiquidity(assets, _idle);
    }

    /* PRICES: ERC-4626 views at the live total */

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626, IERC4626) nonReentrantView returns (uint256 total) {
        (total, ) = _mark();
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, ERC4626, IERC20Metadata) returns (uint8) {
        return super.decimals();
    }

    function _decimalsOffset() internal view override returns (uint8) {
        return _sharesOffset;
    }

    function _convertToShares(uint256 assets, Math.Rounding rounding) internal view override returns (uint256) {
        return _toShares(assets, totalAssets(), rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding) internal view override returns (uint256) {
        return _toAssets(shares, totalAssets(), rounding);
    }

    /* LIMITS: ERC-4626 views of what would succeed now */

    /// @inheritdoc IERC4626
    function maxDeposit(address) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        (uint256 total, bool readable) = _mark();
        return _room(total, readable);
    }

    /// @inheritdoc IERC4626
    function maxMint(address) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        (uint256 total, bool readable) = _mark();
        return _toShares(_room(total, readable), total, Math.Rounding.Floor);
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        (uint256 total, ) = _mark();
        return _liquidity(_toAssets(balanceOf(owner), total, Math.Rounding.Floor));
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        (uint256 total, ) = _mark();
        uint256 shares = balanceOf(owner);
        uint256 entitled = _toAssets(shares, total, Math.Rounding.Floor);
        uint256 liquid = _liquidity(entitled);
        return liquid == entitled ? shares : _toShares(liquid, total, Math.Rounding.Floor);
    }

    /// @dev What can still be deposited. With no more than 2 ** 136 shares before it and 2 ** 112 assets after it, no deposit overflows.
    function _room(uint256 total, bool readable) private view returns (uint256) {
        if (_paused || !readable || totalSupply() > type(uint136).max) return 0;
        return uint256(type(uint112).max).saturatingSub(total);
    }

    /// @dev What can be paid out now, counted only as far as `enough`.
    function _liquidity(uint256 enough) private view returns (uint256 liquid) {
        liquid = Math.min(_idle, enough);
        uint256 length = _queue.length;
        for (uint256 i = 0; i < length && liquid < enough; ++i) {
            liquid += Math.min(_readWithdrawable(_queue[i]), enough - liquid);
        }
    }

    function _readWithdrawable(address adapter) private view returns (uint256 assets) {
        (, assets) = BoundedCall.tryRead(adapter, abi.encodeCall(IAdapter.withdrawable, (0)), ADAPTER_READ_GAS);
    }

    /* ACCOUNTING */

    /// @dev The live total, and whether every adapter could be read.
    function _mark() private view returns (uint256 total, bool readable) {
        total = _idle;
        readable = true;
        uint256 length = _queue.length;
        for (uint256 i = 0; i < length; ++i) {
            address adapter = _queue[i];
            (bool success, uint256 position) = _readPosition(adapter);
            readable = readable && success;
            total += success ? position : _adapterStates[adapter].lastTotalAssets;
        }
    }

    /// @dev The live total, with every position that can be read recorded.
    function _record() private returns (uint256 total) {
        total = _idle;
        uint256 length = _queue.length;
        for (uint256 i = 0; i < length; ++i) {
            total += _recordPosition(_queue[i]);
        }
    }

    /// @dev The position as recorded: the live value, or what the record said if there is none.
    function _recordPosition(address adapter) private returns (uint256 position) {
        bool readable;
        (readable, position) = _readPosition(adapter);
        if (!readable) return _adapterStates[adapter].lastTotalAssets;
        _adapterStates[adapter].lastTotalAssets = position.toUint112();
    }

    /// @dev Counts what really arrived from an adapter, whatever it says, and takes it off the adapter's record.
    function _credit(address adapter, uint256 balanceBefore) private returns (uint256 received) {
        received = _balance() - balanceBefore;
        _idle += received.toUint128();
        AdapterState storage state = _adapterStates[adapter];
        state.lastTotalAssets = uint256(state.lastTotalAssets).saturatingSub(received).toUint112();
    }

    function _balance() private view returns (uint256) {
        return IERC20(asset()).balanceOf(address(this));
    }

    function _toShares(uint256 assets, uint256 total, Math.Rounding rounding) private view returns (uint256) {
        return assets.mulDiv(totalSupply() + 10 ** _sharesOffset, total + 1, rounding);
    }

    function _toAssets(uint256 shares, uint256 total, Math.Rounding rounding) private view returns (uint256) {
        return shares.mulDiv(total + 1, totalSupply() + 10 ** _sharesOffset, rounding);
    }
}
