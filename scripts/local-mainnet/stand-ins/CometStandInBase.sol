// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

interface IPriceFeed {
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
}

/// @title CometStandInBase: parameters, indices and rates of the STAND-IN for Compound V3
/// @notice Formulas after comet/contracts/Comet.sol and CometCore.sol: factors and rates have 18 decimals, indices 15, prices 8; a
/// principal times its index is a balance; a supplier's principal is rounded down and a borrower's up, always against the user.
abstract contract CometStandInBase {
    using SafeCast for uint256;

    error Paused();
    error Unauthorized();
    error BadAsset();
    error BadAmount();
    error BadPrice();
    error BorrowTooSmall();
    error NotCollateralized();
    error NoSelfTransfer();
    error SupplyCapExceeded();
    error InsufficientReserves();

    event Supply(address indexed from, address indexed dst, uint256 amount);
    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Withdraw(address indexed src, address indexed to, uint256 amount);
    event Approval(address indexed owner, address indexed spender, uint256 amount);
    event SupplyCollateral(address indexed from, address indexed dst, address indexed asset, uint256 amount);
    event TransferCollateral(address indexed from, address indexed to, address indexed asset, uint256 amount);
    event WithdrawCollateral(address indexed src, address indexed to, address indexed asset, uint256 amount);
    event PauseAction(bool supplyPaused, bool transferPaused, bool withdrawPaused, bool absorbPaused, bool buyPaused);
    event WithdrawReserves(address indexed to, uint256 amount);

    /// @notice A rate curve, per year with 18 decimals: base + slopeLow · u up to the kink, slopeHigh beyond it.
    struct RateCurve {
        uint256 kink;
        uint256 slopeLow;
        uint256 slopeHigh;
        uint256 base;
    }

    /// @notice What governance sets when it deploys a Comet; the collateral is one asset here, any number in the original.
    struct Configuration {
        address governor;
        address pauseGuardian;
        address baseToken;
        address baseTokenPriceFeed;
        uint8 baseDecimals;
        RateCurve supplyCurve;
        RateCurve borrowCurve;
        uint64 trackingIndexScale;
        uint64 baseTrackingSupplySpeed;
        uint64 baseTrackingBorrowSpeed;
        uint104 baseMinForRewards;
        uint104 baseBorrowMin;
        uint104 targetReserves;
        AssetInfo collateral;
    }

    /// @notice A collateral asset; factors have 18 decimals.
    struct AssetInfo {
        uint8 offset;
        address asset;
        address priceFeed;
        uint64 scale;
        uint64 borrowCollateralFactor;
        uint64 liquidateCollateralFactor;
        uint64 liquidationFactor;
        uint128 supplyCap;
    }

    /// @notice The market's aggregates; principals in base units.
    struct TotalsBasic {
        uint64 baseSupplyIndex;
        uint64 baseBorrowIndex;
        uint64 trackingSupplyIndex;
        uint64 trackingBorrowIndex;
        uint104 totalSupplyBase;
        uint104 totalBorrowBase;
        uint40 lastAccrualTime;
        uint8 pauseFlags;
    }

    /// @notice An account's signed principal and reward tracking.
    struct UserBasic {
        int104 principal;
        uint64 baseTrackingIndex;
        uint64 baseTrackingAccrued;
        uint16 assetsIn;
        uint8 _reserved;
    }

    uint256 internal constant FACTOR_SCALE = 1e18;
    uint256 internal constant BASE_INDEX_SCALE = 1e15;
    uint256 internal constant SECONDS_PER_YEAR = 31_536_000;

    /// @notice Administers the market.
    address public immutable governor;
    /// @notice May pause it too.
    address public immutable pauseGuardian;
    /// @notice The token lent and borrowed.
    address public immutable baseToken;
    /// @notice Its price in USD, 8 decimals.
    address public immutable baseTokenPriceFeed;
    /// @notice The base token's decimals.
    uint8 public immutable decimals;
    /// @notice One whole base token.
    uint256 public immutable baseScale;
    /// @notice Utilization at which the supply rate turns steep, 18 decimals.
    uint256 public immutable supplyKink;
    /// @notice Rise of the supply rate per unit of utilization below the kink.
    uint256 public immutable supplyPerSecondInterestRateSlopeLow;
    /// @notice Rise of the supply rate per unit of utilization beyond the kink.
    uint256 public immutable supplyPerSecondInterestRateSlopeHigh;
    /// @notice Supply rate at no utilization.
    uint256 public immutable supplyPerSecondInterestRateBase;
    /// @notice Utilization at which the borrow rate turns steep, 18 decimals.
    uint256 public immutable borrowKink;
    /// @notice Rise of the borrow rate per unit of utilization below the kink.
    uint256 public immutable borrowPerSecondInterestRateSlopeLow;
    /// @notice Rise of the borrow rate per unit of utilization beyond the kink.
    uint256 public immutable borrowPerSecondInterestRateSlopeHigh;
    /// @notice Borrow rate at no utilization.
    uint256 public immutable borrowPerSecondInterestRateBase;
    /// @notice Scale of the tracking indices and speeds.
    uint256 public immutable trackingIndexScale;
    /// @notice Rewards to all suppliers per second.
    uint256 public immutable baseTrackingSupplySpeed;
    /// @notice Rewards to all borrowers per second.
    uint256 public immutable baseTrackingBorrowSpeed;
    /// @notice Principal from which rewards accrue.
    uint256 public immutable baseMinForRewards;
    /// @notice Least debt of an account.
    uint256 public immutable baseBorrowMin;
    /// @notice Reserves from which collateral is no longer sold.
    uint256 public immutable targetReserves;

    /// @notice Position of one account: its signed principal and its reward tracking.
    mapping(address account => UserBasic) public userBasic;

    TotalsBasic internal _totals;

    constructor(Configuration memory config) {
        governor = config.governor;
        pauseGuardian = config.pauseGuardian;
        baseToken = config.baseToken;
        baseTokenPriceFeed = config.baseTokenPriceFeed;
        decimals = config.baseDecimals;
        baseScale = 10 ** config.baseDecimals;
        supplyKink = config.supplyCurve.kink;
        supplyPerSecondInterestRateSlopeLow = config.supplyCurve.slopeLow / SECONDS_PER_YEAR;
        supplyPerSecondInterestRateSlopeHigh = config.supplyCurve.slopeHigh / SECONDS_PER_YEAR;
        supplyPerSecondInterestRateBase = config.supplyCurve.base / SECONDS_PER_YEAR;
        borrowKink = config.borrowCurve.kink;
        borrowPerSecondInterestRateSlopeLow = config.borrowCurve.slopeLow / SECONDS_PER_YEAR;
        borrowPerSecondInterestRateSlopeHigh = config.borrowCurve.slopeHigh / SECONDS_PER_YEAR;
        borrowPerSecondInterestRateBase = config.borrowCurve.base / SECONDS_PER_YEAR;
        trackingIndexScale = config.trackingIndexScale;
        baseTrackingSupplySpeed = config.baseTrackingSupplySpeed;
        baseTrackingBorrowSpeed = config.baseTrackingBorrowSpeed;
        baseMinForRewards = config.baseMinForRewards;
        baseBorrowMin = config.baseBorrowMin;
        targetReserves = config.targetReserves;
        _totals.lastAccrualTime = uint40(block.timestamp);
        _totals.baseSupplyIndex = uint64(BASE_INDEX_SCALE);
        _totals.baseBorrowIndex = uint64(BASE_INDEX_SCALE);
    }

    /* RATES */

    /// @notice Rate suppliers earn per second at `utilization`, 18 decimals.
    function getSupplyRate(uint256 utilization) public view returns (uint64) {
        uint256 low = utilization < supplyKink ? utilization : supplyKink;
        return
            (supplyPerSecondInterestRateBase +
                _mulFactor(supplyPerSecondInterestRateSlopeLow, low) +
                _mulFactor(supplyPerSecondInterestRateSlopeHigh, utilization - low)).toUint64();
    }

    /// @notice Rate borrowers pay per second at `utilization`, 18 decimals.
    function getBorrowRate(uint256 utilization) public view returns (uint64) {
        uint256 low = utilization < borrowKink ? utilization : borrowKink;
        return
            (borrowPerSecondInterestRateBase +
                _mulFactor(borrowPerSecondInterestRateSlopeLow, low) +
                _mulFactor(borrowPerSecondInterestRateSlopeHigh, utilization - low)).toUint64();
    }

    /// @notice Debt over deposits as of the last accrual, 18 decimals.
    function getUtilization() public view returns (uint256) {
        uint256 supplied = _balance(_totals.totalSupplyBase, _totals.baseSupplyIndex);
        if (supplied == 0) return 0;
        return (_balance(_totals.totalBorrowBase, _totals.baseBorrowIndex) * FACTOR_SCALE) / supplied;
    }

    /* ACCRUAL */

    function _accrue() internal {
        uint256 elapsed = block.timestamp - _totals.lastAccrualTime;
        if (elapsed == 0) return;
        (_totals.baseSupplyIndex, _totals.baseBorrowIndex) = _accruedIndices();
        if (_totals.totalSupplyBase >= baseMinForRewards) {
            _totals.trackingSupplyIndex += ((baseTrackingSupplySpeed * elapsed * baseScale) / _totals.totalSupplyBase).toUint64();
        }
        if (_totals.totalBorrowBase >= baseMinForRewards) {
            _totals.trackingBorrowIndex += ((baseTrackingBorrowSpeed * elapsed * baseScale) / _totals.totalBorrowBase).toUint64();
        }
        _totals.lastAccrualTime = uint40(block.timestamp);
    }

    /// @dev Simple interest since the last accrual at the utilization of then.
    function _accruedIndices() internal view returns (uint64 supplyIndex, uint64 borrowIndex) {
        (supplyIndex, borrowIndex) = (_totals.baseSupplyIndex, _totals.baseBorrowIndex);
        uint256 elapsed = block.timestamp - _totals.lastAccrualTime;
        if (elapsed == 0) return (supplyIndex, borrowIndex);
        uint256 utilization = getUtilization();
        supplyIndex += _mulFactor(supplyIndex, getSupplyRate(utilization) * elapsed).toUint64();
        borrowIndex += _mulFactor(borrowIndex, getBorrowRate(utilization) * elapsed).toUint64();
    }

    /// @dev Writes a principal and settles the rewards earned with the old one.
    function _setPrincipal(address account, int104 principal) internal {
        UserBasic storage user = userBasic[account];
        int104 old = user.principal;
        uint64 index = old >= 0 ? _totals.trackingSupplyIndex : _totals.trackingBorrowIndex;
        uint256 weight = uint256(int256(old >= 0 ? old : -old));
        uint256 accrued = (weight * (index - user.baseTrackingIndex)) / trackingIndexScale / (baseScale / 1e6);
        user.baseTrackingAccrued += accrued.toUint64();
        user.principal = principal;
        user.baseTrackingIndex = principal >= 0 ? _totals.trackingSupplyIndex : _totals.trackingBorrowIndex;
    }

    /* BALANCES */

    function _balance(uint256 principal, uint256 index) internal pure returns (uint256) {
        return (principal * index) / BASE_INDEX_SCALE;
    }

    function _signedBalance(int104 principal) internal view returns (int256) {
        if (principal >= 0) return int256(_balance(uint104(principal), _totals.baseSupplyIndex));
        return -int256(_balance(uint104(-principal), _totals.baseBorrowIndex));
    }

    function _principalOf(int256 balance) internal view returns (int104) {
        if (balance >= 0) return SafeCast.toInt104(int256((uint256(balance) * BASE_INDEX_SCALE) / _totals.baseSupplyIndex));
        uint256 index = _totals.baseBorrowIndex;
        return SafeCast.toInt104(-int256((uint256(-balance) * BASE_INDEX_SCALE + index - 1) / index));
    }

    function _mulFactor(uint256 amount, uint256 factor) internal pure returns (uint256) {
        return (amount * factor) / FACTOR_SCALE;
    }
}
