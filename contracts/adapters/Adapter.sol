// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";

/// @title Adapter: what all adapters have in common
/// @notice Binds the adapter to one vault and keeps each withdrawal within what the market can pay and the vault owns. A protocol's
/// adapter says how to invest and divest, what the position is worth, and what can move now.
abstract contract Adapter is IAdapter {
    /// @inheritdoc IAdapter
    address public immutable vault;
    /// @inheritdoc IAdapter
    address public immutable asset;

    bytes32[] private _riskIds;

    /// @notice More was to be deallocated than the market can pay now or the vault owns in it.
    error NotWithdrawable(uint256 requested, uint256 available);
    /// @notice The market deals in another token than the vault.
    error SourceOfAnotherAsset(address expected, address actual);
    /// @notice An adapter must name the risks it shares.
    error NoRiskIds();

    modifier onlyVault() {
        if (msg.sender != vault) revert OnlyVault(msg.sender);
        _;
    }

    /// @notice Binds the adapter for good.
    /// @param vault_ The vault this adapter belongs to; its asset is the adapter's.
    /// @param riskIds_ What the position shares with others, such as `keccak256("protocol:aave-v3")` and `keccak256("issuer:usdc")`. Named at
    /// deployment: forks of a protocol share its code, not its risk.
    constructor(address vault_, bytes32[] memory riskIds_) {
        if (riskIds_.length == 0) revert NoRiskIds();
        vault = vault_;
        asset = IERC4626(vault_).asset();
        _riskIds = riskIds_;
    }

    /* ACTIONS */

    /// @inheritdoc IAdapter
    function allocate(uint256 assets) external onlyVault returns (uint256 invested) {
        uint256 positionBefore = totalAssets();
        _invest(assets);
        uint256 positionAfter = totalAssets();
        // The smallest amounts can vanish in a market's rounding, which may even lower the mark by one unit.
        invested = positionAfter > positionBefore ? positionAfter - positionBefore : 0;
    }

    /// @inheritdoc IAdapter
    function deallocate(uint256 assets, uint256 maxLossBps) external onlyVault returns (uint256 withdrawn) {
        uint256 available = withdrawable(maxLossBps);
        bool everything = assets == type(uint256).max;
        if (!everything && assets > available) revert NotWithdrawable(assets, available);
        // Markets refuse to pay out nothing.
        if (assets == 0 || available == 0) return 0;
        if (everything) return _divestAll(available, maxLossBps);
        _divest(assets, maxLossBps);
        return assets;
    }

    /* VIEWS */

    /// @inheritdoc IAdapter
    function source() external view virtual returns (address);

    /// @inheritdoc IAdapter
    function riskIds() external view returns (bytes32[] memory) {
        return _riskIds;
    }

    /// @inheritdoc IAdapter
    function totalAssets() public view virtual returns (uint256);

    /// @inheritdoc IAdapter
    function withdrawable(uint256 maxLossBps) public view virtual returns (uint256);

    /* INTERNAL */

    /// @dev Invests `assets`, which are here, and adds what the market credits to the tracked position.
    function _invest(uint256 assets) internal virtual;

    /// @dev Has the market pay exactly `assets` to the vault and takes its charge off the tracked position. Markets that pay at
    /// par ignore `maxLossBps`.
    function _divest(uint256 assets, uint256 maxLossBps) internal virtual;

    /// @dev Has the market pay at least `available`, which is all that is withdrawable. A market that pays for the last of a position what it
    /// pays overrides this.
    function _divestAll(uint256 available, uint256 maxLossBps) internal virtual returns (uint256 withdrawn) {
        _divest(available, maxLossBps);
        return available;
    }

    function _requireAsset(address actual) internal view {
        if (actual != asset) revert SourceOfAnotherAsset(asset, actual);
    }
}
