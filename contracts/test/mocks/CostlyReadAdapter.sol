// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title CostlyReadAdapter: needs more gas to say what it can pay than the vault gives it, and so seems dry
contract CostlyReadAdapter is FaultyAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        uint256 gasBefore = gasleft();
        bytes32 work;
        while (broken && gasBefore - gasleft() < 1_000_000) work = keccak256(abi.encode(work));
        return super.withdrawable(maxLossBps);
    }
}
