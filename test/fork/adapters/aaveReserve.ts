import { MaxUint256 } from "ethers";
import { type Address, RAY, SECONDS_PER_YEAR } from "../../../bot/core/units.ts";
import { mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import type { VaultOnFork } from "../vaultOnFork.ts";

const { usdc, aavePool } = mainnetAddresses;

const RESERVE_DATA =
  "function getReserveData(address) view returns ((uint256 configuration, uint128 liquidityIndex, uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))";

interface ReserveData {
  readonly liquidityIndex: bigint;
  readonly currentLiquidityRate: bigint;
  readonly lastUpdateTimestamp: bigint;
}

/**
 * Aave's USDC index, RAY, at any later time when nobody acts meanwhile: simple interest since the last update, times the index
 * (`MathUtils.calculateLinearInterest` and `ReserveLogic.getNormalizedIncome`).
 */
export async function aaveIndexAt(chain: VaultOnFork): Promise<(timeSeconds: number) => bigint> {
  const reserve = await chain.read<ReserveData>(aavePool, RESERVE_DATA, [usdc]);
  return (timeSeconds) => {
    const elapsed = BigInt(timeSeconds) - reserve.lastUpdateTimestamp;
    const interestRay = (reserve.currentLiquidityRate * elapsed) / BigInt(SECONDS_PER_YEAR) + RAY;
    return (interestRay * reserve.liquidityIndex + RAY / 2n) / RAY;
  };
}

/** Somebody lends new USDC: how cash comes back to a drained reserve. */
export async function lendToAave(chain: VaultOnFork, lender: Address, assets: bigint): Promise<void> {
  await chain.funding.usdc(lender, assets);
  await chain.send(lender, usdc, "function approve(address,uint256)", [aavePool, MaxUint256]);
  await chain.send(lender, aavePool, "function supply(address,uint256,address,uint16)", [usdc, assets, lender, 0]);
}
