// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../../interfaces/IAdapter.sol";
import {CurvePoolCalls} from "../../libraries/CurvePoolCalls.sol";
import {AdapterTest} from "../base/AdapterTest.sol";
import {CurveFixture} from "../base/CurveFixture.sol";
import {Token} from "../mocks/Token.sol";

/// @title The Curve adapter keeps the promises of all adapters, to what entering and leaving cost, in a pool that no vault can move
abstract contract CurveAdapterPromises is AdapterTest, CurveFixture {
    /// Whole tokens of each coin: a thousand times the most that a test invests.
    uint256 private constant POOL_SIZE = 1e15;

    uint256 private _indexRay = 1e27;

    function setUpPromises(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) coins.push(new Token(i == 1 || i == 2 ? 6 : 18));
        token = coins[1];
        setUpPool(POOL_SIZE, 2_000, 1e6, 0);
        setUpGauge();
        adapter = IAdapter(deployCurveAdapter(address(this), parameters()));
    }

    /// @dev The virtual price grows as the index, a few of its last digits less: whoever owns the fees gives more of every coin.
    function growTo(uint256 indexRay) internal override {
        uint256 growthRay = indexRay - _indexRay;
        if (growthRay < 1e12) return;
        for (uint256 i = 0; i < coins.length; ++i) coins[i].mint(address(pool), (pool.balances(i) * (growthRay - 1e11)) / _indexRay);
        pool.donate_admin_fees();
        _indexRay = indexRay;
    }

    /// @dev Somebody takes all but `cash`, or all but a thousandth: a pool cannot be emptied of one coin.
    function drainTo(uint256 cash) internal override {
        uint256 held = pool.balances(1);
        uint256 left = cash < held / 1_000 ? held / 1_000 : cash;
        if (left >= held) return;
        uint256[] memory amounts = new uint256[](coins.length);
        amounts[1] = held - left;
        uint256 before = token.balanceOf(address(this));
        CurvePoolCalls.removeLiquidityImbalance(address(pool), amounts, type(uint256).max);
        token.burn(address(this), token.balanceOf(address(this)) - before);
    }

    function donate(uint256 assets) internal override {
        uint256[] memory amounts = new uint256[](coins.length);
        amounts[1] = assets;
        uint256 before = shares.balanceOf(address(this));
        addLiquidity(amounts);
        shares.transfer(address(adapter), shares.balanceOf(address(this)) - before);
    }

    /// @dev The haircut and the fee for entering, of the most that a test invests; the other test contracts are stricter.
    function roundingPerOperation() internal pure override returns (uint256) {
        return (MAX_MONEY * (HAIRCUT_BPS + 1)) / 10_000;
    }

    /// @dev What leaving does not cost of the haircut, of a position that has grown to twice the most that is invested.
    function roundingGain() internal pure override returns (uint256) {
        return (2 * MAX_MONEY * HAIRCUT_BPS) / 10_000;
    }
}

contract CurveThreePoolTest is CurveAdapterPromises {
    function setUp() public {
        setUpPromises(3);
    }
}

contract CurveFourPoolTest is CurveAdapterPromises {
    function setUp() public {
        setUpPromises(4);
    }
}
