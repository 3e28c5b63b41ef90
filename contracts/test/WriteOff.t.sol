// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultCore} from "../interfaces/IVaultCore.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Risk} from "../interfaces/VaultTypes.sol";
import {Limit} from "../libraries/PackedLimits.sol";
import {Timelocked} from "../Timelocked.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {PriceFixture} from "./base/PriceFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title What is written off is lost at once, counts nothing ever after, and comes back only as money that arrived
contract WriteOffTest is PriceFixture {
    uint256 private constant MONEY = 10 ** 15;

    UnreadableAdapter internal broken;
    CashAdapter internal sound;

    function setUp() public {
        setUpVault(6);
        broken = new UnreadableAdapter(address(vault));
        addAdapter(address(broken));
        sound = newAdapter();
        deposit(ALICE, MONEY);
        rebalance(twoMoves(address(broken), int256(MONEY / 20), address(sound), int256(MONEY / 2)));
    }

    function writeOff(address sender) internal {
        VM.prank(sender);
        vault.writeOff(address(broken));
    }

    function recover(uint256 assets) internal {
        VM.prank(CURATOR);
        vault.recover(address(broken), assets, 0);
    }

    /* WHO MAY, AND WHEN */

    function test_UnreadableAtOnceByCuratorOrGuardian() public {
        setLimit(Limit.TimelockHours, 48);
        broken.setBroken(true);
        bytes32 role = vault.CURATOR_ROLE();
        VM.prank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, KEEPER, role));
        vault.writeOff(address(broken));
        writeOff(GUARDIAN);
        assertEq(vault.adapters().length, 1, "queue");

        UnreadableAdapter another = new UnreadableAdapter(address(vault));
        bytes memory call = abi.encodeCall(IVaultSettings.addAdapter, (address(another), NO_CAP, 10_000));
        VM.startPrank(CURATOR);
        vault.submit(call);
        pass(48 hours);
        vault.addAdapter(address(another), NO_CAP, 10_000);
        another.setBroken(true);
        vault.writeOff(address(another));
        assertEq(vault.adapters().length, 1, "queue");
    }

    /// @dev One that can be read would make shares too cheap: depositors see it coming.
    function test_ReadableOnlyThroughTheTimelock() public {
        setLimit(Limit.TimelockHours, 48);
        bytes memory call = abi.encodeCall(IVaultSettings.writeOff, (address(broken)));
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(Timelocked.NotSubmitted.selector, keccak256(call)));
        vault.writeOff(address(broken));
        VM.prank(CURATOR);
        vault.submit(call);
        pass(48 hours - 1);
        VM.prank(CURATOR);
        VM.expectPartialRevert(Timelocked.TimelockNotElapsed.selector);
        vault.writeOff(address(broken));
        pass(1);
        VM.prank(GUARDIAN);
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        vault.writeOff(address(broken));
        writeOff(CURATOR);
        assertEq(vault.totalAssets(), MONEY - MONEY / 20, "total");
    }

    function test_OnlyWhatIsInTheQueueAndOnlyOnce() public {
        broken.setBroken(true);
        writeOff(CURATOR);
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(IVaultSettings.AdapterNotEnabled.selector, address(broken)));
        vault.writeOff(address(broken));
    }

    /* THE LOSS */

    function testFuzz_CountsAtOnce(uint256 gain, uint256 seconds_) public {
        // What the others gained before belongs to the time before: it does not make up for the loss.
        sound.gain(within(gain, 0, MONEY));
        pass(within(seconds_, 0, 365 days));
        uint256 before = vault.totalAssets();
        broken.setBroken(true);
        VM.expectEmit(address(vault));
        emit IVaultSettings.AdapterWrittenOff(CURATOR, address(broken), MONEY / 20);
        writeOff(CURATOR);
        uint256 gross = vault.grossAssets();
        assertEq(gross, MONEY + sound.totalAssets() - MONEY / 2 - MONEY / 20, "gross");
        assertEq(vault.totalAssets(), before < gross ? before : gross, "total");
        assertEq(vault.adapterState(address(broken)).riskMask, 0, "state");
    }

    /// @dev Nor do gains that nobody has called the vault about hide the fall from the breaker: from 120 to 115 is one, though it was 100.
    function test_EarlierGainsDoNotHideTheFall() public {
        setLimit(Limit.PriceFallBps, 300);
        sound.gain(MONEY / 5);
        pass(365 days);
        writeOff(CURATOR);
        assertEq(vault.totalAssets(), MONEY + MONEY / 5 - MONEY / 20, "total");
        assertTrue(isClosed(), "closed");
    }

    function test_ADeepLossClosesTheVault() public {
        VM.prank(CURATOR);
        vault.writeOff(address(sound));
        assertEq(vault.totalAssets(), MONEY / 2, "total");
        assertTrue(isClosed(), "closed");
        assertEq(vault.maxDeposit(BOB), 0, "maxDeposit");
        redeem(ALICE, vault.balanceOf(ALICE) / 4);
    }

    /// @dev Everything may be lost: then shares are worth nothing, and nothing reverts.
    function test_TotalLoss() public {
        allocate(address(sound), vault.idle());
        broken.setBroken(true);
        writeOff(CURATOR);
        VM.prank(CURATOR);
        vault.writeOff(address(sound));
        assertEq(vault.totalAssets(), 0, "total");
        assertEq(vault.maxWithdraw(ALICE), 0, "maxWithdraw");
        assertEq(redeem(ALICE, vault.balanceOf(ALICE)), 0, "paid");
    }

    /* NO PHANTOM VALUE */

    function testFuzz_ReadableAgainCountsNothing(uint256 gain) public {
        broken.setBroken(true);
        writeOff(CURATOR);
        uint256 total = vault.totalAssets();
        broken.setBroken(false);
        broken.gain(within(gain, 0, MONEY));
        pass(365 days);
        vault.accrue();
        assertEq(vault.totalAssets(), total, "total");
        assertEq(vault.grossAssets(), total, "gross");
        assertEq(vault.maxWithdraw(ALICE), total, "maxWithdraw");
        rebalanceReverts(oneMove(address(broken), type(int256).min), IVaultSettings.AdapterNotEnabled.selector);
        VM.prank(ALICE);
        VM.expectRevert(abi.encodeWithSelector(IVaultSettings.AdapterNotEnabled.selector, address(broken)));
        vault.forceDeallocate(address(broken), 1, ALICE, 0);
    }

    /* RECOVERY */

    function testFuzz_RecoveryCountsWhatArrivedAndIsReleasedSlowly(uint256 assets, bool readable) public {
        setLimit(Limit.GrowthBpsPerYear, 1_000);
        broken.setBroken(true);
        writeOff(CURATOR);
        broken.setBroken(!readable);
        uint256 total = vault.totalAssets();
        uint256 idle = vault.idle();
        assets = within(assets, 1, MONEY / 20);
        VM.expectEmit(address(vault));
        emit IVaultCore.Recovered(CURATOR, address(broken), assets);
        recover(assets);
        assertEq(vault.idle(), idle + assets, "idle");
        assertEq(vault.totalAssets(), total, "at once");
        pass(73 days);
        uint256 allowed = total / 50;
        assertEq(vault.totalAssets(), total + (assets < allowed ? assets : allowed), "after a fifth of a year");
        release();
        assertEq(vault.totalAssets(), total + assets, "in the end");
    }

    function test_RecoveryIsTheCuratorsAndOfWhatWasWrittenOff() public {
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.AdapterNotWrittenOff.selector, address(broken)));
        vault.recover(address(broken), 1, 0);
        broken.setBroken(true);
        writeOff(CURATOR);
        VM.prank(GUARDIAN);
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        vault.recover(address(broken), 1, 0);
        recover(type(uint256).max);
        broken.setBroken(false);
        assertEq(broken.totalAssets(), 0, "all of it");
    }

    /// @dev Emptied, it may join again: then no recovery reaches past the limits into what is invested there.
    function test_OnceEnabledAgainItIsNoLongerWrittenOff() public {
        broken.setBroken(true);
        writeOff(CURATOR);
        broken.setBroken(false);
        recover(type(uint256).max);
        addAdapter(address(broken));
        allocate(address(broken), 1_000);
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(IVaultCore.AdapterNotWrittenOff.selector, address(broken)));
        vault.recover(address(broken), 1_000, 0);
    }

    /* WHAT IT FREES */

    /// @dev An adapter that holds nothing and is broken could not be removed otherwise.
    function test_BrokenAndEmptyLeavesThisWay() public {
        rebalance(oneMove(address(broken), type(int256).min));
        broken.setBroken(true);
        VM.prank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(IVaultSettings.AdapterNotEmpty.selector, address(broken)));
        vault.removeAdapter(address(broken));
        assertEq(vault.maxDeposit(BOB), 0, "deposits while it is there");
        writeOff(CURATOR);
        assertEq(vault.totalAssets(), MONEY, "total");
        assertTrue(vault.maxDeposit(BOB) != 0, "deposits after it left");
    }

    function test_FreesItsPlaceInTheQueueAndKeepsTheOrderOfTheOthers() public {
        for (uint256 i = 2; i < vault.MAX_ADAPTERS(); ++i) newAdapter();
        address[] memory before = vault.adapters();
        VM.prank(CURATOR);
        vault.writeOff(before[7]);
        address[] memory afterwards = vault.adapters();
        assertEq(afterwards.length, before.length - 1, "length");
        for (uint256 i = 0; i < afterwards.length; ++i) assertEq(afterwards[i], before[i < 7 ? i : i + 1], "order");
        newAdapter();
        assertEq(vault.adapters().length, vault.MAX_ADAPTERS(), "full again");
    }

    /// @dev A risk keeps its place as long as anybody has it, and loses its caps with the last one.
    function test_FreesTheRisksThatNobodyHas() public {
        bytes32 risk = keccak256("protocol:purse");
        broken.setBroken(true);
        writeOff(CURATOR);
        assertEq(vault.risks()[0].id, risk, "the other one has it");
        VM.prank(CURATOR);
        vault.writeOff(address(sound));
        Risk memory left = vault.risks()[0];
        assertEq(left.id, bytes32(0), "nobody has it");
        assertEq(left.absoluteCap, 0, "cap");
        VM.startPrank(CURATOR);
        vault.addAdapter(address(new CashAdapter(address(vault))), NO_CAP, 10_000);
        assertEq(vault.risks().length, 1, "places");
        assertEq(vault.risks()[0].absoluteCap, 0, "a new risk starts with caps of zero");
    }
}
