// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {UsdsStandIn} from "./UsdsStandIn.sol";
import {Wards} from "./Wards.sol";

/// @title SUsdsStandIn: STAND-IN for Sky's sUSDS (0xa3931d71877C0E7a3148CB7Eb4463524FEc27fbD)
/// @notice Not Sky's code: the same ABI and behaviour for local chains. The share price is `chi`, a RAY that grows by the factor `ssr`
/// each second: chi(t) = chi · rpow(ssr, t − rho) / RAY (sdai/src/SUsds.sol, `drip`). The growth is minted as USDS on every `drip`, so
/// this contract must be a ward of USDS. Left out: the upgradeable proxy, permits of contract wallets, and the vat behind the minting.
contract SUsdsStandIn is ERC4626, ERC20Permit, Wards {
    error WrongRate(uint256 rate);
    error ChiNotUpToDate(uint256 rho);
    error UnrecognizedParameter(bytes32 what);
    error InvalidAddress(address to);

    event Drip(uint256 chi, uint256 diff);
    event File(bytes32 indexed what, uint256 data);
    event Referral(uint16 indexed referral, address indexed owner, uint256 assets, uint256 shares);

    uint256 private constant RAY = 1e27;

    /// @notice The version in the EIP-712 domain.
    string public constant version = "1"; // solhint-disable-line const-name-snakecase

    /// @notice Price of one share in USDS at `rho`, RAY.
    uint192 public chi;

    /// @notice Time of the last drip, unix seconds.
    uint64 public rho;

    /// @notice Savings rate: the factor by which `chi` grows each second, RAY.
    uint256 public ssr;

    constructor(
        address usds_,
        address firstWard,
        uint192 chi_,
        uint256 ssr_
    ) ERC20("Savings USDS", "sUSDS") ERC20Permit("Savings USDS") ERC4626(IERC20(usds_)) Wards(firstWard) {
        if (ssr_ < RAY) revert WrongRate(ssr_);
        chi = chi_;
        ssr = ssr_;
        rho = uint64(block.timestamp);
    }

    /* RATE */

    /// @notice Accrues up to now.
    /// @return newChi The share price now, RAY.
    function drip() public returns (uint256 newChi) {
        (uint256 chi_, uint256 rho_) = (chi, rho);
        uint256 diff = 0;
        newChi = chi_;
        if (block.timestamp > rho_) {
            newChi = _chiNow();
            uint256 totalSupply_ = totalSupply();
            diff = (totalSupply_ * newChi) / RAY - (totalSupply_ * chi_) / RAY;
            chi = uint192(newChi);
            rho = uint64(block.timestamp);
            UsdsStandIn(asset()).mint(address(this), diff);
        }
        emit Drip(newChi, diff);
    }

    /// @notice Sets the savings rate ("ssr", RAY per second); the caller drips in the same block beforehand, as in the original.
    function file(bytes32 what, uint256 data) external auth {
        if (what != "ssr") revert UnrecognizedParameter(what);
        if (data < RAY) revert WrongRate(data);
        if (rho != block.timestamp) revert ChiNotUpToDate(rho);
        ssr = data;
        emit File(what, data);
    }

    /* ERC-4626 */

    /// @notice `deposit` with a referral code in an event.
    function deposit(uint256 assets, address receiver, uint16 referral) external returns (uint256 shares) {
        shares = deposit(assets, receiver);
        emit Referral(referral, receiver, assets, shares);
    }

    /// @notice `mint` with a referral code in an event.
    function mint(uint256 shares, address receiver, uint16 referral) external returns (uint256 assets) {
        assets = mint(shares, receiver);
        emit Referral(referral, receiver, assets, shares);
    }

    /// @notice The token's name for USDS.
    function usds() external view returns (address) {
        return asset();
    }

    /// @notice Deposits with all interest up to now, whether dripped or not.
    function totalAssets() public view override returns (uint256) {
        return convertToAssets(totalSupply());
    }

    /// @notice Always 18.
    function decimals() public pure override(ERC20, ERC4626) returns (uint8) {
        return 18;
    }

    /* INTERNAL */

    function _convertToShares(uint256 assets, Math.Rounding rounding) internal view override returns (uint256) {
        return Math.mulDiv(assets, RAY, _chiNow(), rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding) internal view override returns (uint256) {
        return Math.mulDiv(shares, _chiNow(), RAY, rounding);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        drip();
        super._deposit(caller, receiver, assets, shares);
    }

    function _withdraw(address caller, address receiver, address owner, uint256 assets, uint256 shares) internal override {
        drip();
        super._withdraw(caller, receiver, owner, assets, shares);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (to == address(this)) revert InvalidAddress(to);
        super._update(from, to, value);
    }

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        if (owner != spender) super._spendAllowance(owner, spender, value);
    }

    function _chiNow() private view returns (uint256) {
        return block.timestamp > rho ? (_rpow(ssr, block.timestamp - rho) * chi) / RAY : chi;
    }

    /// @dev base^exponent in RAY by squaring, each product rounded half up: the rounding of `_rpow` in dss/src/pot.sol.
    function _rpow(uint256 base, uint256 exponent) private pure returns (uint256 result) {
        result = exponent % 2 == 0 ? RAY : base;
        for (exponent /= 2; exponent != 0; exponent /= 2) {
            base = (base * base + RAY / 2) / RAY;
            if (exponent % 2 != 0) result = (result * base + RAY / 2) / RAY;
        }
    }
}
