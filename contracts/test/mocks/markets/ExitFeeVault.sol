// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626, IERC20} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title ExitFeeVault: keeps a fee from whoever leaves, rounding it up each way, to the benefit of those who stay
contract ExitFeeVault is ERC4626 {
    using Math for uint256;

    uint256 private constant FEE_BPS = 30;

    constructor(IERC20 asset_) ERC20("Fee", "FEE") ERC4626(asset_) {}

    function previewRedeem(uint256 shares) public view override returns (uint256) {
        uint256 gross = super.previewRedeem(shares);
        return gross - gross.mulDiv(FEE_BPS, FEE_BPS + 10_000, Math.Rounding.Ceil);
    }

    function previewWithdraw(uint256 assets) public view override returns (uint256) {
        return super.previewWithdraw(assets + assets.mulDiv(FEE_BPS, 10_000, Math.Rounding.Ceil));
    }
}
