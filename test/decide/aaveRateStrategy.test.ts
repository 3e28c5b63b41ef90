import { createRequire } from "node:module";
import { expect } from "chai";
import { network } from "hardhat";
import type { KinkedBorrowRate } from "../../bot/core/market.ts";
import { toFloat } from "../../bot/core/units.ts";
import { supplyAprAfter } from "../../bot/decide/rateModel.ts";
import { expectNear } from "../near.ts";
import { observationOf } from "./arbitraries.ts";

const require = createRequire(import.meta.url);
const artifacts = "@aave/core-v3/artifacts/contracts";
const strategyArtifact = require(
  `${artifacts}/protocol/pool/DefaultReserveInterestRateStrategy.sol/DefaultReserveInterestRateStrategy.json`,
);
const tokenArtifact = require(`${artifacts}/mocks/tokens/MintableERC20.sol/MintableERC20.json`);

const ray = (value: number): bigint => BigInt(Math.round(value * 1e9)) * 10n ** 18n;

const MODELS: readonly KinkedBorrowRate[] = [
  { kind: "kinked-borrow", optimalUtilization: 0.92, baseBorrowApr: 0, slope1Apr: 0.055, slope2Apr: 0.6, reserveFactor: 0.1 },
  { kind: "kinked-borrow", optimalUtilization: 0.45, baseBorrowApr: 0.01, slope1Apr: 0.07, slope2Apr: 3, reserveFactor: 0.2 },
];

describe("supply rate after a deposit, beside Aave's deployed strategy", () => {
  it("is what DefaultReserveInterestRateStrategy answers for liquidityAdded and liquidityTaken", async () => {
    const { ethers, close } = await connect();
    const [deployer] = await ethers.getSigners();
    const token = await new ethers.ContractFactory(tokenArtifact.abi, tokenArtifact.bytecode, deployer).deploy("USD Coin", "USDC", 6);
    const cash = 20_000_000_000000n;
    const holder = "0x0000000000000000000000000000000000000abc";
    await token.getFunction("mint(address,uint256)").send(holder, cash);
    const compared: number[] = [];
    for (const model of MODELS) {
      const { optimalUtilization: optimal, baseBorrowApr: base, slope1Apr, slope2Apr, reserveFactor } = model;
      const rates = [optimal, base, slope1Apr, slope2Apr, 0, 0, 0, 0, 0].map(ray);
      const strategy = await new ethers.ContractFactory(strategyArtifact.abi, strategyArtifact.bytecode, deployer).deploy(holder, ...rates);
      for (const debt of [0n, 1_000_000_000000n, 9_000_000_000000n, 80_000_000_000000n, 900_000_000_000000n]) {
        for (const change of [0n, 10_000_000_000000n, 500_000_000_000000n, -15_000_000_000000n]) {
          const [liquidityRate] = await strategy.getFunction("calculateInterestRates").staticCall({
            unbacked: 0n,
            liquidityAdded: change > 0n ? change : 0n,
            liquidityTaken: change < 0n ? -change : 0n,
            totalStableDebt: 0n,
            totalVariableDebt: debt,
            averageStableBorrowRate: 0n,
            reserveFactor: BigInt(Math.round(reserveFactor * 10_000)),
            reserve: await token.getAddress(),
            aToken: holder,
          });
          const observation = observationOf("1:aave-v3:usdc", model, {
            totalBorrow: debt,
            totalSupply: cash + debt,
            utilization: toFloat(debt, 6) / toFloat(cash + debt, 6),
          });
          const ours = supplyAprAfter(model, observation, change);
          expectNear(ours, toFloat(liquidityRate, 27), 1e-12, `debt ${debt}, change ${change}`);
          compared.push(ours);
        }
      }
    }
    await close();
    expect(new Set(compared.map((apr) => apr.toFixed(9))).size).above(25);
  });
});

async function connect() {
  const connection = await network.create();
  return { ethers: connection.ethers, close: () => connection.close() };
}
