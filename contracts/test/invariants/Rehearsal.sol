// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Status} from "../../interfaces/VaultTypes.sol";
import {TestBase} from "../base/TestBase.sol";
import {IVaultUnderTest} from "../base/IVaultUnderTest.sol";
import {Token} from "../mocks/Token.sol";

/// @title Rehearsal: does something to the vault, says how it went, and undoes it
contract Rehearsal is TestBase {
    IVaultUnderTest private immutable _vault;
    Token private immutable _token;

    error WentWell(uint256 answer);
    error WentOn();

    constructor(IVaultUnderTest vault_) {
        (_vault, _token) = (vault_, Token(vault_.asset()));
    }

    /// @notice The status that bringing the books up to date would lead to.
    function statusOnceAccrued() external returns (Status) {
        return Status(outcome(abi.encodeCall(this.accrueFirst, ())));
    }

    /// @notice Everybody takes what they can have, by one way or the other.
    function everybodyLeaves(address[] calldata people, bool redeeming) external {
        outcome(abi.encodeCall(this.leaveFirst, (people, redeeming)));
    }

    /// @notice Somebody brings as much as the vault takes, by one way or the other.
    function somebodyFillsIt(address somebody, bool minting) external {
        outcome(abi.encodeCall(this.fillFirst, (somebody, minting)));
    }

    function outcome(bytes memory rehearsed) private returns (uint256 answer) {
        (bool success, bytes memory result) = address(this).call(rehearsed);
        if (success) revert WentOn();
        if (bytes4(result) != WentWell.selector) {
            assembly {
                revert(add(result, 0x20), mload(result))
            }
        }
        assembly {
            answer := mload(add(result, 0x24))
        }
    }

    /* WHAT IS UNDONE: always reverts */

    function accrueFirst() external {
        _vault.accrue();
        (Status status, ) = _vault.status();
        revert WentWell(uint256(status));
    }

    function leaveFirst(address[] calldata people, bool redeeming) external {
        for (uint256 i = 0; i < people.length; ++i) {
            address person = people[i];
            uint256 before = _token.balanceOf(person);
            uint256 most = _vault.maxWithdraw(person);
            mustFail(person, abi.encodeWithSignature("withdraw(uint256,address,address)", most + 1, person, person));
            if (redeeming) {
                uint256 shares = _vault.maxRedeem(person);
                if (shares < _vault.balanceOf(person)) assertLe(_vault.convertToAssets(shares), most, "redeemable is liquid");
                VM.prank(person);
                assertEq(_vault.redeem(shares, person, person), _token.balanceOf(person) - before, "paid for shares");
            } else {
                VM.prank(person);
                _vault.withdraw(most, person, person);
                assertEq(_token.balanceOf(person) - before, most, "paid the most");
            }
        }
        revert WentWell(0);
    }

    function fillFirst(address somebody, bool minting) external {
        _token.mint(somebody, type(uint128).max);
        VM.prank(somebody);
        IERC20(address(_token)).approve(address(_vault), type(uint256).max);
        uint256 most = minting ? _vault.maxMint(somebody) : _vault.maxDeposit(somebody);
        string memory entry = minting ? "mint(uint256,address)" : "deposit(uint256,address)";
        mustFail(somebody, abi.encodeWithSignature(entry, most + 1, somebody));
        VM.prank(somebody);
        minting ? _vault.mint(most, somebody) : _vault.deposit(most, somebody);
        revert WentWell(0);
    }

    function mustFail(address person, bytes memory data) private {
        VM.prank(person);
        (bool success, ) = address(_vault).call(data);
        assertTrue(!success, "one more than the maximum");
    }
}
