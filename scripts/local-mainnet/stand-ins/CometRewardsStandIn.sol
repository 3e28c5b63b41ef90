// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

interface IRewardedComet {
    function accrueAccount(address account) external;
    function baseAccrualScale() external view returns (uint64);
    function baseTrackingAccrued(address account) external view returns (uint64);
    function hasPermission(address owner, address manager) external view returns (bool);
}

/// @title CometRewardsStandIn: STAND-IN for Compound's CometRewards (0x1B0e765F6224C21223AeA2af16c1C46E38885a40)
/// @notice Not Compound's code: the same ABI and behaviour for local chains, as far as claims go. As in the original: anybody may have an
/// account's rewards paid to the account, only the account and its managers to others; a market's token is set once; what the market
/// counts with `baseAccrualScale` is scaled to the token's decimals. Left out: withdrawals and hand-over by the governor.
contract CometRewardsStandIn {
    using SafeERC20 for IERC20Metadata;

    error AlreadyConfigured(address comet);
    error NotPermitted(address caller);
    error NotSupported(address comet);

    event RewardClaimed(address indexed recipient, address indexed token, uint256 amount);

    struct RewardConfig {
        address token;
        uint64 rescaleFactor;
        bool shouldUpscale;
    }

    struct RewardOwed {
        address token;
        uint256 owed;
    }

    /// @notice Sets the markets' tokens.
    address public immutable governor;

    /// @notice The token of each market.
    mapping(address comet => RewardConfig) public rewardConfig;

    /// @notice What each account has claimed, in the token's decimals.
    mapping(address comet => mapping(address account => uint256 claimed)) public rewardsClaimed;

    constructor(address governor_) {
        governor = governor_;
    }

    /// @notice Sets the token of a market, once; by the governor.
    function setRewardConfig(address comet, address token) external {
        if (msg.sender != governor) revert NotPermitted(msg.sender);
        if (rewardConfig[comet].token != address(0)) revert AlreadyConfigured(comet);
        uint64 accrualScale = IRewardedComet(comet).baseAccrualScale();
        uint64 tokenScale = uint64(10 ** IERC20Metadata(token).decimals());
        bool shouldUpscale = tokenScale >= accrualScale;
        rewardConfig[comet] = RewardConfig(token, shouldUpscale ? tokenScale / accrualScale : accrualScale / tokenScale, shouldUpscale);
    }

    /// @notice What an account can claim now; not a view, since the market accrues first.
    function getRewardOwed(address comet, address account) external returns (RewardOwed memory) {
        RewardConfig memory config = _configOf(comet);
        IRewardedComet(comet).accrueAccount(account);
        return RewardOwed(config.token, _accrued(comet, account, config) - rewardsClaimed[comet][account]);
    }

    /// @notice Pays an account its rewards; anybody may.
    function claim(address comet, address src, bool shouldAccrue) external {
        _claim(comet, src, src, shouldAccrue);
    }

    /// @notice Pays an account's rewards to `to`; by the account or its managers in the market.
    function claimTo(address comet, address src, address to, bool shouldAccrue) external {
        if (!IRewardedComet(comet).hasPermission(src, msg.sender)) revert NotPermitted(msg.sender);
        _claim(comet, src, to, shouldAccrue);
    }

    function _claim(address comet, address src, address to, bool shouldAccrue) private {
        RewardConfig memory config = _configOf(comet);
        if (shouldAccrue) IRewardedComet(comet).accrueAccount(src);
        uint256 accrued = _accrued(comet, src, config);
        uint256 owed = accrued - rewardsClaimed[comet][src];
        if (owed == 0) return;
        rewardsClaimed[comet][src] = accrued;
        IERC20Metadata(config.token).safeTransfer(to, owed);
        emit RewardClaimed(to, config.token, owed);
    }

    function _configOf(address comet) private view returns (RewardConfig memory config) {
        config = rewardConfig[comet];
        if (config.token == address(0)) revert NotSupported(comet);
    }

    function _accrued(address comet, address account, RewardConfig memory config) private view returns (uint256) {
        uint256 accrued = IRewardedComet(comet).baseTrackingAccrued(account);
        return config.shouldUpscale ? accrued * config.rescaleFactor : accrued / config.rescaleFactor;
    }
}
