// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {CashAdapter} from "../mocks/CashAdapter.sol";
import {Token} from "../mocks/Token.sol";
import {UnreadableAdapter} from "../mocks/UnreadableAdapter.sol";
import {IVaultUnderTest} from "./IVaultUnderTest.sol";
import {PriceFixture} from "./PriceFixture.sol";

/// @title ERC4626Properties: what ERC-4626 asks of a vault, and what it only recommends, for assets of 6, 8 and 18 decimals
/// @notice A test names a state and brings the vault into it; everything here must hold in each. Maxima are held to be exact: what they
/// promise goes through to the last unit, in a call by one account for a second from a third, and one unit more reverts.
abstract contract ERC4626Properties is PriceFixture {
    address internal constant CALLER = address(0x0888);
    address internal constant RECEIVER = address(0x0999);

    /// Reads as an answer from `within`, but leaves room for what a test adds.
    uint256 internal constant HUGE = 1e24;

    IVaultUnderTest[3] private _vaults;
    Token[3] private _tokens;
    UnreadableAdapter[3] private _firsts;
    CashAdapter[3] private _seconds;
    uint256 private _random;

    /// In the queue one after the other; the first is sound unless the test breaks it.
    UnreadableAdapter internal first;
    CashAdapter internal second;

    /* THE STATE */

    /// @dev Brings a new vault into the state, in one of the many ways `some` chooses between.
    function arrange() internal virtual;

    function setUp() public {
        uint8[3] memory decimals = [6, 8, 18];
        for (uint256 i = 0; i < 3; ++i) {
            setUpVault(decimals[i]);
            (_vaults[i], _tokens[i]) = (vault, token);
            _firsts[i] = new UnreadableAdapter(address(vault));
            addAdapter(address(_firsts[i]));
            _seconds[i] = newAdapter();
        }
    }

    modifier inState(uint256 seed) {
        uint256 i = seed % 3;
        (vault, token, first, second) = (_vaults[i], _tokens[i], _firsts[i], _seconds[i]);
        _random = seed;
        arrange();
        _;
    }

    /// @dev A number up to `most`, of any order of magnitude.
    function some(uint256 most) internal returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return within(_random >> (_random % 256), 0, most);
    }

    /// @dev Two depositors, and money in both adapters.
    function enter() internal {
        deposit(ALICE, 1 + some(HUGE));
        deposit(BOB, 1 + some(HUGE));
        invest(address(first), some(vault.idle()));
        invest(address(second), some(vault.idle()));
    }

    function invest(address adapter, uint256 assets) internal {
        if (assets != 0) allocate(adapter, assets);
    }

    /* SHORTHANDS */

    /// @dev Often the most, else anything up to it.
    function pick(uint256 fuzzed, uint256 most) internal pure returns (uint256) {
        return fuzzed % 4 == 0 ? most : within(fuzzed / 4, 0, most);
    }

    /// @dev Gives the account the assets, and the vault an allowance of exactly that.
    function fund(address account, uint256 assets) internal {
        token.mint(account, assets);
        VM.prank(account);
        token.approve(address(vault), assets);
    }

    function approveShares(address owner, address spender, uint256 shares) internal {
        VM.prank(owner);
        vault.approve(spender, shares);
    }

    /* ENTRY */

    function testFuzz_DepositIsExact(uint256 seed, uint256 assets) public inState(seed) {
        assets = pick(assets, vault.maxDeposit(RECEIVER));
        uint256 shares = vault.previewDeposit(assets);
        uint256 others = worth(ALICE);
        uint256 balance = token.balanceOf(address(vault));
        fund(CALLER, assets);
        VM.expectEmit(address(vault));
        emit IERC4626.Deposit(CALLER, RECEIVER, assets, shares);
        VM.prank(CALLER);
        assertEq(vault.deposit(assets, RECEIVER), shares, "shares returned");
        checkEntry(assets, shares, others, balance);
    }

    function testFuzz_MintIsExact(uint256 seed, uint256 shares) public inState(seed) {
        shares = pick(shares, vault.maxMint(RECEIVER));
        uint256 assets = vault.previewMint(shares);
        uint256 others = worth(ALICE);
        uint256 balance = token.balanceOf(address(vault));
        fund(CALLER, assets);
        VM.expectEmit(address(vault));
        emit IERC4626.Deposit(CALLER, RECEIVER, assets, shares);
        VM.prank(CALLER);
        assertEq(vault.mint(shares, RECEIVER), assets, "assets returned");
        checkEntry(assets, shares, others, balance);
    }

    function checkEntry(uint256 assets, uint256 shares, uint256 others, uint256 balance) internal view {
        assertEq(vault.balanceOf(RECEIVER), shares, "shares received");
        assertEq(vault.balanceOf(CALLER), 0, "shares of the caller");
        assertEq(token.balanceOf(CALLER), 0, "assets of the caller");
        assertEq(token.allowance(CALLER, address(vault)), 0, "allowance");
        assertEq(token.balanceOf(address(vault)), balance + assets, "assets of the vault");
        assertLe(others, worth(ALICE), "others lose nothing");
    }

    /// @dev Where the maximum is zero, this is any entry at all.
    function testFuzz_OneMoreThanMaximumIsRefused(uint256 seed, uint256 more) public inState(seed) {
        (uint256 assets, uint256 shares) = (vault.maxDeposit(RECEIVER), vault.maxMint(RECEIVER));
        more = pick(more, HUGE) + 1;
        fund(CALLER, type(uint200).max);
        VM.startPrank(CALLER);
        VM.expectRevert(abi.encodeWithSelector(ERC4626.ERC4626ExceededMaxDeposit.selector, RECEIVER, assets + more, assets));
        vault.deposit(assets + more, RECEIVER);
        VM.expectRevert(abi.encodeWithSelector(ERC4626.ERC4626ExceededMaxMint.selector, RECEIVER, shares + more, shares));
        vault.mint(shares + more, RECEIVER);
    }

    /* EXIT */

    function testFuzz_WithdrawIsExact(uint256 seed, uint256 assets) public inState(seed) {
        assets = pick(assets, vault.maxWithdraw(ALICE));
        uint256 shares = vault.previewWithdraw(assets);
        uint256 left = vault.balanceOf(ALICE) - shares;
        uint256 others = worth(BOB);
        refuseWithout(shares, abi.encodeWithSignature("withdraw(uint256,address,address)", assets, RECEIVER, ALICE));
        approveShares(ALICE, CALLER, shares);
        VM.expectEmit(address(vault));
        emit IERC4626.Withdraw(CALLER, RECEIVER, ALICE, assets, shares);
        VM.prank(CALLER);
        assertEq(vault.withdraw(assets, RECEIVER, ALICE), shares, "shares returned");
        checkExit(assets, left, others);
    }

    function testFuzz_RedeemIsExact(uint256 seed, uint256 shares) public inState(seed) {
        shares = pick(shares, vault.maxRedeem(ALICE));
        uint256 assets = vault.previewRedeem(shares);
        uint256 left = vault.balanceOf(ALICE) - shares;
        uint256 others = worth(BOB);
        refuseWithout(shares, abi.encodeWithSignature("redeem(uint256,address,address)", shares, RECEIVER, ALICE));
        approveShares(ALICE, CALLER, shares);
        VM.expectEmit(address(vault));
        emit IERC4626.Withdraw(CALLER, RECEIVER, ALICE, assets, shares);
        VM.prank(CALLER);
        assertEq(vault.redeem(shares, RECEIVER, ALICE), assets, "assets returned");
        checkExit(assets, left, others);
    }

    function checkExit(uint256 assets, uint256 left, uint256 others) internal view {
        assertEq(vault.balanceOf(ALICE), left, "shares of the owner");
        assertEq(vault.allowance(ALICE, CALLER), 0, "allowance");
        assertEq(token.balanceOf(RECEIVER), assets, "assets received");
        assertEq(token.balanceOf(ALICE) + token.balanceOf(CALLER), 0, "assets of the others");
        assertLe(others, worth(BOB), "others lose nothing");
    }

    /// @dev An allowance that is one share short is none.
    function refuseWithout(uint256 shares, bytes memory call) internal {
        if (shares == 0) return;
        approveShares(ALICE, CALLER, shares - 1);
        VM.prank(CALLER);
        (bool success, bytes memory answer) = address(vault).call(call);
        assertTrue(!success, "exit without allowance");
        assertEq(bytes32(bytes4(answer)), bytes32(IERC20Errors.ERC20InsufficientAllowance.selector), "reason");
    }

    /// @dev Where the maximum is zero, this is any exit at all. Of shares, only as many more as are worth a unit must be refused.
    function testFuzz_OneMoreThanMaximumIsNotPaid(uint256 seed, uint256 more) public inState(seed) {
        uint256 assets = vault.maxWithdraw(ALICE);
        uint256 shares = vault.maxRedeem(ALICE);
        assertNear(vault.previewRedeem(shares), assets, 1, 0, "both maxima are worth the same");
        more = pick(more, HUGE) + 1;
        bool isAll = shares == vault.balanceOf(ALICE);
        uint256 unit = isAll ? 0 : vault.previewWithdraw(1);
        VM.startPrank(ALICE);
        VM.expectRevert();
        vault.withdraw(assets + more, ALICE, ALICE);
        VM.expectRevert();
        vault.redeem(shares + unit + more, ALICE, ALICE);
    }

    function testFuzz_WhoHasNoSharesGetsNothing(uint256 seed, address account) public inState(seed) {
        if (vault.balanceOf(account) != 0) return;
        assertEq(vault.maxWithdraw(account), 0, "maxWithdraw");
        assertEq(vault.maxRedeem(account), 0, "maxRedeem");
    }

    /* EVERY STATE */

    function testFuzz_NothingCanAlwaysBeMoved(uint256 seed) public inState(seed) {
        VM.startPrank(CALLER);
        VM.expectEmit(address(vault));
        emit IERC4626.Deposit(CALLER, RECEIVER, 0, 0);
        assertEq(vault.deposit(0, RECEIVER), 0, "deposit");
        VM.expectEmit(address(vault));
        emit IERC4626.Deposit(CALLER, RECEIVER, 0, 0);
        assertEq(vault.mint(0, RECEIVER), 0, "mint");
        VM.expectEmit(address(vault));
        emit IERC4626.Withdraw(CALLER, RECEIVER, ALICE, 0, 0);
        assertEq(vault.withdraw(0, RECEIVER, ALICE), 0, "withdraw");
        VM.expectEmit(address(vault));
        emit IERC4626.Withdraw(CALLER, RECEIVER, ALICE, 0, 0);
        assertEq(vault.redeem(0, RECEIVER, ALICE), 0, "redeem");
    }

    /// @dev Two accounts see one price. It is the same before the vault brings its books up to date and after, open and closed.
    function testFuzz_OnePriceForAllAtAnyTime(uint256 seed, uint256 amount) public inState(seed) {
        amount = within(amount, 0, HUGE);
        VM.prank(ALICE);
        bytes32 before = keccak256(abi.encode(prices(amount)));
        VM.prank(CALLER);
        assertEq(keccak256(abi.encode(prices(amount))), before, "for another");
        vault.accrue();
        assertEq(keccak256(abi.encode(prices(amount))), before, "accrued");
        VM.prank(GUARDIAN);
        vault.pause();
        assertEq(keccak256(abi.encode(prices(amount))), before, "paused");
    }

    function prices(uint256 amount) internal view returns (uint256[7] memory) {
        return
            [
                vault.totalAssets(),
                vault.convertToShares(amount),
                vault.convertToAssets(amount),
                vault.previewDeposit(amount),
                vault.previewMint(amount),
                vault.previewWithdraw(amount),
                vault.previewRedeem(amount)
            ];
    }

    /// @dev Against the exact fraction assets × (supply + virtual) / (total + 1), or its inverse: always against the caller, by less than one.
    function testFuzz_EveryRoundingIsAgainstTheCaller(uint256 seed, uint256 amount) public inState(seed) {
        amount = within(amount, 0, HUGE);
        uint256[7] memory said = prices(amount);
        vault.accrue();
        uint256 total = vault.totalAssets() + 1;
        uint256 supply = vault.totalSupply() + virtualShares();
        assertEq(said[1], (amount * supply) / total, "convertToShares down");
        assertEq(said[2], (amount * total) / supply, "convertToAssets down");
        assertEq(said[3], (amount * supply) / total, "previewDeposit down");
        assertEq(said[4], (amount * total + supply - 1) / supply, "previewMint up");
        assertEq(said[5], (amount * supply + total - 1) / total, "previewWithdraw up");
        assertEq(said[6], (amount * total) / supply, "previewRedeem down");
    }

    /// @dev For anybody, nobody included.
    function testFuzz_ViewsNeverRevert(uint256 seed, address account) public inState(seed) {
        assertEq(vault.asset(), address(token), "asset");
        assertEq(vault.decimals(), token.decimals() < 12 ? 18 : token.decimals() + 6, "decimals");
        vault.totalAssets();
        address[2] memory accounts = [account, address(0)];
        for (uint256 i = 0; i < 2; ++i) {
            vault.maxDeposit(accounts[i]);
            vault.maxMint(accounts[i]);
            assertLe(vault.maxWithdraw(accounts[i]), worth(accounts[i]), "maxWithdraw");
            assertLe(vault.maxRedeem(accounts[i]), vault.balanceOf(accounts[i]), "maxRedeem");
        }
    }

    /* ROUND TRIPS */

    /// @dev In by either way, out by either way.
    function testFuzz_InAndOutNeverProfits(uint256 seed, uint256 amount, bool byMint, bool byRedeem) public inState(seed) {
        uint256 cost = pick(amount, vault.maxDeposit(CALLER));
        uint256 shares = pick(amount, vault.maxMint(CALLER));
        if (byMint) cost = vault.previewMint(shares);
        fund(CALLER, cost);
        VM.startPrank(CALLER);
        if (byMint) vault.mint(shares, CALLER);
        else vault.deposit(cost, CALLER);
        if (byRedeem) vault.redeem(vault.maxRedeem(CALLER), CALLER, CALLER);
        else vault.withdraw(vault.maxWithdraw(CALLER), CALLER, CALLER);
        assertLe(token.balanceOf(CALLER), cost, "assets");
    }

    /// @dev Out by either way, and in again by either way, as far as deposits are open.
    function testFuzz_OutAndInNeverProfits(uint256 seed, uint256 amount, bool byRedeem, bool byMint) public inState(seed) {
        uint256 sharesBefore = vault.balanceOf(ALICE);
        if (byRedeem) redeem(ALICE, pick(amount, vault.maxRedeem(ALICE)));
        else withdraw(ALICE, pick(amount, vault.maxWithdraw(ALICE)));
        uint256 paid = token.balanceOf(ALICE);
        uint256 burned = sharesBefore - vault.balanceOf(ALICE);
        VM.startPrank(ALICE);
        token.approve(address(vault), type(uint256).max);
        if (byMint) {
            if (burned > vault.maxMint(ALICE)) return;
            assertLe(paid, vault.previewMint(burned), "cost of the same shares");
        } else {
            if (paid > vault.maxDeposit(ALICE)) return;
            vault.deposit(paid, ALICE);
            assertLe(vault.balanceOf(ALICE), sharesBefore, "shares");
        }
    }

    /* ERC-2612 */

    function testFuzz_APermitIsAnAllowance(uint256 seed, uint256 key) public inState(seed) {
        key = within(key, 1, type(uint128).max);
        address signer = VM.addr(key);
        uint256 shares = vault.maxRedeem(ALICE);
        VM.prank(ALICE);
        vault.transfer(signer, shares);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                signer,
                CALLER,
                shares,
                0,
                block.timestamp
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", vault.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        vault.permit(signer, CALLER, shares, block.timestamp, v, r, s);
        uint256 expected = vault.previewRedeem(shares);
        VM.prank(CALLER);
        assertEq(vault.redeem(shares, RECEIVER, signer), expected, "assets");
        assertEq(token.balanceOf(RECEIVER), expected, "received");
        assertEq(vault.allowance(signer, CALLER), 0, "allowance");
    }
}
