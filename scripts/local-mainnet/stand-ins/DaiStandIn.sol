// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Wards} from "./Wards.sol";

/// @title DaiStandIn: STAND-IN for DAI (0x6B175474E89094C44Da98b954EedeAC495271d0F)
/// @notice Not MakerDAO's code: the same ABI and behaviour for local chains. As in the original (dss/src/dai.sol): wards mint, anyone
/// burns what it holds or may spend, an allowance of `type(uint256).max` is never reduced, spending one's own balance needs no
/// allowance, and `permit` is DAI's own form, which precedes EIP-2612. Left out: the aliases `push`, `pull` and `move`.
contract DaiStandIn is ERC20, Wards {
    error InvalidPermit(address holder);
    error InvalidNonce(address holder, uint256 nonce);
    error PermitExpired(uint256 expiry);

    /// @notice The version in the EIP-712 domain.
    string public constant version = "1"; // solhint-disable-line const-name-snakecase

    /// @notice EIP-712 type of DAI's permit: a yes or no instead of an amount.
    bytes32 public constant PERMIT_TYPEHASH = keccak256("Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)");

    /// @notice EIP-712 domain, fixed at construction as in the original.
    bytes32 public immutable DOMAIN_SEPARATOR;

    /// @notice The nonce the next permit of `holder` must carry.
    mapping(address holder => uint256 nonce) public nonces;

    constructor(address firstWard) ERC20("Dai Stablecoin", "DAI") Wards(firstWard) {
        DOMAIN_SEPARATOR = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name())),
                keccak256(bytes(version)),
                block.chainid,
                address(this)
            )
        );
    }

    /* SUPPLY */

    /// @notice Creates `wad` for `usr`.
    function mint(address usr, uint256 wad) external auth {
        _mint(usr, wad);
    }

    /// @notice Destroys `wad` of `usr`, who is the caller or has allowed it.
    function burn(address usr, uint256 wad) external {
        _spendAllowance(usr, msg.sender, wad);
        _burn(usr, wad);
    }

    /* PERMIT */

    /// @notice Sets the spender's allowance to everything or nothing by the holder's signature.
    /// @param expiry Last valid block timestamp; zero never expires.
    function permit(address holder, address spender, uint256 nonce, uint256 expiry, bool allowed, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPEHASH, holder, spender, nonce, expiry, allowed));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", DOMAIN_SEPARATOR, structHash));
        if (holder == address(0) || holder != ecrecover(digest, v, r, s)) revert InvalidPermit(holder);
        if (expiry != 0 && block.timestamp > expiry) revert PermitExpired(expiry);
        if (nonce != nonces[holder]++) revert InvalidNonce(holder, nonce);
        _approve(holder, spender, allowed ? type(uint256).max : 0);
    }

    /* INTERNAL */

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        if (owner != spender) super._spendAllowance(owner, spender, value);
    }
}
