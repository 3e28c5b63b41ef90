// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Adapter} from "../../adapters/Adapter.sol";
import {IRewardSource} from "../../interfaces/IRewardSource.sol";
import {CurveFixture, ITestAdapter, ITestFeed} from "../base/CurveFixture.sol";
import {Token} from "../mocks/Token.sol";

/// @title What the Curve adapter says and does when feeds, pool or gauge are not as they should be
contract CurveHealthTest is CurveFixture {
    uint256 private constant USDC = 1e6;

    ITestAdapter private adapter;

    function setUp() public {
        coins = [new Token(18), new Token(6), new Token(6)];
        setUpPool(20_000_000, 2_000, 1e6, 5e9);
        setUpGauge();
        adapter = ITestAdapter(deployCurveAdapter(address(this), parameters()));
        invest(1_000_000 * USDC);
    }

    function asset() external view returns (address) {
        return address(coins[1]);
    }

    function invest(uint256 assets) internal {
        coins[1].mint(address(adapter), assets);
        adapter.allocate(assets);
    }

    function checkHealth(bytes32 reason) internal view {
        (bool healthy, bytes32 actual) = adapter.health();
        assertEq(actual, reason, "reason");
        assertTrue(healthy == (reason == ""), "healthy");
    }

    /// @dev The mark at a price of the worst coin.
    function markAt(uint256 priceWad) internal view returns (uint256) {
        return (worth(adapter.sharesPosition(), 1) * priceWad * (BPS - HAIRCUT_BPS)) / (WAD * BPS);
    }

    function checkMark(uint256 priceWad) internal view {
        assertNear(adapter.totalAssets(), markAt(priceWad), 1, 1, "mark");
    }

    /* PEG */

    /// @dev Of either other coin, at any price below the tolerance: the mark is the position at that price.
    function testFuzz_FallenCoinPricesThePool(uint256 coin, uint256 answer) public {
        coin = coin % 2 == 0 ? 0 : 2;
        answer = within(answer, 1e4, 99_499_999);
        setPrice(coin, int256(answer));
        checkMark(answer * 1e10);
        checkHealth("off-peg");
    }

    /// @dev The worst of them counts, not their mean.
    function testFuzz_WorstCoinCounts(uint256 first, uint256 second) public {
        first = within(first, 1e4, 99_499_999);
        second = within(second, 1e4, 99_499_999);
        setPrice(0, int256(first));
        setPrice(2, int256(second));
        checkMark((first < second ? first : second) * 1e10);
    }

    /// @dev The noise of feeds is neither gain nor loss.
    function testFuzz_WithinTheToleranceCoinsArePar(uint256 first, uint256 second) public {
        setPrice(0, int256(within(first, 99_500_000, 100_500_000)));
        setPrice(2, int256(within(second, 99_500_000, 100_500_000)));
        checkMark(WAD);
        checkHealth("");
    }

    /// @dev Prices are in the asset: when that falls, the others rise, which is worth nothing and is reported.
    function testFuzz_FallenAssetIsPar(uint256 answer) public {
        setPrice(1, int256(within(answer, 1e4, 99_400_000)));
        checkMark(WAD);
        checkHealth("off-peg");
    }

    function test_ReturnToThePegRestoresTheMark() public {
        uint256 before = adapter.totalAssets();
        setPrice(2, 80_000_000);
        assertNear(adapter.totalAssets(), (before * 4) / 5, 1, 1, "at four fifths");
        setPrice(2, 100_000_000);
        assertEq(adapter.totalAssets(), before, "back");
    }

    /// @dev Leaving at the lower mark costs what the pool asks, not what the mark would allow: those who stay gain.
    function test_LeavingOffPegGivesNoSharesAway() public {
        setPrice(2, 80_000_000);
        uint256 total = adapter.totalAssets();
        assertEq(adapter.withdrawable(0), total, "withdrawable");
        uint256 before = worth(adapter.sharesPosition(), 1);
        adapter.deallocate(total / 2, 0);
        assertLe(before - worth(adapter.sharesPosition(), 1), ((total / 2) * 10_002) / 10_000, "burned");
    }

    /* FEEDS */

    function testFuzz_StaleFeedKeepsItsLastAnswer(uint256 coin, uint256 answer, uint256 age) public {
        coin = coin % 3;
        answer = within(answer, 99_600_000, 100_400_000);
        ITestFeed(feeds[coin]).setRoundData(int256(answer), block.timestamp);
        uint256 before = adapter.totalAssets();
        uint256 start = block.timestamp;
        VM.warp(start + MAX_AGE);
        checkHealth("");
        VM.warp(start + within(age, MAX_AGE + 1, 1_000 days));
        assertEq(adapter.totalAssets(), before, "total");
        assertEq(adapter.withdrawable(0), before, "withdrawable");
        checkHealth("oracle-stale");
        for (uint256 i = 0; i < 3; ++i) setPrice(i, 100_000_000);
        checkHealth("");
    }

    /// @dev A fall that was reported still counts when the feed has gone silent.
    function test_StaleFeedOfAFallenCoinStaysLow() public {
        setPrice(0, 70_000_000);
        VM.warp(block.timestamp + 10 days);
        checkMark(7e17);
        checkHealth("oracle-stale");
    }

    function test_FeedWithoutAPriceLeavesNoMark() public {
        for (int256 answer = -1; answer <= 0; ++answer) {
            setPrice(2, answer);
            VM.expectRevert();
            adapter.totalAssets();
            VM.expectRevert();
            adapter.withdrawable(0);
        }
        checkHealth("oracle-stale");
    }

    /* BALANCE */

    function test_PoolShortOfACoinIsReported() public {
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < 3; ++j) {
                if (i == j) continue;
                uint256 unit = 10 ** coins[i].decimals();
                // Nine tenths of a coin are a tenth of the pool's: below the least part of that.
                uint256 brought = attackerSells(i, j, 10_000_000 * unit);
                checkHealth("");
                brought += attackerSells(i, j, 7_000_000 * unit);
                checkHealth("imbalanced");
                attackerSwaps(j, i, brought);
                checkHealth("");
            }
        }
    }

    /// @dev A position that cannot be left at its mark can be at a loss, down to what the pool has.
    function test_DrainedPoolPaysForALoss() public {
        attackerSells(0, 1, 20_500_000 * WAD);
        uint256 total = adapter.totalAssets();
        assertLe(adapter.withdrawable(0), total / 100, "at the mark");
        assertLe(total / 2, adapter.withdrawable(9_000), "at any loss");
        assertLe(markAt(WAD), total + 1, "the mark does not follow the balance");
    }

    /* KILLED */

    function test_KilledPoolIsFoundByTrying() public {
        uint256 held = adapter.sharesPosition();
        pool.kill_me();
        VM.startPrank(ATTACKER);
        adapter.probeExit();
        VM.stopPrank();
        assertTrue(adapter.exitClosed(), "closed");
        checkHealth("killed");
        assertEq(adapter.withdrawable(10_000), 0, "withdrawable");
        assertEq(adapter.allocatable(), 0, "allocatable");
        checkMark(WAD);
        VM.expectPartialRevert(Adapter.NotWithdrawable.selector);
        adapter.deallocate(1, 100);
        pool.unkill_me();
        adapter.probeExit();
        assertTrue(!adapter.exitClosed(), "open");
        checkHealth("");
        assertEq(adapter.withdrawable(0), adapter.totalAssets(), "withdrawable again");
        assertEq(adapter.sharesPosition(), held, "nothing moved");
    }

    /// @dev Nobody closes the exit of a good pool, whatever he does to it or to the gas.
    function testFuzz_GoodPoolIsNeverFoundKilled(uint256 sold, uint256 step, uint256 whole, uint256 gas_) public {
        uint256 held = adapter.sharesHeld();
        sold %= 3;
        attackerSells(sold, (sold + 1 + (step % 2)) % 3, within(whole, 1, 100_000_000) * 10 ** coins[sold].decimals());
        try adapter.probeExit{gas: within(gas_, 100_000, 6_000_000)}() {
            assertTrue(!adapter.exitClosed(), "closed");
        } catch {
            assertTrue(!adapter.exitClosed(), "closed by a failure");
        }
        assertEq(adapter.sharesHeld(), held, "unstaked");
    }

    function test_OnlyTheProbeTries() public {
        VM.expectRevert(abi.encodeWithSignature("OnlySelf(address)", address(this)));
        adapter.tryExit();
        ITestAdapter empty = ITestAdapter(deployCurveAdapter(address(this), parameters()));
        VM.expectRevert(abi.encodeWithSignature("NothingToProbe()"));
        empty.probeExit();
        assertEq(empty.totalAssets(), 0, "an empty adapter needs no feed");
    }

    /* REWARDS */

    /// @dev Claimed by anyone, to the one receiver; alone in the gauge the adapter gets all of it, and none is in the mark.
    function testFuzz_RewardsGoToTheReceiver(uint256 seconds_) public {
        seconds_ = within(seconds_, 1, 365 days);
        uint256 total = adapter.totalAssets();
        VM.warp(block.timestamp + seconds_);
        assertEq(adapter.rewardTokens()[0], address(crv), "token");
        assertEq(adapter.rewardReceiver(), REWARD_RECEIVER, "receiver");
        uint256 due = claimable();
        VM.expectEmit(address(adapter));
        emit IRewardSource.RewardsClaimed(ATTACKER, address(crv), due);
        VM.prank(ATTACKER);
        adapter.claimRewards();
        assertNear(crv.balanceOf(REWARD_RECEIVER), CRV_PER_SECOND * seconds_, 1e6, 0, "received");
        assertEq(crv.balanceOf(address(adapter)), 0, "left lying");
        assertEq(adapter.totalAssets(), total, "mark");
        adapter.claimRewards();
    }

    function claimable() internal returns (uint256) {
        (bool success, bytes memory answer) = gauge.call(abi.encodeWithSignature("claimable_tokens(address)", adapter));
        assertTrue(success, "claimable");
        return abi.decode(answer, (uint256));
    }

    function test_WithoutAGaugeThereAreNoRewards() public {
        gauge = address(0);
        adapter = ITestAdapter(deployCurveAdapter(address(this), parameters()));
        invest(1_000 * USDC);
        assertEq(adapter.sharesHeld(), shares.balanceOf(address(adapter)), "held");
        assertEq(adapter.rewardTokens().length, 0, "tokens");
        adapter.claimRewards();
        adapter.probeExit();
        uint256 total = adapter.totalAssets();
        assertLe(total, adapter.deallocate(type(uint256).max, 0), "everything");
        assertEq(adapter.sharesPosition(), 0, "nothing left");
    }

    /* DEPLOYMENT */

    function deployWith(Parameters calldata values) external returns (address) {
        return deployCurveAdapter(address(this), values);
    }

    function test_ForeignPartsAreRefused() public {
        Parameters memory values = parameters();
        values.feeds = new TestFeed[](2);
        (values.feeds[0], values.feeds[1]) = (TestFeed(feeds[0], MAX_AGE), TestFeed(feeds[1], MAX_AGE));
        VM.expectRevert(abi.encodeWithSignature("FeedForEachCoin(uint256)", 2));
        this.deployWith(values);

        values = parameters();
        values.shareToken = address(new Token(18));
        VM.expectRevert(abi.encodeWithSelector(Adapter.SourceOfAnotherAsset.selector, values.shareToken, shares));
        this.deployWith(values);

        values = parameters();
        values.exitHaircutBps = 10_000;
        VM.expectRevert(abi.encodeWithSignature("LimitOutOfRange(uint256)", 10_000));
        this.deployWith(values);

        values = parameters();
        values.minShareBps = 3_334;
        VM.expectRevert(abi.encodeWithSignature("LimitOutOfRange(uint256)", 10_002));
        this.deployWith(values);

        values = parameters();
        Token other = new Token(6);
        coins[1] = other;
        VM.expectRevert(abi.encodeWithSignature("AssetNotInPool(address)", other));
        this.deployWith(values);
    }

    /// @dev A share token that is not the pool's is found out by the first allocation.
    function test_WrongShareTokenTakesNoMoney() public {
        gauge = address(0);
        Parameters memory values = parameters();
        values.shareToken = address(new Token(18));
        adapter = ITestAdapter(deployCurveAdapter(address(this), values));
        coins[1].mint(address(adapter), USDC);
        VM.expectPartialRevert(bytes4(keccak256("EntryLossExceeded(uint256,uint256)")));
        adapter.allocate(USDC);
    }
}
