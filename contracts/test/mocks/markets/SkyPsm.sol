// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Token} from "../Token.sol";

/// @title SkyPsm: exchanges gem and USDS at par less fees; its gem lies in a pocket, and it mints and burns USDS
contract SkyPsm {
    uint256 private constant WAD = 1e18;

    Token public immutable gem;
    Token public immutable usds;
    address public immutable pocket = address(0x90c4e7);
    uint256 public immutable to18ConversionFactor;
    uint256 public tin;
    uint256 public tout;

    constructor(Token gem_, Token usds_) {
        (gem, usds) = (gem_, usds_);
        to18ConversionFactor = 10 ** (18 - gem_.decimals());
    }

    function setFees(uint256 tin_, uint256 tout_) external {
        (tin, tout) = (tin_, tout_);
    }

    function sellGem(address receiver, uint256 gemAmount) external returns (uint256 usdsOut) {
        require(tin != type(uint256).max, "DssLitePsm/sell-gem-halted");
        gem.transferFrom(msg.sender, pocket, gemAmount);
        usdsOut = gemAmount * to18ConversionFactor;
        usdsOut -= (usdsOut * tin) / WAD;
        usds.mint(receiver, usdsOut);
    }

    function buyGem(address receiver, uint256 gemAmount) external returns (uint256 usdsIn) {
        require(tout != type(uint256).max, "DssLitePsm/buy-gem-halted");
        usdsIn = gemAmount * to18ConversionFactor;
        usdsIn += (usdsIn * tout) / WAD;
        usds.transferFrom(msg.sender, address(this), usdsIn);
        usds.burn(address(this), usdsIn);
        gem.burn(pocket, gemAmount);
        gem.mint(receiver, gemAmount);
    }
}
