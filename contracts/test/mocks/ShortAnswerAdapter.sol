// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";
import {FaultyAdapter} from "./FaultyAdapter.sol";

/// @title ShortAnswerAdapter: answers successfully with too few bytes to be a number
contract ShortAnswerAdapter is FaultyAdapter {
    constructor(address vault_) CashAdapter(vault_) {}

    function totalAssets() public view override returns (uint256) {
        if (broken) _answerShort();
        return super.totalAssets();
    }

    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        if (broken) _answerShort();
        return super.withdrawable(maxLossBps);
    }

    function _answerShort() private pure {
        assembly {
            mstore(0, not(0))
            return(0, 31)
        }
    }
}
