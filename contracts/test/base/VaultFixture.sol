// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAdapter} from "../../interfaces/IAdapter.sol";
import {Guard, Move, Status, VaultParameters} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {CashAdapter} from "../mocks/CashAdapter.sol";
import {Token} from "../mocks/Token.sol";
import {IVaultUnderTest} from "./IVaultUnderTest.sol";
import {TestBase} from "./TestBase.sol";

/// @title VaultFixture: a vault with its people, and the shortest way to use it
abstract contract VaultFixture is TestBase {
    address internal constant OWNER = address(0x0111);
    address internal constant CURATOR = address(0x0222);
    address internal constant KEEPER = address(0x0333);
    address internal constant GUARDIAN = address(0x0444);
    address internal constant ALICE = address(0x0555);
    address internal constant BOB = address(0x0666);

    uint256 internal constant NO_CAP = type(uint104).max;
    uint256 internal constant MAX_MONEY = 1e27;

    Token internal token;
    IVaultUnderTest internal vault;
    address internal settings;

    /// @dev Every limit as loose as it can be, no fees, no delays.
    function looseLimits() internal pure returns (uint16[] memory limits) {
        limits = new uint16[](15);
        limits[uint8(Limit.RebalanceLossBps)] = 100;
        limits[uint8(Limit.DailyLossBps)] = 500;
        limits[uint8(Limit.RebalanceTurnoverBps)] = 10_000;
        limits[uint8(Limit.DailyTurnoverBps)] = 60_000;
        limits[uint8(Limit.GrowthBpsPerYear)] = 20_000;
        limits[uint8(Limit.PriceFallBps)] = 1_000;
        limits[uint8(Limit.DailyPriceFallBps)] = 2_000;
        limits[uint8(Limit.DailyOutflowBps)] = 10_000;
    }

    function newVault(IERC20 asset, uint16[] memory limits) internal returns (IVaultUnderTest) {
        VaultParameters memory parameters = VaultParameters({
            asset: asset,
            name: "Yield Vault",
            symbol: "yvt",
            owner: OWNER,
            curator: CURATOR,
            keeper: KEEPER,
            guardian: GUARDIAN,
            limits: limits
        });
        return newVault(parameters);
    }

    function newVault(VaultParameters memory parameters) internal returns (IVaultUnderTest) {
        if (settings == address(0)) settings = deploy("contracts/VaultSettings.sol:VaultSettings", "");
        return IVaultUnderTest(deploy("contracts/YieldVault.sol:YieldVault", abi.encode(parameters, settings)));
    }

    function setUpVault(uint8 decimals) internal {
        token = new Token(decimals);
        vault = newVault(token, looseLimits());
    }

    function newAdapter() internal returns (CashAdapter adapter) {
        adapter = new CashAdapter(address(vault));
        addAdapter(address(adapter));
    }

    function addAdapter(address adapter) internal {
        VM.startPrank(CURATOR);
        vault.addAdapter(adapter, NO_CAP, 10_000);
        bytes32[] memory riskIds = IAdapter(adapter).riskIds();
        for (uint256 i = 0; i < riskIds.length; ++i) vault.setRiskCaps(riskIds[i], NO_CAP, 10_000);
        VM.stopPrank();
    }

    function deposit(address user, uint256 assets) internal returns (uint256 shares) {
        token.mint(user, assets);
        VM.startPrank(user);
        token.approve(address(vault), assets);
        shares = vault.deposit(assets, user);
        VM.stopPrank();
    }

    function withdraw(address user, uint256 assets) internal returns (uint256 shares) {
        VM.prank(user);
        return vault.withdraw(assets, user, user);
    }

    function redeem(address user, uint256 shares) internal returns (uint256 assets) {
        VM.prank(user);
        return vault.redeem(shares, user, user);
    }

    function setLimit(Limit limit, uint256 value) internal {
        VM.prank(CURATOR);
        vault.setLimit(limit, value);
    }

    function limitOf(Limit limit) internal view returns (uint256) {
        return vault.limits()[uint8(limit)];
    }

    function isClosed() internal view returns (bool) {
        (Status status, ) = vault.status();
        return status != Status.Normal;
    }

    function guard() internal view returns (Guard memory) {
        return Guard({deadline: uint64(block.timestamp), stateNonce: vault.stateNonce(), minTotalAssets: 0});
    }

    function oneMove(address adapter, int256 assets) internal pure returns (Move[] memory moves) {
        moves = new Move[](1);
        moves[0] = Move(adapter, assets);
    }

    function twoMoves(address first, int256 firstAssets, address second, int256 secondAssets) internal pure returns (Move[] memory moves) {
        moves = new Move[](2);
        moves[0] = Move(first, firstAssets);
        moves[1] = Move(second, secondAssets);
    }

    /// @dev The guard is made first: reading the nonce would use up a prank or an expected revert.
    function rebalance(Move[] memory moves) internal {
        Guard memory current = guard();
        VM.prank(KEEPER);
        vault.rebalance(moves, current);
    }

    function rebalanceReverts(Move[] memory moves, bytes4 selector) internal {
        Guard memory current = guard();
        VM.prank(KEEPER);
        VM.expectPartialRevert(selector);
        vault.rebalance(moves, current);
    }

    function allocate(address adapter, uint256 assets) internal {
        rebalance(oneMove(adapter, int256(assets)));
    }
}
