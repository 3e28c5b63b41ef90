import { DAY, HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";
import { daysOf, expectFeatures, featuresAt } from "./featuresAt.ts";

const { log, sqrt } = Math;
const unknown = Number.NaN;
const at = MONDAY + 30 * DAY;
const usdc = seriesOf([{ timeSeconds: at - HOUR }]);

describe("features of the regime", () => {
  it("are the gas price against its means, and what ether did", () => {
    // A week at 20 after 25 days at 10, and ether up by 1 % a day but for a fall by half three days ago.
    const gas = daysOf(at - 32 * DAY, [...Array(25).fill(10), ...Array(7).fill(20)]);
    const ether = daysOf(
      at - 32 * DAY,
      Array.from({ length: 33 }, (_, day) => 1_000 * 1.01 ** day * (day >= 30 ? 0.5 : 1)),
    );
    const up = log(1.01);
    expectFeatures(
      featuresAt(
        [usdc],
        at,
        new Map([
          ["gas-gwei", gas],
          ["eth-usd", ether],
        ]),
      ),
      {
        "ln-gas": log(20),
        "gas-over-mean-7d": 0,
        "gas-over-mean-30d": log(20 / ((23 * 10 + 7 * 20) / 30)),
        "ether-return-1d": up,
        "ether-return-7d": 7 * up + log(0.5),
        "ether-return-30d": 30 * up + log(0.5),
        "ether-volatility-30d": sqrt((29 * up ** 2 + (up + log(0.5)) ** 2) / 30),
      },
    );
  });

  it("know no volatility of fewer than seven days, and no return over a time before the first", () => {
    const six = new Map([["eth-usd", daysOf(at - 6 * DAY, [1, 2, 3, 4, 5, 6, 7])]]);
    expectFeatures(featuresAt([usdc], at, six), {
      "ether-return-1d": log(7 / 6),
      "ether-return-7d": unknown,
      "ether-volatility-30d": unknown,
    });
    const seven = new Map([["eth-usd", daysOf(at - 7 * DAY, [1, 1, 1, 1, 1, 1, 1, 2])]]);
    expectFeatures(featuresAt([usdc], at, seven), { "ether-return-7d": log(2), "ether-volatility-30d": log(2) / sqrt(7) });
  });

  it("are a dollar's distance from its peg: by the market's own price, else by what it closed at", () => {
    const closes = new Map([
      ["price:USDC", daysOf(at - DAY, [0.98])],
      ["price:DAI", daysOf(at - DAY, [1.01])],
    ]);
    const named = (symbol: string, assetPriceUsd?: number) =>
      seriesOf([{ timeSeconds: at - HOUR, ...(assetPriceUsd === undefined ? {} : { assetPriceUsd }) }], { symbol });
    const peg = (found: number) => ({ "peg-deviation": found, "peg-deviation-usdc": -0.02, "is-dollar": 1 });
    expectFeatures(featuresAt([named("USDC")], at, closes), peg(-0.02));
    expectFeatures(featuresAt([named("dai")], at, closes), peg(0.01));
    expectFeatures(featuresAt([named("DAI", 0.9)], at, closes), peg(-0.1));
    expectFeatures(featuresAt([named("GHO")], at, closes), peg(unknown));
    expectFeatures(featuresAt([named("WETH", 1_500)], at, closes), { "peg-deviation": unknown, "is-dollar": 0 });
  });

  it("are not known without conditions, or when those are more than three days old", () => {
    const old = new Map([["gas-gwei", daysOf(at - 4 * DAY, [10])]]);
    for (const conditions of [new Map(), old]) {
      expectFeatures(featuresAt([usdc], at, conditions), {
        "ln-gas": unknown,
        "gas-over-mean-7d": unknown,
        "ether-return-1d": unknown,
        "ether-volatility-30d": unknown,
        "peg-deviation": unknown,
        "peg-deviation-usdc": unknown,
      });
    }
  });
});
