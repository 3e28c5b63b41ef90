// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title CurveTokenStandIn: STAND-IN for the tokens of Curve: pool shares such as 3Crv, and CRV
/// @notice Not Curve's code: the same ABI and behaviour for local chains. As in CurveTokenV2: one minter, who hands his office on, mints,
/// burns anybody's tokens and moves them without allowance; an allowance can only be changed to or from zero, and even the greatest is
/// reduced by what is spent. Of CRV, whose inflation is minted through the Minter, the schedule is left out.
contract CurveTokenStandIn is ERC20 {
    error NotMinter(address caller);
    error NonZeroAllowance(address owner, address spender);

    /// @notice Mints and burns; has no getter in CurveTokenV2.
    address public minter;

    modifier onlyMinter() {
        if (msg.sender != minter) revert NotMinter(msg.sender);
        _;
    }

    constructor(string memory name_, string memory symbol_, address minter_) ERC20(name_, symbol_) {
        minter = minter_;
    }

    /* solhint-disable func-name-mixedcase */

    /// @notice Hands the minter's office to another.
    function set_minter(address minter_) external onlyMinter {
        minter = minter_;
    }

    /// @notice Creates `value` for `to`.
    function mint(address to, uint256 value) external onlyMinter returns (bool) {
        _mint(to, value);
        return true;
    }

    /// @notice Destroys `value` of `from`, without an allowance.
    function burnFrom(address from, uint256 value) external onlyMinter returns (bool) {
        _burn(from, value);
        return true;
    }

    /// @notice Sets an allowance that is zero, or sets it to zero.
    function approve(address spender, uint256 value) public override returns (bool) {
        if (value != 0 && allowance(msg.sender, spender) != 0) revert NonZeroAllowance(msg.sender, spender);
        return super.approve(spender, value);
    }

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        if (spender == minter) return;
        uint256 allowed = allowance(owner, spender);
        if (allowed < value) revert ERC20InsufficientAllowance(spender, allowed, value);
        _approve(owner, spender, allowed - value, false);
    }
}
