// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RayPower} from "./RayPower.sol";
import {Wards} from "./Wards.sol";

/// @title PotStandIn: STAND-IN for Maker's Pot, which keeps the DAI savings (0x197E90f9FAD81970bA7976f33CbD77088E5D7cf7)
/// @notice Not Maker's code: the same ABI and behaviour for local chains. As in the original (dss/src/pot.sol): savings are shares of
/// `chi` DAI each, a RAY that grows by the factor `dsr` each second; joining, and setting the rate, take a drip in the same block; leaving
/// always works; a caged pot pays nothing more. Left out: the vat, so that whoever joins on others' behalf keeps the DAI.
contract PotStandIn is Wards {
    error ChiNotUpToDate(uint256 rho);
    error NotLive();
    error UnrecognizedParameter(bytes32 what);

    uint256 private constant RAY = 1e27;

    /* solhint-disable func-name-mixedcase, var-name-mixedcase */

    /// @notice Shares of a saver.
    mapping(address saver => uint256) public pie;
    /// @notice All shares.
    uint256 public Pie;

    /* solhint-enable func-name-mixedcase, var-name-mixedcase */

    /// @notice The savings rate: the factor by which `chi` grows each second, RAY.
    uint256 public dsr;
    /// @notice DAI a share at `rho`, RAY.
    uint256 public chi;
    /// @notice Time of the last drip, unix seconds.
    uint256 public rho;
    /// @notice 1 until it is caged.
    uint256 public live = 1;

    constructor(address firstWard, uint256 chi_, uint256 dsr_) Wards(firstWard) {
        chi = chi_;
        dsr = dsr_;
        rho = block.timestamp;
    }

    /// @notice Accrues up to now.
    function drip() external returns (uint256 newChi) {
        newChi = (RayPower.power(dsr, block.timestamp - rho) * chi) / RAY;
        chi = newChi;
        rho = block.timestamp;
    }

    /// @notice Adds shares of the caller; in the block of a drip.
    function join(uint256 wad) external {
        if (rho != block.timestamp) revert ChiNotUpToDate(rho);
        pie[msg.sender] += wad;
        Pie += wad;
    }

    /// @notice Takes shares of the caller away.
    function exit(uint256 wad) external {
        pie[msg.sender] -= wad;
        Pie -= wad;
    }

    /// @notice Sets the savings rate ("dsr"); the caller drips in the same block beforehand.
    function file(bytes32 what, uint256 data) external auth {
        if (live != 1) revert NotLive();
        if (rho != block.timestamp) revert ChiNotUpToDate(rho);
        if (what != "dsr") revert UnrecognizedParameter(what);
        dsr = data;
    }

    /// @notice Ends the savings rate for good.
    function cage() external auth {
        live = 0;
        dsr = RAY;
    }
}
