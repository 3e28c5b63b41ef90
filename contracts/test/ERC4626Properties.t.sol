// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC4626Properties} from "./base/ERC4626Properties.sol";
import {AllowListGate} from "./mocks/AllowListGate.sol";

/// @title The vault keeps what ERC-4626 promises in every state it can be in
contract ERC4626NormalTest is ERC4626Properties {
    function arrange() internal override {
        enter();
    }
}

contract ERC4626EmptyTest is ERC4626Properties {
    function arrange() internal override {}
}

/// @title Some of a gain is released and not yet accrued, some still waits
contract ERC4626GainWaitingTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        first.gain(some(HUGE));
        pass(some(365 days));
        vault.accrue();
        second.gain(some(HUGE));
        pass(some(365 days));
    }
}

/// @title A loss of any size, which the owner has seen
contract ERC4626AfterLossTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        first.lose(some(first.totalAssets()));
        settle();
    }
}

/// @title A loss of any size that nobody has called the vault about: a deep one closes it to the call that notices
contract ERC4626UnnoticedLossTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        second.gain(some(HUGE));
        first.lose(some(first.totalAssets()));
    }
}

/// @title Everything is lost, and the owner lets deposits in again nevertheless
contract ERC4626TotalLossTest is ERC4626Properties {
    function arrange() internal override {
        deposit(ALICE, 1 + some(HUGE));
        deposit(BOB, 1 + some(HUGE));
        allocate(address(first), vault.idle());
        first.lose(first.totalAssets());
        settle();
    }
}

contract ERC4626ReduceOnlyTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        second.gain(some(HUGE));
        pass(some(365 days));
        VM.prank(GUARDIAN);
        vault.trip();
    }
}

contract ERC4626PausedTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        second.gain(some(HUGE));
        pass(some(365 days));
        VM.prank(GUARDIAN);
        vault.pause();
    }
}

/// @title One adapter cannot be read; what changed since its record was made is not known
contract ERC4626UnreadableAdapterTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        first.gain(some(HUGE));
        second.gain(some(HUGE));
        pass(some(365 days));
        first.setBroken(true);
    }
}

contract ERC4626DryAdapterTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        first.lock(some(HUGE));
        second.lock(some(HUGE));
    }
}

/// @title Both fees are due for some time, and for a gain
contract ERC4626FeesTest is ERC4626Properties {
    function arrange() internal override {
        setFees(some(500), some(5_000));
        enter();
        first.gain(some(HUGE));
        pass(some(365 days));
        first.lock(some(HUGE));
    }
}

/// @title The vault holds nearly what it may hold, or more
contract ERC4626DepositCapTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        uint256 gross = vault.grossAssets();
        uint256 cap = some(2) == 0 ? some(gross) : gross + some(10 ** 6);
        VM.prank(CURATOR);
        vault.setDepositCap(cap);
        first.gain(some(10 ** 6));
    }
}

/// @title Some may deposit and others may not
contract ERC4626GateTest is ERC4626Properties {
    function arrange() internal override {
        enter();
        AllowListGate gate = new AllowListGate();
        address[3] memory accounts = [ALICE, CALLER, RECEIVER];
        for (uint256 i = 0; i < 3; ++i) gate.allow(accounts[i], some(1) == 1);
        VM.prank(CURATOR);
        vault.setDepositGate(address(gate));
    }

    /// @dev It is the receiver who is asked about, and nobody is kept from leaving.
    function test_TheReceiverCounts() public inState(0) {
        AllowListGate gate = new AllowListGate();
        VM.prank(CURATOR);
        vault.setDepositGate(address(gate));
        gate.allow(RECEIVER, true);
        assertEq(vault.maxDeposit(CALLER), 0, "caller");
        assertEq(vault.maxDeposit(ALICE), 0, "depositor");
        fund(CALLER, 1_000);
        VM.prank(CALLER);
        vault.deposit(1_000, RECEIVER);
        gate.allow(RECEIVER, false);
        uint256 most = vault.maxRedeem(RECEIVER);
        assertEq(most, vault.balanceOf(RECEIVER), "exit");
        redeem(RECEIVER, most);
    }
}
