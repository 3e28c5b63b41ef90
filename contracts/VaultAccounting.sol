// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Metadata, ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC4626, IERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAdapter} from "./interfaces/IAdapter.sol";
import {IDepositGate} from "./interfaces/IDepositGate.sol";
import {IVaultCore} from "./interfaces/IVaultCore.sol";
import {IVaultSettings} from "./interfaces/IVaultSettings.sol";
import {Status, VaultParameters} from "./interfaces/VaultTypes.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {Limit, PackedLimits} from "./libraries/PackedLimits.sol";
import {VaultBreakers} from "./VaultBreakers.sol";

/// @notice One adapter as it is during one call.
/// @param adapter Its address.
/// @param readable Whether it could say what its position is worth.
/// @param moved Whether the plan has moved it.
/// @param position What its position counts for: the live value, or the recorded one if it cannot be read.
/// @param change What the plan moved: positive in, negative out.
struct Holding {
    address adapter;
    bool readable;
    bool moved;
    uint256 position;
    int256 change;
}

/// @notice The vault's books during one call: read once, written once.
/// @param idle Assets held by the vault itself.
/// @param gross Idle and all positions.
/// @param accounted What the shares are worth together.
/// @param readable Whether every adapter could be read.
/// @param holdings The adapters in queue order.
struct Books {
    uint256 idle;
    uint256 gross;
    uint256 accounted;
    bool readable;
    Holding[] holdings;
}

/// @title VaultAccounting: what the vault has, what its shares are worth, and the ERC-4626 views that follow
/// @notice The vault's specification is in `YieldVault.sol`.
abstract contract VaultAccounting is VaultBreakers, ERC4626, ERC20Permit, IVaultCore {
    using Math for uint256;
    using SafeCast for uint256;
    using PackedLimits for uint256;

    uint256 private constant RAY = 1e27;
    uint256 private constant YEAR_BPS = 365 days * BPS;

    /// Most gas the gate may take for its answer.
    uint256 private constant GATE_GAS = 100_000;

    uint8 private immutable _sharesOffset;

    constructor(
        VaultParameters memory parameters
    ) ERC20(parameters.name, parameters.symbol) ERC20Permit(parameters.name) ERC4626(parameters.asset) {
        if (parameters.owner == address(0) || parameters.limits.length != PackedLimits.COUNT) revert IVaultSettings.InvalidParameters();
        _grantRole(DEFAULT_ADMIN_ROLE, parameters.owner);
        if (parameters.curator != address(0)) _grantRole(CURATOR_ROLE, parameters.curator);
        if (parameters.keeper != address(0)) _grantRole(KEEPER_ROLE, parameters.keeper);
        if (parameters.guardian != address(0)) _grantRole(GUARDIAN_ROLE, parameters.guardian);
        uint256 limits_ = 0;
        for (uint8 i = 0; i < PackedLimits.COUNT; ++i) {
            limits_ = limits_.set(Limit(i), parameters.limits[i]);
            emit IVaultSettings.LimitSet(msg.sender, Limit(i), parameters.limits[i]);
        }
        _limits = limits_;
        _depositCap = type(uint96).max;
        uint8 assetDecimals = super.decimals();
        _sharesOffset = assetDecimals < 12 ? 18 - assetDecimals : 6;
        _highWaterMarkRay = (RAY / 10 ** _sharesOffset).toUint96();
        _accountedAt = block.timestamp.toUint40();
    }

    /* BOOKS */

    /// @dev The books as they are, not yet accrued. Everything an adapter says is read here, once a call.
    function _open() internal view returns (Books memory books) {
        (books.idle, books.accounted, books.readable) = (_idle, _accounted, true);
        uint256 gross = books.idle;
        address[] memory queue = _queue;
        books.holdings = new Holding[](queue.length);
        for (uint256 i = 0; i < queue.length; ++i) {
            Holding memory holding = books.holdings[i];
            holding.adapter = queue[i];
            (holding.readable, holding.position) = _readPosition(queue[i]);
            if (!holding.readable) {
                holding.position = _adapterStates[queue[i]].lastTotalAssets;
                books.readable = false;
            }
            gross += holding.position;
        }
        books.gross = gross;
    }

    /// @dev Writes what changed. The status is written where it changes.
    function _close(Books memory books) internal {
        (_idle, _accounted, _accountedAt) = (books.idle.toUint104(), books.accounted.toUint104(), block.timestamp.toUint40());
    }

    /// @dev Brings the share price up to date: gains as far as they may be released, losses whole, fees in new shares.
    function _accrue(Books memory books) internal {
        (uint256 total, uint256 feeShares, uint256 markRay) = _accrued(books);
        if (total < books.accounted) _noteFall(books.accounted, books.accounted - total);
        books.accounted = total;
        if (markRay != 0) _highWaterMarkRay = markRay.toUint96();
        if (feeShares != 0) {
            _mint(_feeRecipient, feeShares);
            emit FeesAccrued(_feeRecipient, feeShares);
        }
    }

    /// @inheritdoc IVaultCore
    function accrue() external nonReentrant {
        Books memory books = _open();
        _accrue(books);
        // What stands in for an adapter that breaks later is what was known last.
        for (uint256 i = 0; i < books.holdings.length; ++i) {
            Holding memory holding = books.holdings[i];
            if (holding.readable) _adapterStates[holding.adapter].lastTotalAssets = holding.position.toUint104();
        }
        _close(books);
    }

    /// @dev What accruing now would lead to: what the shares are worth, the shares the fees cost, and the new high-water mark if there is one.
    function _accrued(Books memory books) private view returns (uint256 total, uint256 feeShares, uint256 markRay) {
        uint256 elapsed = block.timestamp - _accountedAt;
        uint256 limits_ = _limits;
        uint256 growth = books.accounted.mulDiv(elapsed * limits_.get(Limit.GrowthBpsPerYear), YEAR_BPS);
        total = Math.min(Math.min(books.gross, books.accounted + growth), type(uint104).max);

        uint256 managementBps = limits_.get(Limit.ManagementFeeBps);
        uint256 performanceBps = limits_.get(Limit.PerformanceFeeBps);
        if (managementBps + performanceBps == 0 || _feeRecipient == address(0)) return (total, 0, 0);

        uint256 supply = totalSupply() + 10 ** _sharesOffset;
        uint256 feeAssets = Math.min(total, total.mulDiv(elapsed * managementBps, YEAR_BPS));
        // A price beyond what the mark can hold costs no fee: it must not stand in the way of exits.
        uint256 netRay = Math.min((total + 1 - feeAssets).mulDiv(RAY, supply), type(uint96).max);
        if (netRay > _highWaterMarkRay) {
            markRay = netRay;
            feeAssets += (netRay - _highWaterMarkRay).mulDiv(supply, RAY).mulDiv(performanceBps, BPS);
        }
        feeShares = feeAssets.mulDiv(supply, total + 1 - feeAssets);
        if (markRay == 0) return (total, feeShares, 0);
        markRay = Math.max(_highWaterMarkRay, (total + 1).mulDiv(RAY, supply + feeShares, Math.Rounding.Ceil));
        markRay = Math.min(markRay, type(uint96).max);
    }

    /* PRICES: ERC-4626 views at the accrued total */

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626, IERC4626) nonReentrantView returns (uint256 total) {
        (total, , ) = _accrued(_open());
    }

    /// @inheritdoc IVaultCore
    function stateNonce() external view returns (uint64) {
        return _stateNonce;
    }

    /// @inheritdoc IVaultCore
    function idle() external view returns (uint256) {
        return _idle;
    }

    /// @inheritdoc IVaultCore
    function grossAssets() external view nonReentrantView returns (uint256) {
        return _open().gross;
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, ERC4626, IERC20Metadata) returns (uint8) {
        return super.decimals();
    }

    function _decimalsOffset() internal view override returns (uint8) {
        return _sharesOffset;
    }

    function _convertToShares(uint256 assets, Math.Rounding rounding) internal view override nonReentrantView returns (uint256) {
        (uint256 total, uint256 feeShares, ) = _accrued(_open());
        return _toShares(assets, total, totalSupply() + feeShares, rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding) internal view override nonReentrantView returns (uint256) {
        (uint256 total, uint256 feeShares, ) = _accrued(_open());
        return _toAssets(shares, total, totalSupply() + feeShares, rounding);
    }

    /* LIMITS: ERC-4626 views of what would succeed now */

    /// @inheritdoc IERC4626
    function maxDeposit(address receiver) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        Books memory books = _open();
        (uint256 total, , ) = _accrued(books);
        return _roomAt(books, total, receiver);
    }

    /// @inheritdoc IERC4626
    function maxMint(address receiver) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        Books memory books = _open();
        (uint256 total, uint256 feeShares, ) = _accrued(books);
        return _toShares(_roomAt(books, total, receiver), total, totalSupply() + feeShares, Math.Rounding.Floor);
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        Books memory books = _open();
        (uint256 total, uint256 feeShares, ) = _accrued(books);
        return _liquidity(books, _toAssets(balanceOf(owner), total, totalSupply() + feeShares, Math.Rounding.Floor));
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) public view override(ERC4626, IERC4626) returns (uint256) {
        if (_isLocked()) return 0;
        Books memory books = _open();
        (uint256 total, uint256 feeShares, ) = _accrued(books);
        uint256 shares = balanceOf(owner);
        uint256 supply = totalSupply() + feeShares;
        uint256 entitled = _toAssets(shares, total, supply, Math.Rounding.Floor);
        uint256 liquid = _liquidity(books, entitled);
        return liquid == entitled ? shares : _toShares(liquid, total, supply, Math.Rounding.Floor);
    }

    /// @dev `_room`, or nothing where accruing would first trip a breaker.
    function _roomAt(Books memory books, uint256 total, address receiver) private view returns (uint256) {
        if (total < books.accounted) {
            (bytes32 reason, ) = _judgeFall(books.accounted, books.accounted - total);
            if (reason != "") return 0;
        }
        return _room(books, receiver);
    }

    /// @dev What the receiver can still deposit. With no more than 2 ** 136 shares before it and 2 ** 104 assets after it, no deposit overflows.
    function _room(Books memory books, address receiver) internal view returns (uint256) {
        if (_status != Status.Normal || !books.readable || totalSupply() > type(uint136).max) return 0;
        (uint256 cap, address gate) = (_depositCap, _depositGate);
        if (gate != address(0)) {
            (, uint256 answer) = BoundedCall.tryRead(gate, abi.encodeCall(IDepositGate.mayDeposit, (receiver)), GATE_GAS);
            if (answer != 1) return 0;
        }
        if (cap == type(uint96).max) cap = type(uint104).max;
        return cap.saturatingSub(books.gross);
    }

    /// @dev What can be paid out now without loss, counted only as far as `enough`.
    function _liquidity(Books memory books, uint256 enough) private view returns (uint256 liquid) {
        liquid = Math.min(books.idle, enough);
        for (uint256 i = 0; i < books.holdings.length && liquid < enough; ++i) {
            liquid += Math.min(_readWithdrawable(books.holdings[i].adapter, 0), enough - liquid);
        }
    }

    /* INTERNAL */

    function _readWithdrawable(address adapter, uint256 maxLossBps) internal view returns (uint256 assets) {
        (, assets) = BoundedCall.tryRead(adapter, abi.encodeCall(IAdapter.withdrawable, (maxLossBps)), ADAPTER_READ_GAS);
    }

    function _balance() internal view returns (uint256) {
        return IERC20(asset()).balanceOf(address(this));
    }

    function _toShares(uint256 assets, uint256 total, uint256 supply, Math.Rounding rounding) internal view returns (uint256) {
        return assets.mulDiv(supply + 10 ** _sharesOffset, total + 1, rounding);
    }

    function _toAssets(uint256 shares, uint256 total, uint256 supply, Math.Rounding rounding) internal view returns (uint256) {
        return shares.mulDiv(total + 1, supply + 10 ** _sharesOffset, rounding);
    }
}
