// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {CurveMinterStandIn} from "./CurveMinterStandIn.sol";

/// @title LiquidityGaugeStandIn: STAND-IN for a Curve LiquidityGauge, the 3pool's (0xbFcF63294aD7105dEa65aA58F8AE5BE2D9d0952A)
/// @notice Not Curve's code: the same ABI and behaviour for local chains, for those who stake pool shares and lock no CRV. As in the
/// original: CRV accrues to an account by its working balance over the sum of all, and without locked CRV 40 % of what is staked works;
/// what has accrued is in `integrate_fraction`, and the Minter pays what it has not paid yet; a killed gauge accrues nothing from its last
/// checkpoint on. The rate is constant: epochs of inflation, gauge weights and boosts are left out. The controller, which is the Minter's
/// owner, is also its admin.
contract LiquidityGaugeStandIn {
    using SafeERC20 for IERC20;

    error NotAllowed(address caller);
    error Locked();

    event Deposit(address indexed provider, uint256 value);
    event Withdraw(address indexed provider, uint256 value);
    event UpdateLiquidityLimit(
        address user,
        uint256 originalBalance,
        uint256 originalSupply,
        uint256 workingBalance,
        uint256 workingSupply
    );

    /* solhint-disable func-name-mixedcase, var-name-mixedcase */

    uint256 private constant WAD = 1e18;
    uint256 private constant UNBOOSTED_PERCENT = 40;

    /// @notice The pool share that is staked.
    IERC20 public immutable lp_token;
    /// @notice Pays the CRV.
    CurveMinterStandIn public immutable minter;
    /// @notice The CRV token.
    address public immutable crv_token;
    /// @notice CRV a second for all who stake.
    uint256 public immutable inflation_rate;

    /// @notice Pool shares staked by an account.
    mapping(address account => uint256) public balanceOf;
    /// @notice Pool shares staked.
    uint256 public totalSupply;
    /// @notice What earns CRV for an account.
    mapping(address account => uint256) public working_balances;
    /// @notice The sum of all working balances.
    uint256 public working_supply;
    /// @notice CRV accrued to an account up to its last checkpoint, paid or not.
    mapping(address account => uint256) public integrate_fraction;

    /// @notice Whether it pays nothing any more.
    bool public is_killed;

    uint256 private _accruedPerWorking;
    mapping(address account => uint256) private _accruedPerWorkingOf;
    uint256 private _checkpointAt;
    bool private _locked;

    modifier nonReentrant() {
        if (_locked) revert Locked();
        _locked = true;
        _;
        _locked = false;
    }

    constructor(IERC20 lpToken, CurveMinterStandIn minter_, uint256 inflationRate) {
        lp_token = lpToken;
        minter = minter_;
        crv_token = address(minter_.token());
        inflation_rate = inflationRate;
        _checkpointAt = block.timestamp;
    }

    /// @notice Stakes.
    function deposit(uint256 value) external nonReentrant {
        _checkpoint(msg.sender);
        balanceOf[msg.sender] += value;
        totalSupply += value;
        _updateLiquidityLimit(msg.sender);
        lp_token.safeTransferFrom(msg.sender, address(this), value);
        emit Deposit(msg.sender, value);
    }

    /// @notice Unstakes.
    function withdraw(uint256 value) external nonReentrant {
        _checkpoint(msg.sender);
        balanceOf[msg.sender] -= value;
        totalSupply -= value;
        _updateLiquidityLimit(msg.sender);
        lp_token.safeTransfer(msg.sender, value);
        emit Withdraw(msg.sender, value);
    }

    /// @notice Brings `integrate_fraction` up to date; by the account or the Minter.
    function user_checkpoint(address account) external returns (bool) {
        if (msg.sender != account && msg.sender != address(minter)) revert NotAllowed(msg.sender);
        _checkpoint(account);
        _updateLiquidityLimit(account);
        return true;
    }

    /// @notice Stops the CRV, or starts it again.
    function kill_me() external {
        if (msg.sender != minter.owner()) revert NotAllowed(msg.sender);
        is_killed = !is_killed;
    }

    /// @notice Weighs the gauges.
    function controller() external view returns (address) {
        return minter.owner();
    }

    /// @notice CRV that the Minter would pay the account now; writes a checkpoint, so to be read by a call.
    function claimable_tokens(address account) external returns (uint256) {
        _checkpoint(account);
        return integrate_fraction[account] - minter.minted(account, address(this));
    }

    function _checkpoint(address account) private {
        if (working_supply > 0 && !is_killed) {
            _accruedPerWorking += (inflation_rate * WAD * (block.timestamp - _checkpointAt)) / working_supply;
        }
        integrate_fraction[account] += (working_balances[account] * (_accruedPerWorking - _accruedPerWorkingOf[account])) / WAD;
        _accruedPerWorkingOf[account] = _accruedPerWorking;
        _checkpointAt = block.timestamp;
    }

    function _updateLiquidityLimit(address account) private {
        uint256 working = (balanceOf[account] * UNBOOSTED_PERCENT) / 100;
        working_supply = working_supply + working - working_balances[account];
        working_balances[account] = working;
        emit UpdateLiquidityLimit(account, balanceOf[account], totalSupply, working, working_supply);
    }
}
