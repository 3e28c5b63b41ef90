// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CurveMinterStandIn} from "./CurveMinterStandIn.sol";

/// @title GaugeControllerStandIn: STAND-IN for Curve's GaugeController (0x2F50D538606Fa9EDD2B11E2446BEb18C9D5846bB)
/// @notice Not Curve's code: only the weight of a gauge. Nobody votes: each gauge that the Minter believes has all of its own inflation.
contract GaugeControllerStandIn {
    uint256 private constant WAD = 1e18;

    CurveMinterStandIn private immutable _minter;

    constructor(CurveMinterStandIn minter) {
        _minter = minter;
    }

    /* solhint-disable func-name-mixedcase */

    /// @notice The part of its inflation that a gauge pays out, WAD.
    function gauge_relative_weight(address gauge) external view returns (uint256) {
        return _minter.isGauge(gauge) ? WAD : 0;
    }
}
