// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AdapterState, IYieldVault, Move} from "../interfaces/IYieldVault.sol";
import {TestBase} from "./base/TestBase.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {CashAdapter} from "./mocks/CashAdapter.sol";
import {UnreadableAdapter} from "./mocks/UnreadableAdapter.sol";

/// @title VaultHandler: everybody who touches the vault, doing anything they may, in amounts that go through
/// @notice Each action brings its fuzzed numbers into the range that must succeed: a revert is a failure of the invariant. What only
/// markets may do, making the price fall, sets the price anew; after everything else it must not be lower.
contract VaultHandler is VaultFixture {
    address[3] internal users = [address(0x1001), address(0x1002), address(0x1003)];
    CashAdapter[3] public adapters;

    uint256 public donated;
    uint256 public calls;
    uint256 public priceFalls;
    uint256 public limitBreaches;

    uint256 private _pricedAssets;
    uint256 private _pricedShares;

    constructor(uint8 decimals) {
        setUpVault(decimals);
        adapters[0] = newAdapter();
        adapters[1] = newAdapter();
        adapters[2] = new UnreadableAdapter(address(vault));
        addAdapter(address(adapters[2]));
        for (uint256 i = 0; i < 3; ++i) {
            deposit(users[i], 10 ** 12);
            allocate(address(adapters[i]), 10 ** 11);
        }
        setPrice();
    }

    function getVault() external view returns (address) {
        return address(vault);
    }

    /// @dev Virtual units included, as a fraction: (assets + 1) / (shares + 10 ** offset).
    function setPrice() private {
        _pricedAssets = vault.totalAssets() + 1;
        _pricedShares = vault.totalSupply() + 10 ** 12;
    }

    modifier keepsPrice() {
        (uint256 assets, uint256 shares) = (_pricedAssets, _pricedShares);
        _;
        setPrice();
        if (_pricedAssets * shares < assets * _pricedShares) ++priceFalls;
        ++calls;
    }

    modifier movesPrice() {
        _;
        setPrice();
        ++calls;
    }

    /* DEPOSITORS */

    function depositSome(uint256 who, uint256 assets) external keepsPrice {
        uint256 most = vault.maxDeposit(address(0));
        deposit(users[who % 3], within(assets, 0, most < 10 ** 15 ? most : 10 ** 15));
    }

    function withdrawSome(uint256 who, uint256 assets) external keepsPrice {
        address user = users[who % 3];
        withdraw(user, within(assets, 0, vault.maxWithdraw(user)));
    }

    function redeemSome(uint256 who, uint256 shares) external keepsPrice {
        address user = users[who % 3];
        redeem(user, within(shares, 0, vault.maxRedeem(user)));
    }

    function transferShares(uint256 who, uint256 shares) external keepsPrice {
        address user = users[who % 3];
        shares = within(shares, 0, vault.balanceOf(user));
        VM.prank(user);
        vault.transfer(users[((who % 3) + 1) % 3], shares);
    }

    function donate(uint256 where, uint256 assets) external keepsPrice {
        assets = within(assets, 0, 10 ** 15);
        where = where % 4;
        token.mint(where == 3 ? address(vault) : address(adapters[where]), assets);
        if (where == 3) donated += assets;
    }

    /* KEEPER */

    /// @dev Any two moves the keeper can make: out of one adapter and into another, as far as the limits let it.
    function moveMoney(uint256 from, uint256 into, uint256 assetsOut, uint256 assetsIn) external keepsPrice {
        CashAdapter source = adapters[from % 3];
        CashAdapter target = adapters[into % 3];
        assetsOut = within(assetsOut, 0, source.withdrawable(0));
        assetsIn = address(source) == address(target) ? 0 : within(assetsIn, 0, room(target, source, assetsOut));
        Move[] memory plan = new Move[]((assetsOut == 0 ? 0 : 1) + (assetsIn == 0 ? 0 : 1));
        if (assetsOut != 0) plan[0] = Move(address(source), -int256(assetsOut));
        if (assetsIn != 0) plan[plan.length - 1] = Move(address(target), int256(assetsIn));
        rebalance(plan);
        if (assetsIn != 0) checkLimits(target);
    }

    function invest(uint256 into) external keepsPrice {
        CashAdapter target = adapters[into % 3];
        uint256 assets = room(target, target, 0);
        if (assets == 0) return;
        rebalance(oneMove(address(target), int256(assets)));
        checkLimits(target);
    }

    function divest(uint256 from) external keepsPrice {
        rebalance(oneMove(address(adapters[from % 3]), type(int256).min));
    }

    /// @dev What can go into `target` once `freed` came home from `source`.
    function room(CashAdapter target, CashAdapter source, uint256 freed) private view returns (uint256) {
        if (vault.paused() || isBroken(target)) return 0;
        uint256 total = vault.totalAssets();
        if (isBroken(source)) {
            // What comes home beyond the record was not counted before.
            uint256 recorded = vault.adapterState(address(source)).lastTotalAssets;
            if (freed > recorded) total += freed - recorded;
        }
        AdapterState memory state = vault.adapterState(address(target));
        uint256 relativeCap = (total * state.relativeCapBps) / 10_000;
        uint256 cap = state.absoluteCap < relativeCap ? state.absoluteCap : relativeCap;
        uint256 position = target.totalAssets();
        uint256 floor = (total * vault.idleFloorBps() + 9_999) / 10_000;
        uint256 spare = vault.idle() + freed;
        if (position >= cap || spare <= floor) return 0;
        return cap - position < spare - floor ? cap - position : spare - floor;
    }

    function isBroken(CashAdapter adapter) private view returns (bool) {
        return address(adapter) == address(adapters[2]) && UnreadableAdapter(address(adapter)).broken();
    }

    function checkLimits(CashAdapter target) private {
        AdapterState memory state = vault.adapterState(address(target));
        uint256 total = vault.totalAssets();
        uint256 position = target.totalAssets();
        bool holds =
            position <= state.absoluteCap &&
                position * 10_000 <= total * state.relativeCapBps &&
                vault.idle() * 10_000 >= total * vault.idleFloorBps();
        if (!holds) ++limitBreaches;
    }

    /* CURATOR, GUARDIAN, OWNER */

    function setCaps(uint256 which, uint256 absoluteCap, uint256 relativeCapBps) external keepsPrice {
        address adapter = address(adapters[which % 3]);
        VM.startPrank(CURATOR);
        vault.decreaseCaps(adapter, 0, 0);
        vault.increaseCaps(adapter, within(absoluteCap, 0, 10 ** 16), within(relativeCapBps, 0, 10_000));
        VM.stopPrank();
    }

    function setIdleFloor(uint256 floorBps) external keepsPrice {
        VM.startPrank(CURATOR);
        vault.decreaseIdleFloor(0);
        vault.increaseIdleFloor(within(floorBps, 0, 10_000));
        VM.stopPrank();
    }

    function rotateQueue() external keepsPrice {
        address[] memory queue = vault.adapters();
        (queue[0], queue[1], queue[2]) = (queue[1], queue[2], queue[0]);
        VM.prank(CURATOR);
        vault.setWithdrawalQueue(queue);
    }

    function togglePause(uint256 odds) external keepsPrice {
        if (vault.paused()) {
            VM.prank(OWNER);
            vault.unpause();
        } else if (odds % 4 == 0) {
            VM.prank(GUARDIAN);
            vault.pause();
        }
    }

    /* MARKETS */

    function earn(uint256 which, uint256 assets) external movesPrice {
        CashAdapter adapter = adapters[which % 3];
        adapter.gain(within(assets, 0, 10 ** 12));
    }

    function lose(uint256 which, uint256 assets) external movesPrice {
        CashAdapter adapter = adapters[which % 3];
        uint256 position = livePosition(which % 3);
        adapter.lose(within(assets, 0, position / 10));
    }

    function lend(uint256 which, uint256 assets) external keepsPrice {
        adapters[which % 3].lock(within(assets, 0, 10 ** 15));
    }

    function toggleReadable() external movesPrice {
        UnreadableAdapter adapter = UnreadableAdapter(address(adapters[2]));
        adapter.setBroken(!adapter.broken());
    }

    /* WHAT THE INVARIANTS ASK */

    /// @dev The position itself, also when the adapter does not answer.
    function livePosition(uint256 which) private returns (uint256 position) {
        UnreadableAdapter adapter = UnreadableAdapter(address(adapters[2]));
        if (!isBroken(adapters[which])) return adapters[which].totalAssets();
        adapter.setBroken(false);
        position = adapter.totalAssets();
        adapter.setBroken(true);
    }

    /// @dev The position as the vault must count it.
    function counted(uint256 which) external view returns (uint256) {
        if (!isBroken(adapters[which])) return adapters[which].totalAssets();
        return vault.adapterState(address(adapters[2])).lastTotalAssets;
    }

    function owed() external view returns (uint256 assets) {
        for (uint256 i = 0; i < 3; ++i) assets += vault.convertToAssets(vault.balanceOf(users[i]));
    }

    function tokensOfVault() external view returns (uint256) {
        return token.balanceOf(address(vault));
    }
}

/// @title What holds after any sequence of actions by depositors, keeper, curator, guardian, owner and markets
contract InvariantsTest is TestBase {
    VaultHandler internal handler;
    IYieldVault internal vault;

    function setUp() public {
        handler = new VaultHandler(6);
        vault = IYieldVault(handler.getVault());
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_TotalIsIdleAndPositions() public view {
        assertEq(vault.totalAssets(), vault.idle() + handler.counted(0) + handler.counted(1) + handler.counted(2), "total assets");
        assertLe(handler.owed(), vault.totalAssets(), "owed to depositors");
    }

    function invariant_IdleIsTheBalanceLessDonations() public view {
        assertEq(vault.idle() + handler.donated(), handler.tokensOfVault(), "idle");
    }

    function invariant_PriceFallsOnlyByMarketLosses() public view {
        assertEq(handler.priceFalls(), 0, "falls of the price by anything but a market");
    }

    function invariant_RebalancesRespectLimits() public view {
        assertEq(handler.limitBreaches(), 0, "allocations past a limit");
    }

    /// @dev Keeps the suite from passing because nothing happened: no action may revert, so each call is an action done.
    function afterInvariant() public view {
        assertTrue(handler.calls() >= 90, "hardly any call");
    }
}
