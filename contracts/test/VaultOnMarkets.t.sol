// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAdapter} from "../interfaces/IAdapter.sol";
import {Move} from "../interfaces/VaultTypes.sol";
import {PriceFixture} from "./base/PriceFixture.sol";
import {AaveV3Reserve} from "./mocks/markets/AaveV3Reserve.sol";
import {CometBase} from "./mocks/markets/CometBase.sol";
import {SavingsVault} from "./mocks/markets/SavingsVault.sol";
import {SkyPsm} from "./mocks/markets/SkyPsm.sol";
import {Token} from "./mocks/Token.sol";

/// @title The vault on four markets that each round in their own way: maxima stay exact, and only rounding is ever lost
contract VaultOnMarketsTest is PriceFixture {
    uint256 private constant MONEY = 10 ** 15;

    AaveV3Reserve internal pool;
    CometBase internal comet;
    SavingsVault internal target;
    SavingsVault internal savings;
    address[4] internal adapters;

    function setUp() public {
        setUpVault(6);
        Token usds = new Token(18);
        SkyPsm psm = new SkyPsm(token, usds);
        token.mint(psm.pocket(), 100 * MONEY);
        pool = new AaveV3Reserve(token, true);
        comet = new CometBase(address(token));
        target = new SavingsVault(token);
        savings = new SavingsVault(usds);

        bytes32[] memory risks = new bytes32[](1);
        risks[0] = keccak256("issuer:usdc");
        adapters[0] = deploy("contracts/adapters/AaveV3Adapter.sol:AaveV3Adapter", abi.encode(vault, pool, address(0), address(0), risks));
        adapters[1] = deploy(
            "contracts/adapters/CompoundV3Adapter.sol:CompoundV3Adapter",
            abi.encode(vault, comet, address(0), address(0), risks)
        );
        adapters[2] = deploy("contracts/adapters/ERC4626Adapter.sol:ERC4626Adapter", abi.encode(vault, target, risks));
        adapters[3] = deploy("contracts/adapters/SkySavingsAdapter.sol:SkySavingsAdapter", abi.encode(vault, psm, savings, risks));
        for (uint256 i = 0; i < 4; ++i) addAdapter(adapters[i]);
    }

    function grow(uint256[4] memory indexesRay) internal {
        for (uint256 i = 0; i < 4; ++i) indexesRay[i] = within(indexesRay[i], 1e27, 1.9e27);
        pool.setIndexes(indexesRay[0], indexesRay[0]);
        comet.setIndex(indexesRay[1] / 1e12);
        target.setChi(indexesRay[2]);
        savings.setChi(indexesRay[3]);
        token.mint(address(pool.aToken()), MONEY * 10);
        token.mint(address(comet), MONEY * 10);
    }

    function invest(uint256[4] memory parts) internal {
        for (uint256 i = 0; i < 4; ++i) {
            uint256 idle = vault.idle();
            if (idle >= 10) allocate(adapters[i], within(parts[i], 10, idle));
        }
    }

    /// @dev Enter, grow, bring one position home, and everybody leaves by one way or the other: to the last unit of what the vault promised each.
    function testFuzz_EverybodyLeavesWithTheirMaximum(
        uint256[2] memory deposits,
        uint256[4] memory parts,
        uint256[4] memory indexesRay,
        uint256[2] memory some,
        bool byShares
    ) public {
        deposit(ALICE, within(deposits[0], 1_000, MONEY));
        deposit(BOB, within(deposits[1], 1_000, MONEY));
        invest(parts);
        grow(indexesRay);
        release();
        rebalance(oneMove(adapters[3], type(int256).min));
        address[2] memory users = [ALICE, BOB];
        for (uint256 i = 0; i < 2; ++i) {
            withdraw(users[i], within(some[i], 0, vault.maxWithdraw(users[i])));
            uint256 paid = token.balanceOf(users[i]);
            uint256 most = vault.maxWithdraw(users[i]);
            if (byShares) assertEq(redeem(users[i], vault.maxRedeem(users[i])), most, "redeemed");
            else withdraw(users[i], most);
            assertEq(token.balanceOf(users[i]), paid + most, "paid");
            assertLe(vault.convertToAssets(vault.balanceOf(users[i])), 1, "left");
        }
        assertEq(token.balanceOf(address(vault)), vault.idle(), "idle");
        vault.accrue();
        assertTrue(!isClosed(), "closed by rounding");
        deposit(ALICE, MONEY);
    }

    /// @dev Whoever forces any market to pay bears the rounding as well: those who stay lose nothing by it.
    function testFuzz_ForcedDeallocationsCostWhoForcesThem(uint256[4] memory parts, uint256[4] memory indexesRay, uint256 which) public {
        which = which % 4;
        deposit(ALICE, MONEY);
        deposit(BOB, MONEY);
        invest(parts);
        grow(indexesRay);
        release();
        uint256 stayers = worth(BOB);
        uint256 leavers = worth(ALICE);
        uint256 idle = vault.idle();
        uint256 position = IAdapter(adapters[which]).withdrawable(0);
        forceDeallocate(ALICE, adapters[which], type(uint256).max, 0);
        assertEq(vault.idle(), idle + position, "idle");
        vault.accrue();
        assertLe(stayers, worth(BOB), "who stays");
        assertNear(worth(ALICE), leavers, 4, 0, "who forces");
    }

    /// @dev Whatever is paused or dry, the rest can be had, exactly.
    function testFuzz_MaximaAreExactWhileMarketsFail(
        uint256[4] memory parts,
        uint256[4] memory indexesRay,
        uint256 faults,
        uint256 cash
    ) public {
        deposit(ALICE, MONEY);
        invest(parts);
        grow(indexesRay);
        if (faults & 1 != 0) pool.setFlag(60, true);
        if (faults & 2 != 0) comet.setPaused(true, true);
        if (faults & 4 != 0) target.setLimits(0, within(cash, 0, MONEY));
        if (faults & 8 != 0) token.burn(address(0x90c4e7), token.balanceOf(address(0x90c4e7)) - within(cash, 0, MONEY));
        if (faults & 16 != 0) pool.lend(BOB, token.balanceOf(address(pool.aToken())) - within(cash, 0, MONEY));
        uint256 bobs = token.balanceOf(BOB);

        assertTrue(vault.maxDeposit(ALICE) != 0, "a market that fails is not one that cannot be read");
        uint256 most = vault.maxWithdraw(ALICE);
        withdraw(ALICE, most);
        assertEq(token.balanceOf(ALICE), most, "paid");
        deposit(BOB, MONEY);
        most = vault.maxWithdraw(BOB);
        assertNear(most, MONEY, 5, 0, "a new depositor's money is idle");
        withdraw(BOB, most);
        assertEq(token.balanceOf(BOB), bobs + most, "paid");
    }

    /// @dev A shift of everything from each market to the next loses no more than rounding, far within the loss limit.
    function testFuzz_ShiftsLoseOnlyRounding(uint256[4] memory indexesRay, uint256 assets) public {
        grow(indexesRay);
        deposit(ALICE, within(assets, 10 ** 6, MONEY));
        allocate(adapters[0], vault.idle());
        for (uint256 i = 1; i < 4; ++i) {
            uint256 total = vault.totalAssets();
            int256 position = int256(IAdapter(adapters[i - 1]).withdrawable(0));
            rebalance(twoMoves(adapters[i - 1], type(int256).min, adapters[i], position));
            assertNear(vault.totalAssets(), total, 4, 1, "total");
        }
    }

    function test_PlanOverAllMarketsRunsInOneTransaction() public {
        deposit(ALICE, MONEY);
        Move[] memory plan = new Move[](4);
        for (uint256 i = 0; i < 4; ++i) plan[i] = Move(adapters[i], int256(MONEY / 5));
        rebalance(plan);
        for (uint256 i = 0; i < 4; ++i) plan[i] = Move(adapters[i], type(int256).min);
        rebalance(plan);
        assertNear(vault.totalAssets(), MONEY, 4, 0, "total");
    }
}
