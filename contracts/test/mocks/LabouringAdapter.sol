// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";

/// @title LabouringAdapter: does much work before it answers, and calls itself ill and illiquid when it has not the gas for it
contract LabouringAdapter is CashAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function labour() external view {
        uint256 gasBefore = gasleft();
        bytes32 work;
        while (gasBefore - gasleft() < 600_000) work = keccak256(abi.encode(work));
    }

    function health() external view override returns (bool, bytes32) {
        try this.labour() {
            return (true, "");
        } catch {
            return (false, "out-of-breath");
        }
    }

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        try this.labour() {
            return super.withdrawable(maxLossBps);
        } catch {
            return 0;
        }
    }
}
