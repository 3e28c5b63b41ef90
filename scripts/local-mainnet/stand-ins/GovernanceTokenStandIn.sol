// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title GovernanceTokenStandIn: STAND-IN for COMP (0xc00e94Cb662C3520282E6f5717214004A7f26888) and AAVE
/// (0x7Fc66500c84A76Ad7e9c93437bFc5Ac33E2DDaE9)
/// @notice Neither Compound's nor Aave's code: an ERC-20 of 18 decimals whose whole supply one account holds at first, as COMP's did. Left
/// out: votes, delegation, permits, COMP's bound of 96 bits, AAVE's proxy.
contract GovernanceTokenStandIn is ERC20 {
    constructor(string memory name_, string memory symbol_, address holder, uint256 supply) ERC20(name_, symbol_) {
        _mint(holder, supply);
    }
}
