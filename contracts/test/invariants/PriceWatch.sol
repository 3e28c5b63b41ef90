// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Status} from "../../interfaces/VaultTypes.sol";
import {Limit} from "../../libraries/PackedLimits.sol";
import {VaultWatch} from "./VaultWatch.sol";

/// @notice What the present action may do. Whatever it does not say must stay as it was.
/// @param accrues It brings the vault's books up to date.
/// @param sourcesFall What sources are worth may fall by any amount.
/// @param sourcesRise It may rise, which the price follows as far as time has let it.
/// @param movesNonce No plan made before it may still run.
/// @param opens The vault may be opened.
/// @param gift Assets given up for the benefit of all shares alike.
/// @param lostParts What rebalances lost, in parts of gross assets.
struct Expectation {
    bool accrues;
    bool sourcesFall;
    bool sourcesRise;
    bool movesNonce;
    bool opens;
    uint256 gift;
    uint256 lostParts;
}

/// @title PriceWatch: what each kind of action may do to share price, status and nonce
/// @notice Only markets, and rebalances by what they lost, make the price fall; only time, at the greatest rate, makes it rise.
abstract contract PriceWatch is VaultWatch {
    /// Shares that are priced, so many that the price has 18 digits.
    uint256 internal constant SHARES = 1e30;
    uint256 private constant VIRTUAL_SHARES = 1e12;

    Expectation internal expected;
    /// Actions that went through, those of them that did something, and what these did.
    uint256 public calls;
    uint256 public deeds;
    mapping(bytes32 deed => uint256) public done;

    /// The price after the last action.
    uint256 internal lastPrice;
    /// The price when the books were last brought up to date, and how fast it may have risen since.
    uint256 private _accruedPrice;
    uint256 private _accruedAt;
    uint256 private _growthBps;
    uint256 private _nonce;
    Status private _status;

    modifier watched() {
        _;
        checkPrice();
        checkStatus();
        afterAction();
        delete expected;
        ++calls;
    }

    function startWatching() internal {
        vault.accrue();
        lastPrice = price();
        noteAccrual();
        (_nonce, _status) = (vault.stateNonce(), statusOf());
    }

    /// @dev An action that had nothing to do does not say this.
    function did(bytes32 deed) internal {
        ++deeds;
        ++done[deed];
    }

    function pass(uint256 time) internal {
        VM.warp(block.timestamp + time);
        uint256 price_ = price();
        // A fee on what is left after earlier fees is a little more of it.
        uint256 feeBps = (limitOf(Limit.ManagementFeeBps) * 11) / 10 + 1;
        uint256 fee = (lastPrice * feeBps * time) / (BPS * 365 days);
        assertLe(lastPrice, price_ + fee + perShare(1 + rounding()), "time costs no more than the fee");
        lastPrice = price_;
    }

    /// @dev What else must hold after each action.
    function afterAction() internal virtual {}

    /// @dev Units that one action on the present sources may lose by rounding.
    function rounding() internal pure virtual returns (uint256);

    function price() internal view returns (uint256) {
        return vault.convertToAssets(SHARES);
    }

    /// @dev What so many units are for each share, in units of the price, rounded up.
    function perShare(uint256 units) internal view returns (uint256) {
        return (units * SHARES) / (vault.totalSupply() + VIRTUAL_SHARES) + 1;
    }

    function statusOf() internal view returns (Status status) {
        (status, ) = vault.status();
    }

    function checkPrice() private {
        uint256 price_ = price();
        uint256 slack = perShare(rounding());
        if (!expected.sourcesFall) {
            uint256 least = lastPrice - (lastPrice * expected.lostParts) / PARTS;
            assertLe(least, price_ + slack, "the price falls by market and rebalance losses only");
        }
        bool mayRise = expected.accrues || expected.sourcesRise;
        if (!mayRise) assertLe(price_, lastPrice + slack, "the price stays while books and sources do");
        uint256 growth = (_accruedPrice * _growthBps * (block.timestamp - _accruedAt)) / (BPS * 365 days);
        // Rounding against whoever left is for the benefit of those who stayed.
        uint256 most = _accruedPrice + growth + perShare(2 + expected.gift + rounding());
        assertLe(price_, most, "the price rises no faster than it may");
        lastPrice = price_;
        if (expected.accrues) noteAccrual();
    }

    function noteAccrual() private {
        (_accruedPrice, _accruedAt, _growthBps) = (lastPrice, block.timestamp, limitOf(Limit.GrowthBpsPerYear));
    }

    function checkStatus() private {
        (uint256 nonce, Status status) = (vault.stateNonce(), statusOf());
        if (!expected.opens) assertTrue(status >= _status, "only the owner opens the vault");
        bool moved = expected.movesNonce || status != _status;
        assertTrue(moved ? nonce > _nonce : nonce == _nonce, "the nonce moves with every change and with nothing else");
        (_nonce, _status) = (nonce, status);
    }
}
