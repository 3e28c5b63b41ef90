// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

interface IScaledBalanceToken {
    function getScaledUserBalanceAndSupply(address user) external view returns (uint256 balance, uint256 supply);
    function scaledTotalSupply() external view returns (uint256 supply);
}

/// @title AaveRewardsControllerStandIn: STAND-IN for Aave V3's RewardsController (0x8164Cc65827dcFe994AB23944CBC90e0aa80bFcb)
/// @notice Not Aave's code: the same ABI and behaviour for local chains, as far as suppliers use it. As in the original: a reward's index
/// grows by emission over scaled supply until the distribution's end; aTokens report every balance before it changes (`handleAction`); an
/// account is owed its scaled balance times the index's growth. Left out: transfer strategies and reward oracles, which `configureAssets`
/// takes and ignores (rewards are paid from this contract's own balance), claims on behalf of others, and the proxy.
contract AaveRewardsControllerStandIn {
    using SafeCast for uint256;
    using SafeERC20 for IERC20Metadata;

    error OnlyEmissionManager(address caller);
    error InvalidToAddress();

    event RewardsClaimed(address indexed user, address indexed reward, address indexed to, address claimer, uint256 amount);

    struct RewardsConfigInput {
        uint88 emissionPerSecond;
        uint256 totalSupply;
        uint32 distributionEnd;
        address asset;
        address reward;
        address transferStrategy;
        address rewardOracle;
    }

    struct Distribution {
        uint104 index;
        uint88 emissionPerSecond;
        uint32 lastUpdateTimestamp;
        uint32 distributionEnd;
    }

    struct UserData {
        uint104 index;
        uint128 accrued;
    }

    /// @notice Configures the distributions.
    address public immutable EMISSION_MANAGER; // solhint-disable-line var-name-mixedcase

    mapping(address asset => address[]) private _rewardsOf;
    mapping(address asset => mapping(address reward => Distribution)) private _distributions;
    mapping(address asset => mapping(address reward => mapping(address user => UserData))) private _users;

    constructor(address emissionManager) {
        EMISSION_MANAGER = emissionManager;
    }

    /* CONFIGURATION AND ACCRUAL */

    /// @notice Starts or changes distributions; by the emission manager. `totalSupply` is ignored, as in the original.
    function configureAssets(RewardsConfigInput[] calldata config) external {
        if (msg.sender != EMISSION_MANAGER) revert OnlyEmissionManager(msg.sender);
        for (uint256 i = 0; i < config.length; ++i) {
            RewardsConfigInput calldata input = config[i];
            Distribution storage distribution = _distributions[input.asset][input.reward];
            if (distribution.lastUpdateTimestamp == 0) _rewardsOf[input.asset].push(input.reward);
            _updateIndex(input.asset, distribution, IScaledBalanceToken(input.asset).scaledTotalSupply());
            distribution.emissionPerSecond = input.emissionPerSecond;
            distribution.distributionEnd = input.distributionEnd;
        }
    }

    /// @notice Told by an aToken or debt token before a balance of its changes; both amounts scaled.
    function handleAction(address user, uint256 totalSupply, uint256 userBalance) external {
        _updateUser(msg.sender, user, totalSupply, userBalance);
    }

    /* CLAIMS */

    /// @notice Sends up to `amount` of what the caller is owed of one reward.
    function claimRewards(address[] calldata assets, uint256 amount, address to, address reward) external returns (uint256 claimed) {
        if (to == address(0)) revert InvalidToAddress();
        for (uint256 i = 0; i < assets.length && claimed < amount; ++i) {
            _updateCaller(assets[i]);
            UserData storage user = _users[assets[i]][reward][msg.sender];
            uint256 part = user.accrued < amount - claimed ? user.accrued : amount - claimed;
            user.accrued -= part.toUint128();
            claimed += part;
        }
        _pay(reward, to, claimed);
    }

    /// @notice Sends all that the caller is owed of all rewards of the assets.
    function claimAllRewards(
        address[] calldata assets,
        address to
    ) external returns (address[] memory rewardsList, uint256[] memory claimedAmounts) {
        if (to == address(0)) revert InvalidToAddress();
        rewardsList = _rewardsOfAll(assets);
        claimedAmounts = new uint256[](rewardsList.length);
        uint256 next = 0;
        for (uint256 i = 0; i < assets.length; ++i) {
            _updateCaller(assets[i]);
            for (uint256 j = 0; j < _rewardsOf[assets[i]].length; ++j) {
                UserData storage user = _users[assets[i]][rewardsList[next]][msg.sender];
                claimedAmounts[next] = user.accrued;
                user.accrued = 0;
                _pay(rewardsList[next], to, claimedAmounts[next]);
                ++next;
            }
        }
    }

    /* VIEWS */

    /// @notice The rewards an asset has or had.
    function getRewardsByAsset(address asset) external view returns (address[] memory) {
        return _rewardsOf[asset];
    }

    /// @notice Index, emission a second, last update and end of one distribution.
    function getRewardsData(address asset, address reward) external view returns (uint256, uint256, uint256, uint256) {
        Distribution memory found = _distributions[asset][reward];
        return (found.index, found.emissionPerSecond, found.lastUpdateTimestamp, found.distributionEnd);
    }

    /// @notice What a user is owed of one reward now.
    function getUserRewards(address[] calldata assets, address user, address reward) external view returns (uint256 owed) {
        for (uint256 i = 0; i < assets.length; ++i) {
            (uint256 balance, uint256 supply) = IScaledBalanceToken(assets[i]).getScaledUserBalanceAndSupply(user);
            UserData memory data = _users[assets[i]][reward][user];
            uint256 index = _currentIndex(assets[i], _distributions[assets[i]][reward], supply);
            owed += data.accrued + (balance * (index - data.index)) / _unit(assets[i]);
        }
    }

    /* INTERNAL */

    function _updateCaller(address asset) private {
        (uint256 balance, uint256 supply) = IScaledBalanceToken(asset).getScaledUserBalanceAndSupply(msg.sender);
        _updateUser(asset, msg.sender, supply, balance);
    }

    function _updateUser(address asset, address user, uint256 supply, uint256 balance) private {
        address[] storage rewards = _rewardsOf[asset];
        for (uint256 i = 0; i < rewards.length; ++i) {
            Distribution storage distribution = _distributions[asset][rewards[i]];
            _updateIndex(asset, distribution, supply);
            UserData storage data = _users[asset][rewards[i]][user];
            data.accrued += ((balance * (distribution.index - data.index)) / _unit(asset)).toUint128();
            data.index = distribution.index;
        }
    }

    function _updateIndex(address asset, Distribution storage distribution, uint256 supply) private {
        distribution.index = _currentIndex(asset, distribution, supply).toUint104();
        distribution.lastUpdateTimestamp = block.timestamp.toUint32();
    }

    /// @dev Reward tokens per whole scaled token.
    function _currentIndex(address asset, Distribution memory distribution, uint256 supply) private view returns (uint256) {
        uint256 until = block.timestamp < distribution.distributionEnd ? block.timestamp : distribution.distributionEnd;
        if (supply == 0 || until <= distribution.lastUpdateTimestamp) return distribution.index;
        uint256 emitted = distribution.emissionPerSecond * (until - distribution.lastUpdateTimestamp);
        return distribution.index + (emitted * _unit(asset)) / supply;
    }

    function _unit(address asset) private view returns (uint256) {
        return 10 ** IERC20Metadata(asset).decimals();
    }

    function _rewardsOfAll(address[] calldata assets) private view returns (address[] memory rewards) {
        uint256 count = 0;
        for (uint256 i = 0; i < assets.length; ++i) {
            count += _rewardsOf[assets[i]].length;
        }
        rewards = new address[](count);
        uint256 next = 0;
        for (uint256 i = 0; i < assets.length; ++i) {
            for (uint256 j = 0; j < _rewardsOf[assets[i]].length; ++j) {
                rewards[next++] = _rewardsOf[assets[i]][j];
            }
        }
    }

    function _pay(address reward, address to, uint256 amount) private {
        if (amount == 0) return;
        IERC20Metadata(reward).safeTransfer(to, amount);
        emit RewardsClaimed(msg.sender, reward, to, msg.sender, amount);
    }
}
