// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title An adapter that was written off, emptied and approved again is an adapter like any other
/// @notice Recovery knows no loss budget and no record: from an adapter that counts, it would count what comes home twice while that
/// cannot be read.
contract WrittenOffAndBackTest is VaultFixture {
    function testFuzz_NothingIsRecoveredFromAnAdapterThatCounts(bool silent) public {
        setUpVault(6);
        UnreadableAdapter adapter = new UnreadableAdapter(address(vault));
        addAdapter(address(adapter));
        deposit(ALICE, 1_000);
        allocate(address(adapter), 400);

        VM.startPrank(CURATOR);
        vault.writeOff(address(adapter));
        vault.recover(address(adapter), type(uint256).max, 0);
        VM.stopPrank();
        addAdapter(address(adapter));
        VM.warp(block.timestamp + vault.GRACE_SECONDS());
        VM.prank(OWNER);
        vault.reset();
        allocate(address(adapter), 400);
        adapter.setBroken(silent);

        uint256 gross = vault.grossAssets();
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.AdapterNotWrittenOff.selector, address(adapter)));
        vault.recover(address(adapter), 100, 0);
        assertEq(vault.grossAssets(), gross, "gross assets");
    }
}
