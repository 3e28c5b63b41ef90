// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Limit} from "../../libraries/PackedLimits.sol";
import {VaultFixture} from "./VaultFixture.sol";

/// @notice The share price as a fraction, the virtual asset and the virtual shares included.
struct Price {
    uint256 assets;
    uint256 shares;
}

/// @title PriceFixture: the share price to the last bit, and what moves it: time, fees, an owner who opens the vault again
abstract contract PriceFixture is VaultFixture {
    address internal constant TREASURY = address(0x0777);
    uint256 internal constant BPS = 10_000;

    function virtualShares() internal view returns (uint256) {
        return 10 ** (vault.decimals() - token.decimals());
    }

    /// @dev Fees that are due but not yet minted are not in it: accrue first where there are any.
    function price() internal view returns (Price memory) {
        return Price({assets: vault.totalAssets() + 1, shares: vault.totalSupply() + virtualShares()});
    }

    function assertNotBelow(Price memory actual, Price memory least, string memory what) internal pure {
        assertLe(least.assets * actual.shares, actual.assets * least.shares, what);
    }

    function pass(uint256 seconds_) internal {
        VM.warp(block.timestamp + seconds_);
    }

    /// @dev Lets as much time pass as it takes until nothing waits to be released any more.
    function release() internal {
        while (vault.totalAssets() < vault.grossAssets()) {
            pass(365 days);
            vault.accrue();
        }
    }

    /// @dev Has the vault notice what its adapters report, and opens it again where that closed it.
    function settle() internal {
        vault.accrue();
        if (!isClosed()) return;
        VM.prank(OWNER);
        vault.reset();
    }

    function setFees(uint256 managementBps, uint256 performanceBps) internal {
        setLimit(Limit.ManagementFeeBps, managementBps);
        setLimit(Limit.PerformanceFeeBps, performanceBps);
        setFeeRecipient(TREASURY);
    }

    function setFeeRecipient(address recipient) internal {
        VM.prank(CURATOR);
        vault.setFeeRecipient(recipient);
    }

    function contribute(uint256 assets) internal {
        token.mint(address(this), assets);
        token.approve(address(vault), assets);
        vault.contribute(assets);
    }

    function forceDeallocate(address user, address adapter, uint256 assets, uint256 maxLossBps) internal returns (uint256 shares) {
        VM.prank(user);
        return vault.forceDeallocate(adapter, assets, user, maxLossBps);
    }

    function worth(address user) internal view returns (uint256) {
        return vault.convertToAssets(vault.balanceOf(user));
    }
}
