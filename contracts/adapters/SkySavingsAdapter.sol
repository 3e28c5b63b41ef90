// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ISkyPsm} from "../interfaces/external/ISkyPsm.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {Adapter} from "./Adapter.sol";
import {ERC4626Position} from "./ERC4626Position.sol";

/// @title SkySavingsAdapter: exchanges the vault's asset for USDS at par and saves it in sUSDS
///
/// @notice POSITION. Shares of sUSDS, worth the asset that the peg stability module gives for their USDS at its fixed price less its fee
/// `tout`. While the module is halted the position is valued at par, and nothing can be withdrawn.
///
/// LIQUIDITY. Bounded by the module's own reserve of the asset (its pocket). Entering also takes USDS that the module has minted
/// beforehand; if it ran out, `allocate` reverts.
///
/// DUST. Less than one unit of the asset, in USDS, may stay behind when everything is withdrawn.
contract SkySavingsAdapter is Adapter, ERC4626Position {
    using Math for uint256;

    uint256 private constant WAD = 1e18;
    uint256 private constant HALTED = type(uint256).max;

    /// @notice The module that exchanges the asset for USDS and back.
    ISkyPsm public immutable psm;

    IERC20 private immutable _usds;
    uint256 private immutable _usdsPerAsset;

    constructor(
        address vault_,
        ISkyPsm psm_,
        IERC4626 savings_,
        bytes32[] memory riskIds_
    ) Adapter(vault_, riskIds_) ERC4626Position(savings_) {
        _requireAsset(psm_.gem());
        if (savings_.asset() != psm_.usds()) revert SourceOfAnotherAsset(psm_.usds(), savings_.asset());
        psm = psm_;
        _usds = IERC20(psm_.usds());
        _usdsPerAsset = psm_.to18ConversionFactor();
        // For good: asset and USDS are here only while they pass through.
        SafeERC20.forceApprove(IERC20(asset), address(psm_), type(uint256).max);
        SafeERC20.forceApprove(_usds, address(psm_), type(uint256).max);
    }

    function _invest(uint256 assets) internal override {
        uint256 usdsBefore = _usds.balanceOf(address(this));
        psm.sellGem(address(this), assets);
        _depositToTarget(_usds.balanceOf(address(this)) - usdsBefore);
    }

    function _divest(uint256 assets, uint256) internal override {
        uint256 usdsGross = assets * _usdsPerAsset;
        // Rounded as the module rounds: what it takes is exactly what is withdrawn.
        _withdrawFromTarget(usdsGross + (usdsGross * psm.tout()) / WAD, address(this));
        psm.buyGem(vault, assets);
    }

    /// @inheritdoc IAdapter
    function source() external view override returns (address) {
        return address(target);
    }

    /// @inheritdoc IAdapter
    function totalAssets() public view override returns (uint256) {
        uint256 fee = psm.tout();
        return _assetsFor(_positionValue(), fee == HALTED ? 0 : fee);
    }

    /// @inheritdoc IAdapter
    function withdrawable(uint256) public view override returns (uint256) {
        uint256 fee = psm.tout();
        if (fee == HALTED) return 0;
        return Math.min(_assetsFor(_positionLiquidity(), fee), IERC20(asset).balanceOf(psm.pocket()));
    }

    /// @inheritdoc IAdapter
    function allocatable() external view returns (uint256) {
        return psm.tin() == HALTED ? 0 : target.maxDeposit(address(this)) / _usdsPerAsset;
    }

    /// @inheritdoc IAdapter
    function health() external view returns (bool healthy, bytes32 reason) {
        if (psm.tin() == HALTED || psm.tout() == HALTED) return (false, "psm-halted");
        return _targetHealth();
    }

    /// @dev What `usds` buys after the fee: `buyGem` takes assets × factor × (1 + fee) of USDS for it.
    function _assetsFor(uint256 usds, uint256 feeWad) private view returns (uint256) {
        return usds.mulDiv(WAD, (WAD + feeWad) * _usdsPerAsset);
    }
}
