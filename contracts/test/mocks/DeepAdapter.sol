// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";

/// @title DeepAdapter: honest, but its value takes much gas, at the bottom of several calls, each of which holds one part in 64 back
contract DeepAdapter is CashAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function totalAssets() public view override returns (uint256) {
        return this.ask(4);
    }

    function ask(uint256 depth) external view returns (uint256) {
        if (depth != 0) return this.ask(depth - 1);
        uint256 gasBefore = gasleft();
        bytes32 work;
        while (gasBefore - gasleft() < 600_000) work = keccak256(abi.encode(work));
        return _position;
    }
}
