// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AaveReserveData} from "../../../interfaces/external/IAaveV3Pool.sol";

/// @title ScaledToken: the bookkeeping of an aToken or a debt token; an aToken also holds the reserve's cash
contract ScaledToken {
    mapping(address account => uint256) public scaledBalanceOf;
    uint256 public scaledTotalSupply;
    address private immutable _pool = msg.sender;

    function mint(address to, uint256 scaled) external {
        scaledBalanceOf[to] += scaled;
        scaledTotalSupply += scaled;
    }

    function burn(address from, uint256 scaled) external {
        scaledBalanceOf[from] -= scaled;
        scaledTotalSupply -= scaled;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        uint256 scaled = Math.mulDiv(amount, 1e27, _indexRay());
        scaledBalanceOf[msg.sender] -= scaled;
        scaledBalanceOf[to] += scaled;
        return true;
    }

    function balanceOf(address account) external view returns (uint256) {
        return Math.mulDiv(scaledBalanceOf[account], _indexRay(), 1e27);
    }

    function _indexRay() private view returns (uint256) {
        return AaveV3Reserve(_pool).getReserveNormalizedIncome(address(0));
    }

    function pay(IERC20 token, address to, uint256 amount) external {
        require(msg.sender == _pool, "only pool");
        token.transfer(to, amount);
    }
}

/// @title AaveV3Reserve: a pool of one reserve, with Aave's rounding, flags, supply cap and treasury accrual, and indexes set by the test
/// @notice Stands in because Aave's own code does not compile here; fork tests run the adapter on the genuine pool.
contract AaveV3Reserve {
    using Math for uint256;

    uint256 private constant RAY = 1e27;

    IERC20 public immutable token;
    ScaledToken public immutable aToken = new ScaledToken();
    ScaledToken public immutable debtToken = new ScaledToken();

    /// Until 3.4 Aave rounds half up; from 3.5 on always against the user.
    bool public immutable roundsHalfUp;
    bool public hasVirtualBalance;
    uint256 public configuration;
    uint256 public virtualBalance;
    uint256 public accruedToTreasury;
    uint256 private _incomeRay = RAY;
    uint256 private _debtRay = RAY;
    uint256 private _storedIncomeRay = RAY;
    uint256 private _storedDebtRay = RAY;

    constructor(IERC20Metadata token_, bool roundsHalfUp_) {
        token = token_;
        configuration = (1 << 56) | (uint256(token_.decimals()) << 48);
        roundsHalfUp = roundsHalfUp_;
    }

    /* THE TEST'S HANDS */

    function setIndexes(uint256 incomeRay, uint256 debtRay) external {
        _incomeRay = incomeRay;
        _debtRay = debtRay;
    }

    function setFlag(uint256 bit, bool on) external {
        configuration = on ? configuration | (1 << bit) : configuration & ~(1 << bit);
    }

    function setSupplyCap(uint256 wholeTokens, uint256 reserveFactorBps) external {
        configuration = (configuration & ((1 << 64) - 1)) | (wholeTokens << 116) | (reserveFactorBps << 64);
    }

    function setVirtualBalance(bool has, uint256 cash) external {
        (hasVirtualBalance, virtualBalance) = (has, cash);
    }

    function lend(address to, uint256 amount) external {
        aToken.pay(token, to, amount);
    }

    /* THE POOL */

    function supply(address, uint256 amount, address onBehalfOf, uint16) external {
        _updateState();
        require(amount != 0, "26");
        require(_flag(56), "27");
        require(!_flag(60), "29");
        require(!_flag(57), "28");
        uint256 cap = (configuration >> 116) & ((1 << 36) - 1);
        uint256 supplied = _rayMul(aToken.scaledTotalSupply() + accruedToTreasury, _incomeRay);
        require(cap == 0 || supplied + amount <= cap * 10 ** uint8(configuration >> 48), "51");
        token.transferFrom(msg.sender, address(aToken), amount);
        uint256 scaled = roundsHalfUp ? _halfUp(amount, RAY, _incomeRay) : amount.mulDiv(RAY, _incomeRay);
        require(scaled != 0, "24");
        aToken.mint(onBehalfOf, scaled);
    }

    function withdraw(address, uint256 amount, address to) external returns (uint256) {
        _updateState();
        uint256 balance = _rayMul(aToken.scaledBalanceOf(msg.sender), _incomeRay);
        require(amount != 0, "26");
        require(amount <= balance, "32");
        require(_flag(56), "27");
        require(!_flag(60), "29");
        uint256 scaled = roundsHalfUp ? _halfUp(amount, RAY, _incomeRay) : amount.mulDiv(RAY, _incomeRay, Math.Rounding.Ceil);
        require(scaled != 0, "25");
        aToken.burn(msg.sender, scaled);
        if (hasVirtualBalance) virtualBalance -= amount;
        aToken.pay(token, to, amount);
        return amount;
    }

    function getReserveData(address asset) external view returns (AaveReserveData memory reserve) {
        if (asset != address(token)) return reserve;
        reserve.configuration = configuration;
        reserve.liquidityIndex = uint128(_storedIncomeRay);
        reserve.variableBorrowIndex = uint128(_storedDebtRay);
        reserve.aTokenAddress = address(aToken);
        reserve.variableDebtTokenAddress = address(debtToken);
        reserve.accruedToTreasury = uint128(accruedToTreasury);
    }

    function getReserveNormalizedIncome(address) external view returns (uint256) {
        return _incomeRay;
    }

    function getReserveNormalizedVariableDebt(address) external view returns (uint256) {
        return _debtRay;
    }

    function getVirtualUnderlyingBalance(address) external view returns (uint128) {
        require(hasVirtualBalance, "not before 3.1");
        return uint128(virtualBalance);
    }

    /// @dev `ReserveLogic.updateState` with `_accrueToTreasury`.
    function _updateState() private {
        uint256 scaledDebt = debtToken.scaledTotalSupply();
        uint256 debtGrowth = _halfUp(scaledDebt, _debtRay, RAY) - _halfUp(scaledDebt, _storedDebtRay, RAY);
        uint256 toTreasury = _halfUp(debtGrowth, uint16(configuration >> 64), 10_000);
        accruedToTreasury += _halfUp(toTreasury, RAY, _incomeRay);
        (_storedIncomeRay, _storedDebtRay) = (_incomeRay, _debtRay);
    }

    function _flag(uint256 bit) private view returns (bool) {
        return configuration & (1 << bit) != 0;
    }

    function _rayMul(uint256 scaled, uint256 indexRay) private view returns (uint256) {
        return roundsHalfUp ? _halfUp(scaled, indexRay, RAY) : scaled.mulDiv(indexRay, RAY);
    }

    function _halfUp(uint256 a, uint256 b, uint256 denominator) private pure returns (uint256) {
        return (a * b + denominator / 2) / denominator;
    }
}
