// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRewardSeller} from "../../interfaces/IRewardSeller.sol";

/// @title IRewardSellerUnderTest: all that `RewardSeller` can do, without its code
interface IRewardSellerUnderTest is IRewardSeller {
    function submit(bytes calldata data) external;
    function revoke(bytes calldata data) external;
    function MAX_SLIPPAGE_CEILING_BPS() external view returns (uint256);
}
