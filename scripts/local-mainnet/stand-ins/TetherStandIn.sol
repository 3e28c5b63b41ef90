// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title TetherStandIn: STAND-IN for USDT (0xdAC17F958D2ee523a2206206994597C13D831ec7)
/// @notice Not Tether's code: the same ABI and behaviour for local chains. As in the original (TetherToken.sol, solc 0.4.17):
/// `transfer`, `transferFrom` and `approve` return nothing; an allowance can only be changed to or from zero; an allowance of
/// `type(uint256).max` is never reduced; a fee may be switched on; the owner issues, redeems, pauses and blacklists.
/// Left out: the upgrade to a successor and the burning of blacklisted funds.
contract TetherStandIn {
    error NotOwner(address caller);
    error WhilePaused();
    error Blacklisted(address account);
    error NonZeroAllowance(address owner, address spender);
    error InsufficientBalance(address account, uint256 balance, uint256 needed);
    error InsufficientAllowance(address owner, address spender, uint256 needed);
    error FeeTooHigh(uint256 basisPoints, uint256 maximumFee);
    error NotPaused();

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Issue(uint256 amount);
    event Redeem(uint256 amount);
    event Params(uint256 feeBasisPoints, uint256 maxFee);
    event AddedBlackList(address user);
    event RemovedBlackList(address user);
    event Pause();
    event Unpause();

    /* solhint-disable const-name-snakecase */
    /// @notice ERC-20 name.
    string public constant name = "Tether USD";
    /// @notice ERC-20 symbol.
    string public constant symbol = "USDT";
    /// @notice ERC-20 decimals; a uint256, as in the original.
    uint256 public constant decimals = 6;
    /* solhint-enable const-name-snakecase */

    /// @notice An allowance that is never reduced.
    uint256 public constant MAX_UINT = type(uint256).max;

    /// @notice Issues, redeems, pauses, blacklists and sets the fee.
    address public owner;

    /// @notice Whether transfers are stopped.
    bool public paused;

    /// @notice Fee of a transfer in basis points; zero on mainnet.
    uint256 public basisPointsRate;

    /// @notice Upper bound of the fee of one transfer.
    uint256 public maximumFee;

    /// @notice Tokens in existence.
    uint256 public totalSupply;

    /// @notice Tokens of an account.
    mapping(address account => uint256 balance) public balanceOf;
    /// @notice What a spender may move of an account.
    mapping(address account => mapping(address spender => uint256 amount)) public allowance;
    /// @notice Whether an account may not send.
    mapping(address account => bool listed) public isBlackListed;

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    modifier whenNotPaused() {
        if (paused) revert WhilePaused();
        _;
    }

    constructor(address owner_) {
        owner = owner_;
    }

    /* ERC-20 WITHOUT RETURN VALUES */

    /// @notice Sends `value`, of which a fee goes to the owner if one is set. Returns nothing.
    function transfer(address to, uint256 value) external whenNotPaused {
        if (isBlackListed[msg.sender]) revert Blacklisted(msg.sender);
        _transfer(msg.sender, to, value);
    }

    /// @notice Sends `value` of `from` by its allowance. Returns nothing.
    function transferFrom(address from, address to, uint256 value) external whenNotPaused {
        if (isBlackListed[from]) revert Blacklisted(from);
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < value) revert InsufficientAllowance(from, msg.sender, value);
        if (allowed < MAX_UINT) allowance[from][msg.sender] = allowed - value;
        _transfer(from, to, value);
    }

    /// @notice Sets an allowance; from one non-zero amount to another only by way of zero. Returns nothing.
    function approve(address spender, uint256 value) external {
        if (value != 0 && allowance[msg.sender][spender] != 0) revert NonZeroAllowance(msg.sender, spender);
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    /* ADMINISTRATION */

    /// @notice Creates `amount` for the owner.
    function issue(uint256 amount) external onlyOwner {
        balanceOf[owner] += amount;
        totalSupply += amount;
        emit Issue(amount);
    }

    /// @notice Destroys `amount` of the owner.
    function redeem(uint256 amount) external onlyOwner {
        if (balanceOf[owner] < amount) revert InsufficientBalance(owner, balanceOf[owner], amount);
        balanceOf[owner] -= amount;
        totalSupply -= amount;
        emit Redeem(amount);
    }

    /// @notice Sets the fee: below 20 basis points and below 50 whole tokens, as in the original.
    function setParams(uint256 newBasisPoints, uint256 newMaxFee) external onlyOwner {
        if (newBasisPoints >= 20 || newMaxFee >= 50) revert FeeTooHigh(newBasisPoints, newMaxFee);
        basisPointsRate = newBasisPoints;
        maximumFee = newMaxFee * 10 ** decimals;
        emit Params(basisPointsRate, maximumFee);
    }

    /// @notice Stops `account` from sending.
    function addBlackList(address account) external onlyOwner {
        isBlackListed[account] = true;
        emit AddedBlackList(account);
    }

    /// @notice Lets `account` send again.
    function removeBlackList(address account) external onlyOwner {
        isBlackListed[account] = false;
        emit RemovedBlackList(account);
    }

    /// @notice Stops all transfers.
    function pause() external onlyOwner whenNotPaused {
        paused = true;
        emit Pause();
    }

    /// @notice Lets transfers go on.
    function unpause() external onlyOwner {
        if (!paused) revert NotPaused();
        paused = false;
        emit Unpause();
    }

    /// @notice The original's second name for `owner`.
    function getOwner() external view returns (address) {
        return owner;
    }

    /* INTERNAL */

    function _transfer(address from, address to, uint256 value) private {
        if (balanceOf[from] < value) revert InsufficientBalance(from, balanceOf[from], value);
        uint256 fee = (value * basisPointsRate) / 10_000;
        if (fee > maximumFee) fee = maximumFee;
        balanceOf[from] -= value;
        balanceOf[to] += value - fee;
        if (fee > 0) {
            balanceOf[owner] += fee;
            emit Transfer(from, owner, fee);
        }
        emit Transfer(from, to, value - fee);
    }
}
