import { expect } from "chai";
import { MaxUint256, parseUnits } from "ethers";
import { RAY } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { passTime, useLocalMainnet } from "./fixture.ts";

const RESERVE_DATA =
  "function getReserveData(address) view returns ((uint256 configuration, uint128 liquidityIndex, uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))";

interface ReserveData {
  readonly liquidityIndex: bigint;
  readonly currentLiquidityRate: bigint;
  readonly lastUpdateTimestamp: bigint;
}

describe("Aave V3 on a local mainnet", () => {
  const chain = useLocalMainnet();

  it("accrues 30 days as MathUtils.calculateLinearInterest says, to the last unit", async () => {
    const { provider, addresses, impersonator } = chain();
    const lender = namedAccount("test/aave-lender");
    const deposit = parseUnits("1000000", 6);
    await createFunding(provider).usdc(lender, deposit);
    await impersonator.execute(lender, addresses.usdc, "function approve(address,uint256)", [addresses.aavePool, MaxUint256]);
    await impersonator.execute(lender, addresses.aavePool, "function supply(address,uint256,address,uint16)", [
      addresses.usdc,
      deposit,
      lender,
      0,
    ]);
    const reserve = await readContract<ReserveData>(provider, { to: addresses.aavePool, fragment: RESERVE_DATA, args: [addresses.usdc] });
    const scaled = await readContract(provider, {
      to: addresses.aaveAUsdc,
      fragment: "function scaledBalanceOf(address) view returns (uint256)",
      args: [lender],
    });

    await passTime(chain(), 30 * 86_400);

    const elapsed = BigInt((await readHead(provider)).timestampSeconds) - reserve.lastUpdateTimestamp;
    const interest = (reserve.currentLiquidityRate * elapsed) / 31_536_000n + RAY;
    const index = rayMul(interest, reserve.liquidityIndex);
    const balance = await readContract(provider, {
      to: addresses.aaveAUsdc,
      fragment: "function balanceOf(address) view returns (uint256)",
      args: [lender],
    });
    expect(elapsed >= 30n * 86_400n, `${elapsed} s`).to.equal(true);
    expect(balance).to.equal(rayMul(scaled, index));
    // 84 % utilization on a 0.92 / 5.5 % curve, 10 % to the treasury: 3.8 % a year.
    expect(Number(balance - deposit) / 1e6).to.be.within(3_000, 3_300);
  });

  it("pays suppliers what the curve, the utilization and the reserve factor make of it", async () => {
    const { provider, addresses } = chain();
    const reserve = await readContract<ReserveData>(provider, { to: addresses.aavePool, fragment: RESERVE_DATA, args: [addresses.usdc] });
    const utilization = 0.84;
    const expected = 0.055 * (utilization / 0.92) * utilization * 0.9;
    expect(Number(reserve.currentLiquidityRate) / 1e27).to.be.closeTo(expected, expected * 1e-4);
  });

  it("is administered by mainnet's ACL admin only", async () => {
    const { provider, addresses, impersonator } = chain();
    const stranger = namedAccount("test/stranger");
    await impersonator.unlock(stranger);
    const pause = "function setReservePause(address,bool)";
    await impersonator.execute(addresses.aaveAclAdmin, addresses.aavePoolConfigurator, pause, [addresses.usdc, true]);
    const refused = await impersonator.execute(stranger, addresses.aavePoolConfigurator, pause, [addresses.usdc, false]).catch(String);
    // Aave's Errors.CALLER_NOT_POOL_OR_EMERGENCY_ADMIN.
    expect(refused).to.match(/reverted with reason string '3'/);
    const paused = await readContract<boolean>(provider, {
      to: addresses.aaveProtocolDataProvider,
      fragment: "function getPaused(address) view returns (bool)",
      args: [addresses.usdc],
    });
    expect(paused).to.equal(true);
  });
});

/** WadRayMath.rayMul: half up. */
function rayMul(a: bigint, b: bigint): bigint {
  return (a * b + RAY / 2n) / RAY;
}
