// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CurveTokenStandIn} from "./CurveTokenStandIn.sol";

/// @title IMintingGauge: what the Minter asks of a gauge
interface IMintingGauge {
    /* solhint-disable func-name-mixedcase */

    /// @notice Brings the account's sum up to date.
    function user_checkpoint(address account) external returns (bool);

    /// @notice CRV accrued to the account, paid or not.
    function integrate_fraction(address account) external view returns (uint256);
}

/// @title CurveMinterStandIn: STAND-IN for Curve's Minter (0xd061D61a4d941c39E5453435B6345Dc261C2fcE0)
/// @notice Not Curve's code: the same ABI and behaviour for local chains. It mints the caller the CRV that a gauge says has accrued to him
/// and that it has not minted yet. The owner names the gauges, in place of the gauge controller. Left out: minting for others.
contract CurveMinterStandIn {
    error NotOwner(address caller);
    error UnknownGauge(address gauge);

    event Minted(address indexed recipient, address gauge, uint256 minted);

    /// @notice CRV.
    CurveTokenStandIn public immutable token;
    /// @notice Names the gauges.
    address public immutable owner;
    /// @notice CRV minted so far to an account for a gauge.
    mapping(address account => mapping(address gauge => uint256)) public minted;
    /// @notice Whether the Minter believes this gauge.
    mapping(address gauge => bool) public isGauge;

    constructor(CurveTokenStandIn token_, address owner_) {
        token = token_;
        owner = owner_;
    }

    /// @notice Has the Minter believe a gauge.
    function add_gauge(address gauge) external {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        isGauge[gauge] = true;
    }

    /// @notice Mints what has accrued to the caller in the gauge.
    function mint(address gauge) external {
        if (!isGauge[gauge]) revert UnknownGauge(gauge);
        IMintingGauge(gauge).user_checkpoint(msg.sender);
        uint256 accrued = IMintingGauge(gauge).integrate_fraction(msg.sender);
        uint256 due = accrued - minted[msg.sender][gauge];
        if (due == 0) return;
        minted[msg.sender][gauge] = accrued;
        token.mint(msg.sender, due);
        emit Minted(msg.sender, gauge, accrued);
    }
}
