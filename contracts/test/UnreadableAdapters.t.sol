// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {Move} from "../interfaces/VaultTypes.sol";
import {PriceFixture} from "./base/PriceFixture.sol";
import {BoastingAdapter} from "./mocks/BoastingAdapter.sol";
import {DeepAdapter} from "./mocks/DeepAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title An adapter that cannot be read counts as recorded, closes deposits, and is never counted twice
contract UnreadableAdaptersTest is PriceFixture {
    UnreadableAdapter internal adapter;

    function setUp() public {
        setUpVault(6);
        adapter = new UnreadableAdapter(address(vault));
        addAdapter(address(adapter));
        deposit(ALICE, 1_000);
        allocate(address(adapter), 600);
    }

    function test_CountsAsLastRecorded() public {
        adapter.gain(60);
        rebalance(new Move[](0));
        adapter.gain(7);
        release();
        assertEq(vault.totalAssets(), 1_067, "live");
        adapter.gain(5);
        assertEq(vault.grossAssets(), 1_072, "live, not yet recorded");
        adapter.setBroken(true);
        assertEq(vault.grossAssets(), 1_067, "recorded");
        assertEq(vault.totalAssets(), 1_067, "what accruing recorded");
        adapter.setBroken(false);
        assertEq(vault.grossAssets(), 1_072, "live again");
    }

    /// @dev Whether a rebalance, a withdrawal or a forced deallocation touched it last: the record is what it was worth then.
    function test_EveryMoveRecords() public {
        adapter.gain(60);
        rebalance(new Move[](0));
        assertEq(recorded(), 660, "by a rebalance");
        adapter.gain(7);
        withdraw(ALICE, 500);
        assertEq(recorded(), 567, "by a withdrawal");
        adapter.lose(50);
        forceDeallocate(ALICE, address(adapter), 100, 0);
        assertEq(recorded(), 417, "by a forced deallocation");
    }

    /// @dev A loss that was seen does not come back as value when the adapter breaks afterwards.
    function testFuzz_AccruingRecordsWhatWasSeen(uint256 loss) public {
        deposit(ALICE, 1_000_000);
        allocate(address(adapter), 999_400);
        loss = within(loss, 1, 90_000);
        adapter.lose(loss);
        vault.accrue();
        adapter.setBroken(true);
        assertEq(recorded(), 1_000_000 - loss, "record");
        VM.warp(block.timestamp + 365 days);
        assertEq(vault.totalAssets(), 1_001_000 - loss, "total assets");
    }

    function recorded() internal view returns (uint256) {
        return vault.adapterState(address(adapter)).lastTotalAssets;
    }

    function test_NoSharesAreMintedAtAStalePrice() public {
        adapter.setBroken(true);
        assertEq(vault.maxDeposit(BOB), 0, "maxDeposit");
        assertEq(vault.maxMint(BOB), 0, "maxMint");
        token.mint(BOB, 10);
        VM.startPrank(BOB);
        token.approve(address(vault), 10);
        VM.expectRevert();
        vault.deposit(10, BOB);
        VM.expectRevert();
        vault.mint(10, BOB);
        adapter.setBroken(false);
        vault.deposit(10, BOB);
    }

    /// @dev Its `withdrawable` still answers from a market that pays: what comes is taken off the record.
    function testFuzz_WhatIsWithdrawnIsTakenOffTheRecord(uint256 assets) public {
        assets = within(assets, 1, 1_000);
        adapter.setBroken(true);
        withdraw(ALICE, assets);
        assertEq(vault.totalAssets(), 1_000 - assets, "no value out of nothing");
        adapter.setBroken(false);
        assertEq(vault.totalAssets(), 1_000 - assets, "and none lost");
    }

    function testFuzz_WhatIsForcedOutIsTakenOffTheRecord(uint256 assets) public {
        assets = within(assets, 1, 600);
        adapter.setBroken(true);
        forceDeallocate(ALICE, address(adapter), assets, 0);
        assertEq(vault.totalAssets(), 1_000, "total");
        assertEq(vault.idle(), 400 + assets, "idle");
    }

    function testFuzz_WhatTheKeeperBringsHomeIsTakenOffTheRecord(uint256 assets) public {
        assets = within(assets, 1, 600);
        adapter.setBroken(true);
        rebalance(oneMove(address(adapter), -int256(assets)));
        assertEq(vault.totalAssets(), 1_000, "total");
        assertEq(vault.idle(), 400 + assets, "idle");
    }

    /// @dev More comes home than the record holds, since yield came after it: the record ends at zero, not below.
    function test_RecordEndsAtZero() public {
        adapter.gain(50);
        adapter.setBroken(true);
        rebalance(oneMove(address(adapter), -650));
        assertEq(vault.grossAssets(), 1_050, "gross");
        assertEq(vault.totalAssets(), 1_000, "what came beyond the record is a gain, and waits");
        assertEq(recorded(), 0, "record");
    }

    /// @dev The caller chooses the gas. No amount of it makes a good adapter count as recorded, here before a loss, in a withdrawal.
    function testFuzz_CallerCannotStarveARead(uint256 gasLimit) public {
        withdraw(ALICE, 1_000);
        DeepAdapter deep = new DeepAdapter(address(vault));
        addAdapter(address(deep));
        deposit(ALICE, 1_000);
        allocate(address(deep), 600);
        deep.lose(300);
        uint256 fair = vault.previewWithdraw(100);
        uint256 sharesBefore = vault.balanceOf(ALICE);
        gasLimit = within(gasLimit, 500_000, 900_000);
        bytes memory data = abi.encodeWithSignature("withdraw(uint256,address,address)", 100, ALICE, ALICE);
        VM.prank(ALICE);
        (bool success, ) = address(vault).call{gas: gasLimit}(data);
        assertEq(sharesBefore - vault.balanceOf(ALICE), success ? fair : 0, "shares burned");
    }

    /// @dev Nor can the keeper hide a loss that way, by running out of gas in the last read only.
    function testFuzz_KeeperCannotStarveARead(uint256 gasLimit) public {
        DeepAdapter deep = new DeepAdapter(address(vault));
        addAdapter(address(deep));
        allocate(address(deep), 300);
        deep.lose(300);
        bytes memory data = abi.encodeCall(vault.rebalance, (new Move[](0), guard()));
        gasLimit = within(gasLimit, 600_000, 1_600_000);
        VM.prank(KEEPER);
        (bool success, ) = address(vault).call{gas: gasLimit}(data);
        if (success) assertEq(vault.adapterState(address(deep)).lastTotalAssets, 0, "recorded");
    }

    function test_AllocationToAnAdapterThatCannotBeReadReverts() public {
        BoastingAdapter boaster = new BoastingAdapter(address(vault));
        addAdapter(address(boaster));
        boaster.setBroken(true);
        rebalanceReverts(oneMove(address(boaster), 1), IVaultCore.AdapterUnreadable.selector);
    }
}
