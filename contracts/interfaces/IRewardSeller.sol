// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Feed} from "../libraries/PriceFeed.sol";

/// @notice How one reward token may be sold.
/// @param path Uniswap V3 path from the token to the vault's asset: token, fee (three bytes), token, and so on.
/// @param rewardFeed The token's price in USD.
/// @param assetFeed The price of the vault's asset in USD.
/// @param maxSlippageBps How far below its value at these prices the token may be sold: pool fees, price impact and what the feeds lag.
struct Route {
    bytes path;
    Feed rewardFeed;
    Feed assetFeed;
    uint16 maxSlippageBps;
}

/// @notice A token and how it may be sold.
struct RoutedToken {
    address token;
    Route route;
}

/// @title IRewardSeller: sells what the markets pay on top, and gives the vault what it got
/// @notice Amounts are in smallest units; what a sale brings and what it is worth are in the vault's asset.
interface IRewardSeller {
    /* EVENTS */

    /// @notice A token may be sold by this route from now on.
    event RouteSet(address indexed sender, address indexed token, Route route);

    /// @notice A token can no longer be sold.
    event RouteRemoved(address indexed sender, address indexed token);

    /// @notice Rewards were sold.
    /// @param sender The keeper.
    /// @param token The reward token.
    /// @param amount How much of it went.
    /// @param assets How much of the vault's asset came.
    /// @param oracleAssets What was offered for sale was worth at the feeds' prices, in the vault's asset.
    event RewardsSold(address indexed sender, address indexed token, uint256 amount, uint256 assets, uint256 oracleAssets);

    /// @notice The vault took assets into its idle balance.
    event AssetsContributed(address indexed sender, uint256 assets);

    /// @notice A token that cannot be sold went to the fixed recipient.
    event TokenSwept(address indexed sender, address indexed token, uint256 amount);

    /* ERRORS */

    /// @notice There is no allowed way to sell this token.
    error NoRoute(address token);
    /// @notice This token is to be sold or contributed, not sent away.
    error NotSweepable(address token);
    /// @notice There is none of this token here.
    error NothingHere(address token);
    /// @notice The path is not one of Uniswap V3 from the token to the vault's asset.
    error PathNotToAsset(address token, bytes path);
    /// @notice The slippage exceeds what any route may have.
    error SlippageOutOfRange(uint256 maxSlippageBps, uint256 ceilingBps);
    /// @notice The sale came too late.
    error DeadlinePassed(uint256 deadline, uint256 timestamp);
    /// @notice Fewer assets arrived than the keeper asked for or the feeds allow.
    error TooFewAssets(uint256 assets, uint256 minAssets);

    /* SELLING */

    /// @notice Sells rewards by their route and gives the vault what arrived. Keeper only.
    /// @param token A reward token with a route.
    /// @param amount How much of it; `type(uint256).max` means all that is here.
    /// @param minAssetsOut Least assets to get for it. What the feeds say, less the route's slippage, holds if it is more.
    /// @param deadline Last valid block timestamp, unix seconds.
    /// @return assets What arrived, and went on to the vault.
    function sell(address token, uint256 amount, uint256 minAssetsOut, uint256 deadline) external returns (uint256 assets);

    /// @notice Gives the vault the assets that lie here: rewards paid in the vault's own asset. Keeper only.
    /// @return assets What the vault took.
    function contribute() external returns (uint256 assets);

    /// @notice Sends all of a token that has no route to the fixed recipient. Curator only.
    /// @param token Neither the asset nor a token with a route.
    /// @return amount What was sent.
    function sweep(address token) external returns (uint256 amount);

    /* ROUTES */

    /// @notice Allows a token to be sold, or changes how. Curator and timelock; but curator or guardian, at once, if the route stays as it
    /// is except for less slippage or younger prices.
    /// @param token Not the vault's asset.
    /// @param newRoute How it may be sold.
    function setRoute(address token, Route calldata newRoute) external;

    /// @notice Stops sales of a token, at once. Curator or guardian.
    /// @param token A token with a route.
    function removeRoute(address token) external;

    /// @notice Gives up a function for good, after the timelock: with `setRoute`'s selector, routes can only be tightened and removed. Curator
    /// only.
    /// @param selector The function's selector.
    function abdicate(bytes4 selector) external;

    /* VIEWS */

    /// @notice The vault whose rewards these are.
    function vault() external view returns (address);

    /// @notice The vault's asset, for which everything is sold.
    function asset() external view returns (address);

    /// @notice Where tokens without a route go.
    function sweepRecipient() external view returns (address);

    /// @notice How long a new route can be seen before it can be used.
    function timelockSeconds() external view returns (uint256);

    /// @notice How a token may be sold; an empty path if it may not.
    function route(address token) external view returns (Route memory);

    /// @notice What an amount of a token with a route is worth at the feeds' prices, in the vault's asset, rounded down. Reverts where a
    /// price cannot be used.
    function oracleAssets(address token, uint256 amount) external view returns (uint256 assets);
}
