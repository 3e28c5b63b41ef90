// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626, IERC20} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Token} from "../Token.sol";

/// @title SavingsVault: like sUSDS, a share is worth `chi`, which grows, and the assets for it are minted
/// @notice Also takes limits, as other vaults have them.
contract SavingsVault is ERC4626 {
    using Math for uint256;

    uint256 private constant RAY = 1e27;
    uint256 private _chi = RAY;
    uint256 private _maxDeposit = type(uint256).max;
    uint256 private _maxWithdraw = type(uint256).max;

    constructor(IERC20 asset_) ERC20("Savings", "sSAV") ERC4626(asset_) {}

    function setChi(uint256 chi) external {
        uint256 owed = totalSupply().mulDiv(chi, RAY, Math.Rounding.Ceil);
        uint256 held = IERC20(asset()).balanceOf(address(this));
        if (owed > held) Token(asset()).mint(address(this), owed - held);
        _chi = chi;
    }

    function setLimits(uint256 maxDeposit_, uint256 maxWithdraw_) external {
        (_maxDeposit, _maxWithdraw) = (maxDeposit_, maxWithdraw_);
    }

    function totalAssets() public view override returns (uint256) {
        return totalSupply().mulDiv(_chi, RAY);
    }

    function maxDeposit(address) public view override returns (uint256) {
        return _maxDeposit;
    }

    function maxWithdraw(address owner) public view override returns (uint256) {
        return Math.min(super.maxWithdraw(owner), _maxWithdraw);
    }

    function _convertToShares(uint256 assets, Math.Rounding rounding) internal view override returns (uint256) {
        return assets.mulDiv(RAY, _chi, rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding) internal view override returns (uint256) {
        return shares.mulDiv(_chi, RAY, rounding);
    }
}
