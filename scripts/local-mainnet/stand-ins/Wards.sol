// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Wards: the access list of Sky's contracts
/// @notice Part of the stand-ins of DAI, USDS, sUSDS and the PSM, which all carry the same `wards`, `rely` and `deny`.
abstract contract Wards {
    /// @notice The caller is not a ward.
    error NotAuthorized(address caller);

    event Rely(address indexed usr);
    event Deny(address indexed usr);

    /// @notice 1 for an administrator, 0 for anyone else.
    mapping(address usr => uint256 isWard) public wards;

    modifier auth() {
        if (wards[msg.sender] != 1) revert NotAuthorized(msg.sender);
        _;
    }

    constructor(address firstWard) {
        wards[firstWard] = 1;
        emit Rely(firstWard);
    }

    /// @notice Makes `usr` an administrator.
    function rely(address usr) external auth {
        wards[usr] = 1;
        emit Rely(usr);
    }

    /// @notice Takes the administrator's right away from `usr`.
    function deny(address usr) external auth {
        wards[usr] = 0;
        emit Deny(usr);
    }
}
