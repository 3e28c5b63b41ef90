// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title StEthStandIn: STAND-IN for Lido's stETH (0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84)
/// @notice Not Lido's code: the same ABI and behaviour for local chains. A balance is a number of shares of all pooled ether. Shares and
/// pooled ether grow together with what is staked, so that a share's worth changes by the oracle's reports alone: they add the rewards, and
/// mint shares for a tenth of them to the treasury (StETH.sol, Lido.sol). The stake limit is constant. Left out: withdrawals, deposits
/// with validators, permits, external shares.
contract StEthStandIn {
    error NotAllowed(address caller);
    error StakingPaused();
    error StakeLimit(uint256 limit);
    error ZeroDeposit();

    event Transfer(address indexed from, address indexed to, uint256 value);
    event TransferShares(address indexed from, address indexed to, uint256 sharesValue);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Submitted(address indexed sender, uint256 amount, address referral);
    event TokenRebased(
        uint256 indexed reportTimestamp,
        uint256 timeElapsed,
        uint256 preTotalShares,
        uint256 preTotalEther,
        uint256 postTotalShares,
        uint256 postTotalEther,
        uint256 sharesMintedAsFees
    );

    uint256 private constant FEE_PERCENT = 10;

    string public constant name = "Liquid staked Ether 2.0"; // solhint-disable-line const-name-snakecase
    string public constant symbol = "stETH"; // solhint-disable-line const-name-snakecase
    uint8 public constant decimals = 18; // solhint-disable-line const-name-snakecase

    /// @notice Reports the rewards.
    address public immutable oracle;
    /// @notice Pauses staking, and receives the fees.
    address public immutable agent;

    /// @notice Shares of an account.
    mapping(address account => uint256) public sharesOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    /// @notice All shares.
    uint256 public getTotalShares;
    /// @notice All ether that the shares are worth.
    uint256 public getTotalPooledEther;
    /// @notice Whether new ether is refused.
    bool public isStakingPaused;

    uint256 private _stakeLimit;

    modifier onlyAgent() {
        if (msg.sender != agent) revert NotAllowed(msg.sender);
        _;
    }

    /// @param pooledEther What was staked before, all of it the agent's.
    constructor(address oracle_, address agent_, uint256 shares, uint256 pooledEther, uint256 stakeLimit) {
        oracle = oracle_;
        agent = agent_;
        getTotalPooledEther = pooledEther;
        _stakeLimit = stakeLimit;
        _mintShares(agent_, shares);
    }

    /* STAKING */

    /// @notice Stakes the ether sent with the call.
    function submit(address referral) external payable returns (uint256 shares) {
        if (msg.value == 0) revert ZeroDeposit();
        if (isStakingPaused) revert StakingPaused();
        if (msg.value > _stakeLimit) revert StakeLimit(_stakeLimit);
        shares = getSharesByPooledEth(msg.value);
        getTotalPooledEther += msg.value;
        _mintShares(msg.sender, shares);
        emit Submitted(msg.sender, msg.value, referral);
        _emitTransfer(address(0), msg.sender, shares);
    }

    /// @notice How much may be staked now.
    function getCurrentStakeLimit() external view returns (uint256) {
        return isStakingPaused ? 0 : _stakeLimit;
    }

    /// @notice Refuses new ether.
    function pauseStaking() external onlyAgent {
        isStakingPaused = true;
    }

    /// @notice Takes new ether again.
    function resumeStaking() external onlyAgent {
        isStakingPaused = false;
    }

    /// @notice Sets how much may be staked.
    function setStakingLimit(uint256 stakeLimit) external onlyAgent {
        _stakeLimit = stakeLimit;
    }

    /* REBASE */

    /// @notice Adds what validators have earned, or takes away what they have lost.
    function handleOracleReport(uint256 reportTimestamp, uint256 timeElapsed, int256 rewards) external {
        if (msg.sender != oracle) revert NotAllowed(msg.sender);
        (uint256 preShares, uint256 preEther) = (getTotalShares, getTotalPooledEther);
        uint256 postEther = uint256(int256(preEther) + rewards);
        uint256 fee = rewards > 0 ? (uint256(rewards) * FEE_PERCENT) / 100 : 0;
        uint256 feeShares = (fee * preShares) / (postEther - fee);
        getTotalPooledEther = postEther;
        if (feeShares > 0) _mintShares(agent, feeShares);
        emit TokenRebased(reportTimestamp, timeElapsed, preShares, preEther, getTotalShares, postEther, feeShares);
    }

    /* TOKEN */

    function totalSupply() external view returns (uint256) {
        return getTotalPooledEther;
    }

    function balanceOf(address account) external view returns (uint256) {
        return getPooledEthByShares(sharesOf[account]);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _transferShares(msg.sender, to, getSharesByPooledEth(value));
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        _transferShares(from, to, getSharesByPooledEth(value));
        return true;
    }

    /// @notice Ether that shares are worth, rounded down.
    function getPooledEthByShares(uint256 shares) public view returns (uint256) {
        return (shares * getTotalPooledEther) / getTotalShares;
    }

    /// @notice Shares that ether is worth, rounded down.
    function getSharesByPooledEth(uint256 pooledEther) public view returns (uint256) {
        return (pooledEther * getTotalShares) / getTotalPooledEther;
    }

    function _transferShares(address from, address to, uint256 shares) private {
        sharesOf[from] -= shares;
        sharesOf[to] += shares;
        _emitTransfer(from, to, shares);
    }

    function _mintShares(address to, uint256 shares) private {
        getTotalShares += shares;
        sharesOf[to] += shares;
    }

    function _emitTransfer(address from, address to, uint256 shares) private {
        emit Transfer(from, to, getPooledEthByShares(shares));
        emit TransferShares(from, to, shares);
    }
}
