// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IRewardedVault} from "./interfaces/IRewardedVault.sol";
import {IRewardSeller, Route, RoutedToken} from "./interfaces/IRewardSeller.sol";
import {IUniswapV3SwapRouter} from "./interfaces/external/IUniswapV3SwapRouter.sol";
import {Feed, PriceFeed} from "./libraries/PriceFeed.sol";
import {ReentrancyLock} from "./libraries/ReentrancyLock.sol";
import {Timelocked} from "./Timelocked.sol";

/// @title RewardSeller: where a vault's adapters send their rewards, and how these become the vault's asset
/// @notice One a vault. What lies here counts nowhere: rewards are the vault's when they have been sold and `contribute` has taken the
/// proceeds into idle.
///
/// PRICE. A sale brings at least what the route's feeds say the tokens are worth less the route's slippage, and what the keeper asks for if
/// that is more. A price that is stale or not positive stops sales of that token, nothing else. What counts is what arrives, not what the
/// router says.
///
/// ROUTES. Each token has one allowed path. Adding or loosening one waits out the timelock, in which curator and guardian can revoke it;
/// tightening or removing it is immediate. Roles are the vault's.
///
/// WHO DECIDES. The keeper times sales and contributions; the vault releases what it is given no faster than its share price may rise, so
/// nobody gains by arriving just before. A sweep takes a token from depositors for good, and a route may still be waiting for
/// its timelock: that is the curator's decision, not one about speed.
///
/// THE ASSET. A reward paid in the vault's own asset needs no sale: `contribute` passes it on. It is never swept and has no route.
///
/// ALLOWANCES. Exactly what is being sold or contributed. What the router leaves of its own is taken back; the vault takes all.
contract RewardSeller is Timelocked, ReentrancyLock, IRewardSeller {
    using Math for uint256;
    using SafeERC20 for IERC20;

    /// @notice Most that any route's `maxSlippageBps` can be: 5 %.
    uint256 public constant MAX_SLIPPAGE_CEILING_BPS = 500;

    bytes32 private constant CURATOR_ROLE = keccak256("CURATOR_ROLE");
    bytes32 private constant KEEPER_ROLE = keccak256("KEEPER_ROLE");
    bytes32 private constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    uint256 private constant BPS = 10_000;
    /// A path is a token and then, for each pool, a fee and another token.
    uint256 private constant TOKEN_BYTES = 20;
    uint256 private constant POOL_BYTES = 23;

    /// @inheritdoc IRewardSeller
    address public immutable vault;
    /// @inheritdoc IRewardSeller
    address public immutable asset;
    /// @notice The router that swaps.
    IUniswapV3SwapRouter public immutable router;
    /// @inheritdoc IRewardSeller
    address public immutable sweepRecipient;
    /// @inheritdoc IRewardSeller
    uint256 public immutable timelockSeconds;

    uint256 private immutable _assetUnit;

    mapping(address token => Route) private _routes;

    modifier onlyVaultRole(bytes32 role) {
        _checkRole(role);
        _;
    }

    /// @notice Binds the seller to a vault for good.
    /// @param vault_ The vault whose adapters send their rewards here.
    /// @param router_ Uniswap V3's SwapRouter.
    /// @param sweepRecipient_ Where tokens without a route go.
    /// @param timelockSeconds_ How long a new route can be seen before it can be used.
    /// @param routes The first routes, which need not wait: there are no depositors yet to be warned.
    constructor(
        address vault_,
        IUniswapV3SwapRouter router_,
        address sweepRecipient_,
        uint256 timelockSeconds_,
        RoutedToken[] memory routes
    ) {
        vault = vault_;
        asset = IRewardedVault(vault_).asset();
        router = router_;
        sweepRecipient = sweepRecipient_;
        timelockSeconds = timelockSeconds_;
        _assetUnit = 10 ** IERC20Metadata(asset).decimals();
        for (uint256 i = 0; i < routes.length; ++i) {
            _setRoute(routes[i].token, routes[i].route);
        }
    }

    /* SELLING */

    /// @inheritdoc IRewardSeller
    function sell(
        address token,
        uint256 amount,
        uint256 minAssetsOut,
        uint256 deadline
    ) external nonReentrant onlyVaultRole(KEEPER_ROLE) returns (uint256 assets) {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        uint256 balance = _balance(token);
        if (amount == type(uint256).max) amount = balance;
        if (amount == 0) revert NothingHere(token);
        Route memory allowed = _routeOf(token);
        uint256 worth = _oracleAssets(token, amount, allowed);
        uint256 minAssets = Math.max(minAssetsOut, worth.mulDiv(BPS - allowed.maxSlippageBps, BPS, Math.Rounding.Ceil));

        assets = _swap(token, allowed.path, amount, minAssets, deadline);

        if (assets < minAssets) revert TooFewAssets(assets, minAssets);
        emit RewardsSold(msg.sender, token, balance.saturatingSub(_balance(token)), assets, worth);
        _contribute(assets);
    }

    /// @inheritdoc IRewardSeller
    function contribute() external nonReentrant onlyVaultRole(KEEPER_ROLE) returns (uint256 assets) {
        assets = _balance(asset);
        if (assets == 0) revert NothingHere(asset);
        _contribute(assets);
    }

    /// @inheritdoc IRewardSeller
    function sweep(address token) external nonReentrant onlyVaultRole(CURATOR_ROLE) returns (uint256 amount) {
        if (token == asset || _routes[token].path.length != 0) revert NotSweepable(token);
        amount = _balance(token);
        if (amount == 0) revert NothingHere(token);
        emit TokenSwept(msg.sender, token, amount);
        IERC20(token).safeTransfer(sweepRecipient, amount);
    }

    /// @dev Returns what arrived. The router may take less than it is offered; what it leaves stays here.
    function _swap(address token, bytes memory path, uint256 amount, uint256 minAssets, uint256 deadline) private returns (uint256) {
        uint256 assetsBefore = _balance(asset);
        IERC20(token).forceApprove(address(router), amount);
        router.exactInput(IUniswapV3SwapRouter.ExactInputParams(path, address(this), deadline, amount, minAssets));
        IERC20(token).forceApprove(address(router), 0);
        return _balance(asset) - assetsBefore;
    }

    function _contribute(uint256 assets) private {
        emit AssetsContributed(msg.sender, assets);
        IERC20(asset).forceApprove(vault, assets);
        IRewardedVault(vault).contribute(assets);
    }

    /* ROUTES */

    /// @inheritdoc IRewardSeller
    function setRoute(address token, Route calldata newRoute) external nonReentrant {
        if (_tightens(_routes[token], newRoute)) {
            _checkCuratorOrGuardian();
        } else {
            _checkRole(CURATOR_ROLE);
            _passTimelock();
        }
        _setRoute(token, newRoute);
    }

    /// @inheritdoc IRewardSeller
    function removeRoute(address token) external nonReentrant {
        _checkCuratorOrGuardian();
        _routeOf(token);
        delete _routes[token];
        emit RouteRemoved(msg.sender, token);
    }

    /// @inheritdoc IRewardSeller
    function abdicate(bytes4 selector) external nonReentrant onlyVaultRole(CURATOR_ROLE) {
        _passTimelock();
        _abdicate(selector);
    }

    function _setRoute(address token, Route memory newRoute) private {
        _checkPath(token, newRoute.path);
        if (newRoute.maxSlippageBps > MAX_SLIPPAGE_CEILING_BPS) {
            revert SlippageOutOfRange(newRoute.maxSlippageBps, MAX_SLIPPAGE_CEILING_BPS);
        }
        // Reverts where there is no feed. It may be stale now: that only stops sales.
        PriceFeed.tryPriceWad(newRoute.rewardFeed);
        PriceFeed.tryPriceWad(newRoute.assetFeed);
        _routes[token] = newRoute;
        emit RouteSet(msg.sender, token, newRoute);
    }

    function _checkPath(address token, bytes memory path) private view {
        bool isPath = path.length >= TOKEN_BYTES + POOL_BYTES && path.length % POOL_BYTES == TOKEN_BYTES;
        if (!isPath || token == asset || _tokenAt(path, 0) != token || _tokenAt(path, path.length - TOKEN_BYTES) != asset) {
            revert PathNotToAsset(token, path);
        }
    }

    function _tokenAt(bytes memory path, uint256 offset) private pure returns (address token) {
        uint256 digits = 0;
        for (uint256 i = 0; i < TOKEN_BYTES; ++i) {
            digits = (digits << 8) | uint8(path[offset + i]);
        }
        return address(uint160(digits));
    }

    /// @dev The same path at the same feeds, and no bound wider. For a token without a route the path differs.
    function _tightens(Route memory current, Route memory next) private pure returns (bool) {
        return
            keccak256(current.path) == keccak256(next.path) &&
            next.maxSlippageBps <= current.maxSlippageBps &&
            _tightens(current.rewardFeed, next.rewardFeed) &&
            _tightens(current.assetFeed, next.assetFeed);
    }

    function _tightens(Feed memory current, Feed memory next) private pure returns (bool) {
        return address(next.aggregator) == address(current.aggregator) && next.maxAgeSeconds <= current.maxAgeSeconds;
    }

    /* VIEWS */

    /// @inheritdoc IRewardSeller
    function route(address token) external view returns (Route memory) {
        return _routes[token];
    }

    /// @inheritdoc IRewardSeller
    function oracleAssets(address token, uint256 amount) external view returns (uint256 assets) {
        return _oracleAssets(token, amount, _routeOf(token));
    }

    function _oracleAssets(address token, uint256 amount, Route memory allowed) private view returns (uint256) {
        uint256 tokenUnit = 10 ** IERC20Metadata(token).decimals();
        uint256 rewardPriceWad = PriceFeed.priceWad(allowed.rewardFeed);
        uint256 assetPriceWad = PriceFeed.priceWad(allowed.assetFeed);
        return amount.mulDiv(rewardPriceWad * _assetUnit, assetPriceWad * tokenUnit);
    }

    function _routeOf(address token) private view returns (Route memory found) {
        found = _routes[token];
        if (found.path.length == 0) revert NoRoute(token);
    }

    function _balance(address token) private view returns (uint256) {
        return IERC20(token).balanceOf(address(this));
    }

    /* ROLES AND TIMELOCK */

    function _checkRole(bytes32 role) private view {
        if (!_hasRole(role)) revert IAccessControl.AccessControlUnauthorizedAccount(msg.sender, role);
    }

    function _checkCuratorOrGuardian() private view {
        if (!_hasRole(GUARDIAN_ROLE)) _checkRole(CURATOR_ROLE);
    }

    function _hasRole(bytes32 role) private view returns (bool) {
        return IRewardedVault(vault).hasRole(role, msg.sender);
    }

    function _timelockSeconds() internal view override returns (uint256) {
        return timelockSeconds;
    }

    function _checkMaySubmit() internal view override {
        _checkRole(CURATOR_ROLE);
    }

    function _checkMayRevoke() internal view override {
        _checkCuratorOrGuardian();
    }
}
