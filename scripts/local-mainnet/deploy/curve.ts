import { MaxUint256, parseUnits } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { CURVE_ARBITRAGEUR, CURVE_PROVIDER, CURVE_TRADER } from "../actors.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, standInArtifact } from "../artifacts.ts";
import { createFunding } from "../funding.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace } from "../placement.ts";
import { FEED_DECIMALS, FEED_OPERATOR } from "./feeds.ts";

const { dai, usdc, usdt, curve3Pool, curve3Crv, curve3PoolGauge, curveMinter, crv } = mainnetAddresses;

/** The coins of the 3pool, in its order. */
export const CURVE_COINS: readonly { readonly name: "dai" | "usdc" | "usdt"; readonly address: Address; readonly decimals: number }[] = [
  { name: "dai", address: dai, decimals: 18 },
  { name: "usdc", address: usdc, decimals: 6 },
  { name: "usdt", address: usdt, decimals: 6 },
];

/** Over 1e10: 0.01 % a swap, half of it for Curve. */
const FEE = 1_000_000n;
const ADMIN_FEE = 5_000_000_000n;
const AMPLIFICATION = 2_000n;

/** Whole tokens of each coin at the start: not quite even, as pools are. */
const INITIAL_LIQUIDITY = ["19000000", "20000000", "22000000"] as const;

/** Whole tokens of each coin that provider, trader and arbitrageur keep at hand. */
const POCKET = "200000000";

/** CRV a second for those who stake in the gauge: some 315,000 a year. */
const CRV_PER_SECOND = parseUnits("0.01", 18);

const CRV_USD = "0.5";

/** Stand-ins of Curve's 3pool, its shares, its gauge, the Minter and CRV, with liquidity. Needs USDC, USDT and DAI. */
export async function deployCurve(impersonator: Impersonator): Promise<void> {
  const { curvePoolProxy, curveGaugeController } = ADMINISTRATORS;
  const token = await standInArtifact("CurveTokenStandIn");
  const place = async (address: Address, name: string, args: readonly unknown[]) =>
    constructInPlace(impersonator, address, creationCode(await standInArtifact(name), args));
  await constructInPlace(impersonator, curve3Crv, creationCode(token, ["Curve.fi DAI/USDC/USDT", "3Crv", curve3Pool]));
  await constructInPlace(impersonator, crv, creationCode(token, ["Curve DAO Token", "CRV", curveMinter]));
  await place(curve3Pool, "ThreePoolStandIn", [
    [curvePoolProxy, CURVE_COINS.map((coin) => coin.address), curve3Crv, AMPLIFICATION, FEE, ADMIN_FEE],
  ]);
  await place(curveMinter, "CurveMinterStandIn", [crv, curveGaugeController]);
  await place(curve3PoolGauge, "LiquidityGaugeStandIn", [curve3Crv, curveMinter, CRV_PER_SECOND]);
  await impersonator.execute(curveGaugeController, curveMinter, "function add_gauge(address)", [curve3PoolGauge]);
  await equipActors(impersonator);
  await provideLiquidity(impersonator);
}

/** What values the gauge's CRV: stand-ins of the gauge controller and of the CRV/USD feed, which nobody moves. Needs the gauge. */
export async function deployCurveRewards(impersonator: Impersonator): Promise<void> {
  const { curveGaugeController, crvUsdFeed } = mainnetAddresses;
  const place = async (address: Address, name: string, args: readonly unknown[]) =>
    constructInPlace(impersonator, address, creationCode(await standInArtifact(name), args));
  await place(curveGaugeController, "GaugeControllerStandIn", [curveMinter]);
  await place(crvUsdFeed, "ChainlinkFeedStandIn", ["CRV / USD", FEED_DECIMALS, FEED_OPERATOR, parseUnits(CRV_USD, FEED_DECIMALS)]);
}

async function equipActors(impersonator: Impersonator): Promise<void> {
  const funding = createFunding(impersonator.provider, impersonator);
  for (const actor of [CURVE_PROVIDER, CURVE_TRADER, CURVE_ARBITRAGEUR]) {
    for (const { name, address, decimals } of CURVE_COINS) {
      await funding[name](actor, parseUnits(POCKET, decimals));
      await impersonator.execute(actor, address, "function approve(address,uint256)", [curve3Pool, MaxUint256]);
    }
  }
}

async function provideLiquidity(impersonator: Impersonator): Promise<void> {
  const amounts = CURVE_COINS.map(({ decimals }, coin) => parseUnits(INITIAL_LIQUIDITY[coin] ?? "0", decimals));
  const staked = parseUnits("20000000", 18);
  await impersonator.execute(CURVE_PROVIDER, curve3Pool, "function add_liquidity(uint256[3],uint256)", [amounts, 0n]);
  await impersonator.execute(CURVE_PROVIDER, curve3Crv, "function approve(address,uint256)", [curve3PoolGauge, staked]);
  await impersonator.execute(CURVE_PROVIDER, curve3PoolGauge, "function deposit(uint256)", [staked]);
}
