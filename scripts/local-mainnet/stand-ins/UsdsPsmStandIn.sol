// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {UsdsStandIn} from "./UsdsStandIn.sol";
import {Wards} from "./Wards.sol";

/// @title UsdsPsmStandIn: STAND-IN for Sky's UsdsPsmWrapper (0xA188EEC8F81263234dA3622A406892F3D630f98c)
/// @notice Not Sky's code: the same ABI and behaviour for local chains. One contract plays the wrapper (usds-wrappers/src/
/// UsdsPsmWrapper.sol) and the lite PSM behind it (dss-lite-psm/src/DssLitePsm.sol): `psm()` is this contract and `file`, which the
/// original has on the PSM, is here. The swap is 1:1 minus `tin` or plus `tout`; the gem lies in `pocket`, which has approved this
/// contract; the USDS paid out come from a pre-minted buffer that `fill` tops up, so a sale larger than the buffer reverts.
contract UsdsPsmStandIn is Wards {
    using SafeERC20 for IERC20;

    error SellGemHalted();
    error BuyGemHalted();
    error InvalidFee(uint256 fee);
    error UnrecognizedParameter(bytes32 what);
    error NothingToFill();

    event SellGem(address indexed owner, uint256 value, uint256 fee);
    event BuyGem(address indexed owner, uint256 value, uint256 fee);
    event File(bytes32 indexed what, uint256 data);
    event Fill(uint256 wad);

    uint256 private constant WAD = 1e18;

    /// @notice The fee that stands for a halted direction.
    uint256 public constant HALTED = type(uint256).max;

    /// @notice Brings an amount of gem to 18 decimals.
    uint256 public immutable to18ConversionFactor;

    /// @notice The gem's decimals.
    uint256 public immutable dec;

    /// @notice The token swapped for USDS.
    address public immutable gem;

    /// @notice USDS.
    address public immutable usds;

    /// @notice The account that holds the gem.
    address public immutable pocket;

    /// @notice Fee for selling gem, WAD; `HALTED` stops it.
    uint256 public tin;

    /// @notice Fee for buying gem, WAD; `HALTED` stops it.
    uint256 public tout;

    /// @notice USDS the buffer is filled up to.
    uint256 public buf;

    constructor(address gem_, address usds_, address pocket_, address firstWard, uint256 buf_) Wards(firstWard) {
        gem = gem_;
        usds = usds_;
        pocket = pocket_;
        buf = buf_;
        dec = IERC20Metadata(gem_).decimals();
        to18ConversionFactor = 10 ** (18 - dec);
    }

    /* SWAPS */

    /// @notice Sells gem for USDS.
    /// @param usr Receives the USDS.
    /// @param gemAmt Amount of gem, in its decimals.
    /// @return usdsOutWad USDS paid out, after `tin`.
    function sellGem(address usr, uint256 gemAmt) external returns (uint256 usdsOutWad) {
        if (tin == HALTED) revert SellGemHalted();
        usdsOutWad = gemAmt * to18ConversionFactor;
        uint256 fee = (usdsOutWad * tin) / WAD;
        usdsOutWad -= fee;
        IERC20(gem).safeTransferFrom(msg.sender, pocket, gemAmt);
        IERC20(usds).safeTransfer(usr, usdsOutWad);
        emit SellGem(usr, gemAmt, fee);
    }

    /// @notice Buys gem with USDS.
    /// @param usr Receives the gem.
    /// @param gemAmt Amount of gem, in its decimals.
    /// @return usdsInWad USDS taken, with `tout`.
    function buyGem(address usr, uint256 gemAmt) external returns (uint256 usdsInWad) {
        if (tout == HALTED) revert BuyGemHalted();
        usdsInWad = gemAmt * to18ConversionFactor;
        uint256 fee = (usdsInWad * tout) / WAD;
        usdsInWad += fee;
        IERC20(usds).safeTransferFrom(msg.sender, address(this), usdsInWad);
        IERC20(gem).safeTransferFrom(pocket, usr, gemAmt);
        emit BuyGem(usr, gemAmt, fee);
    }

    /// @notice Mints USDS up to the buffer's size; anyone may.
    function fill() external returns (uint256 wad) {
        uint256 held = IERC20(usds).balanceOf(address(this));
        if (held >= buf) revert NothingToFill();
        wad = buf - held;
        UsdsStandIn(usds).mint(address(this), wad);
        emit Fill(wad);
    }

    /* ADMINISTRATION */

    /// @notice Sets "tin", "tout" (WAD below 1, or `HALTED`) or "buf".
    function file(bytes32 what, uint256 data) external auth {
        if (what == "buf") {
            buf = data;
        } else {
            if (data != HALTED && data > WAD) revert InvalidFee(data);
            if (what == "tin") tin = data;
            else if (what == "tout") tout = data;
            else revert UnrecognizedParameter(what);
        }
        emit File(what, data);
    }

    /* VIEWS OF THE WRAPPER */

    /// @notice The PSM behind the wrapper: here this contract.
    function psm() external view returns (address) {
        return address(this);
    }

    /// @notice The wrapper's name for USDS to integrations of the DAI PSM.
    function dai() external view returns (address) {
        return usds;
    }

    /// @notice The account to approve before `sellGem`.
    function gemJoin() external view returns (address) {
        return address(this);
    }

    /// @notice 1 while the system is live.
    function live() external pure returns (uint256) {
        return 1;
    }
}
