// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Wards} from "./Wards.sol";

/// @title UsdsStandIn: STAND-IN for Sky's USDS (0xdC035D45d973E3EC169d2276DDab16f1e407384F)
/// @notice Not Sky's code: the same ABI and behaviour for local chains. As in the original (usds/src/Usds.sol): wards mint, EIP-2612
/// permit with version "1", no transfer to the zero address or the token itself, no allowance needed for one's own balance.
/// Left out: the upgradeable proxy and permits of contract wallets.
contract UsdsStandIn is ERC20Permit, Wards {
    error InvalidAddress(address to);

    /// @notice The version in the EIP-712 domain.
    string public constant version = "1"; // solhint-disable-line const-name-snakecase

    constructor(address firstWard) ERC20("USDS Stablecoin", "USDS") ERC20Permit("USDS Stablecoin") Wards(firstWard) {}

    /// @notice Creates `value` for `to`.
    function mint(address to, uint256 value) external auth {
        _mint(to, value);
    }

    /// @notice Destroys `value` of `from`, who is the caller or has allowed it.
    function burn(address from, uint256 value) external {
        _spendAllowance(from, msg.sender, value);
        _burn(from, value);
    }

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        if (owner != spender) super._spendAllowance(owner, spender, value);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (to == address(this)) revert InvalidAddress(to);
        super._update(from, to, value);
    }
}
