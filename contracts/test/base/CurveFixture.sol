// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICurvePool} from "../../interfaces/external/ICurvePool.sol";
import {CurvePoolCalls} from "../../libraries/CurvePoolCalls.sol";
import {Token} from "../mocks/Token.sol";
import {TestBase} from "./TestBase.sol";

/// @title ITestPool: what tests do with a StableSwap pool beyond the adapter
interface ITestPool is ICurvePool {
    function exchange(int128 i, int128 j, uint256 dx, uint256 minDy) external;
    function kill_me() external;
    function unkill_me() external;
    function donate_admin_fees() external;
}

/// @title ITestFeed: a price feed that the test writes
interface ITestFeed {
    function setRoundData(int256 answer, uint256 updatedAt) external;
}

/// @title ITestAdapter: all that a `CurveAdapter` can do, without its code
interface ITestAdapter {
    function asset() external view returns (address);
    function allocate(uint256 assets) external returns (uint256 invested);
    function deallocate(uint256 assets, uint256 maxLossBps) external returns (uint256 withdrawn);
    function totalAssets() external view returns (uint256);
    function withdrawable(uint256 maxLossBps) external view returns (uint256);
    function allocatable() external view returns (uint256);
    function health() external view returns (bool healthy, bytes32 reason);
    function sharesPosition() external view returns (uint256);
    function sharesHeld() external view returns (uint128);
    function sharesStaked() external view returns (uint128);
    function exitClosed() external view returns (bool);
    function probeExit() external;
    function tryExit() external;
    function claimRewards() external;
    function rewardTokens() external view returns (address[] memory);
    function rewardReceiver() external view returns (address);
}

/// @title CurveFixture: a StableSwap pool with its coins, feeds, gauge and CRV, as the local mainnet has it, and an adapter on it
/// @notice The test contract owns the pool, writes the feeds, names the gauges, and holds all shares that are not the adapter's.
abstract contract CurveFixture is TestBase {
    string internal constant STAND_INS = "scripts/local-mainnet/stand-ins/";

    uint256 internal constant BPS = 10_000;
    uint256 internal constant WAD = 1e18;
    uint256 internal constant HAIRCUT_BPS = 4;
    uint256 internal constant ENTRY_LOSS_BPS = 5;
    uint256 internal constant PEG_TOLERANCE_BPS = 50;
    uint256 internal constant MIN_SHARE_BPS = 1_000;
    uint32 internal constant MAX_AGE = 25 hours;
    uint256 internal constant CRV_PER_SECOND = 1e16;
    address internal constant REWARD_RECEIVER = address(0x4e4a);
    address internal constant ATTACKER = address(0xa77ac);

    /// In the pool's order: DAI, USDC, USDT, and a fourth of 18 decimals.
    Token[] internal coins;
    address[] internal feeds;
    ITestPool internal pool;
    Token internal shares;
    address internal minter;
    Token internal crv;
    address internal gauge;

    function deployStandIn(string memory name, bytes memory arguments) internal returns (address) {
        return deploy(string.concat(STAND_INS, name, ".sol:", name), arguments);
    }

    /// @dev As the stand-in's `Configuration` is encoded.
    struct PoolConfiguration {
        address owner;
        address[] coins;
        address token;
        uint256 amplification;
        uint256 fee;
        uint256 adminFee;
    }

    /// @dev With `size` whole tokens of each coin.
    function setUpPool(uint256 size, uint256 amplification, uint256 fee, uint256 adminFee) internal {
        uint256 count = coins.length;
        shares = Token(deployStandIn("CurveTokenStandIn", abi.encode("Shares", "LP", address(this))));
        address[] memory list = new address[](count);
        uint256[] memory amounts = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = address(coins[i]);
            amounts[i] = size * 10 ** coins[i].decimals();
            feeds.push(deployStandIn("ChainlinkFeedStandIn", abi.encode("", uint8(8), address(this), int256(1e8))));
        }
        PoolConfiguration memory configuration = PoolConfiguration(address(this), list, address(shares), amplification, fee, adminFee);
        pool = ITestPool(deployStandIn(count == 3 ? "ThreePoolStandIn" : "SusdPoolStandIn", abi.encode(configuration)));
        (bool success, ) = address(shares).call(abi.encodeWithSignature("set_minter(address)", pool));
        assertTrue(success, "set_minter");
        addLiquidity(amounts);
    }

    function setUpGauge() internal {
        crv = Token(deployStandIn("CurveTokenStandIn", abi.encode("Curve DAO Token", "CRV", address(this))));
        minter = deployStandIn("CurveMinterStandIn", abi.encode(crv, address(this)));
        (bool success, ) = address(crv).call(abi.encodeWithSignature("set_minter(address)", minter));
        assertTrue(success, "set_minter");
        gauge = deployStandIn("LiquidityGaugeStandIn", abi.encode(shares, minter, CRV_PER_SECOND));
        (success, ) = minter.call(abi.encodeWithSignature("add_gauge(address)", gauge));
        assertTrue(success, "add_gauge");
    }

    /// @dev As `CurveParameters` is encoded, without importing the adapter's code.
    struct Parameters {
        address pool;
        address shareToken;
        address gauge;
        TestFeed[] feeds;
        address rewardReceiver;
        uint16 exitHaircutBps;
        uint16 maxEntryLossBps;
        uint16 pegToleranceBps;
        uint16 minShareBps;
    }

    struct TestFeed {
        address aggregator;
        uint32 maxAgeSeconds;
    }

    function parameters() internal view returns (Parameters memory values) {
        values.pool = address(pool);
        values.shareToken = address(shares);
        values.gauge = gauge;
        values.feeds = new TestFeed[](feeds.length);
        for (uint256 i = 0; i < feeds.length; ++i) values.feeds[i] = TestFeed(feeds[i], MAX_AGE);
        values.rewardReceiver = REWARD_RECEIVER;
        values.exitHaircutBps = uint16(HAIRCUT_BPS);
        values.maxEntryLossBps = uint16(ENTRY_LOSS_BPS);
        values.pegToleranceBps = uint16(PEG_TOLERANCE_BPS);
        values.minShareBps = uint16(MIN_SHARE_BPS);
    }

    function deployCurveAdapter(address vault, Parameters memory values) internal returns (address) {
        bytes32[] memory risks = new bytes32[](2);
        (risks[0], risks[1]) = (keccak256("protocol:under-test"), keccak256("issuer:usdc"));
        return deploy("contracts/adapters/CurveAdapter.sol:CurveAdapter", abi.encode(vault, values, risks));
    }

    /// @dev The test contract deposits and keeps the shares.
    function addLiquidity(uint256[] memory amounts) internal {
        for (uint256 i = 0; i < amounts.length; ++i) {
            coins[i].mint(address(this), amounts[i]);
            coins[i].approve(address(pool), amounts[i]);
        }
        CurvePoolCalls.addLiquidity(address(pool), amounts, 0);
    }

    /// @dev The attacker sells `amount` of new tokens and returns what that brought.
    function attackerSells(uint256 sold, uint256 bought, uint256 amount) internal returns (uint256 brought) {
        coins[sold].mint(ATTACKER, amount);
        return attackerSwaps(sold, bought, amount);
    }

    function attackerSwaps(uint256 sold, uint256 bought, uint256 amount) internal returns (uint256 brought) {
        uint256 before = coins[bought].balanceOf(ATTACKER);
        VM.startPrank(ATTACKER);
        coins[sold].approve(address(pool), amount);
        pool.exchange(int128(int256(sold)), int128(int256(bought)), amount, 0);
        VM.stopPrank();
        return coins[bought].balanceOf(ATTACKER) - before;
    }

    /// @dev What pool shares are worth at the virtual price, in units of a coin.
    function worth(uint256 amount, uint256 coin) internal view returns (uint256) {
        return (amount * pool.get_virtual_price()) / (WAD * 10 ** (18 - coins[coin].decimals()));
    }

    function setPrice(uint256 coin, int256 answer) internal {
        ITestFeed(feeds[coin]).setRoundData(answer, block.timestamp);
    }
}
