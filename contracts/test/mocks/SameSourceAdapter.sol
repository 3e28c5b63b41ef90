// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CashAdapter} from "./CashAdapter.sol";

/// @title SameSourceAdapter: names a source that another adapter already uses
contract SameSourceAdapter is CashAdapter {
    address private immutable _source;

    constructor(address vault_, address source_) CashAdapter(vault_) {
        _source = source_;
    }

    function source() external view override returns (address) {
        return _source;
    }
}
