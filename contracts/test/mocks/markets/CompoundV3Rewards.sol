// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICometRewards} from "../../../interfaces/external/ICometRewards.sol";

/// @title CompoundV3Rewards: what an account is owed, as the test says, paid as CometRewards pays it: to others only by the account itself,
/// to the account by anybody
/// @notice Stands in because Comet has no package.
contract CompoundV3Rewards is ICometRewards {
    mapping(address comet => address) private _token;
    mapping(address comet => mapping(address account => uint256)) public owed;

    /* THE TEST'S HANDS */

    function setToken(address comet, address token) external {
        _token[comet] = token;
    }

    function accrue(address comet, address account, uint256 amount) external {
        owed[comet][account] += amount;
    }

    /* COMETREWARDS */

    function claim(address comet, address src, bool) external {
        _pay(comet, src, src);
    }

    function claimTo(address comet, address src, address to, bool) external {
        require(src == msg.sender, "NotPermitted");
        _pay(comet, src, to);
    }

    function rewardConfig(address comet) external view returns (address token, uint64 rescaleFactor, bool shouldUpscale) {
        return (_token[comet], 1e12, true);
    }

    function _pay(address comet, address src, address to) private {
        require(_token[comet] != address(0), "NotSupported");
        uint256 amount = owed[comet][src];
        delete owed[comet][src];
        if (amount != 0) require(IERC20(_token[comet]).transfer(to, amount), "TransferOutFailed");
    }
}
