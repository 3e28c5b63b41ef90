import { expect } from "chai";
import { marketView } from "../../../bot/predict/features/marketView.ts";
import { peersAt } from "../../../bot/predict/features/peers.ts";
import { DAY, HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";
import { expectFeatures, featuresAt } from "./featuresAt.ts";

const { log } = Math;
const unknown = Number.NaN;

/** A market of half a day at one rate and half a day at another. */
function market(symbol: string, protocol: string, before: number, now: number, totalSupplyUsd = 2e6) {
  return seriesOf(
    [
      { timeSeconds: MONDAY, quotedApr: before, totalSupplyUsd },
      { timeSeconds: MONDAY + 12 * HOUR, quotedApr: now, totalSupplyUsd },
    ],
    { marketId: `${protocol}:${symbol}`, symbol, protocol },
  );
}

const ownLevel = log(0.042);
const markets = [
  market("USDC", "aave-v3", 0.02, 0.04),
  market("USDC", "compound-v3", 0.06, 0.06),
  market("DAI", "aave-v3", 0.02, 0.08),
  market("WETH", "aave-v3", 0.02, 0.02),
];

describe("features of peers", () => {
  it("are the means of a class, an asset and a protocol, itself among them, against the market, and where they go", () => {
    const [usdc, other, dai, weth] = [log(0.042), log(0.062), log(0.082), log(0.022)];
    const [usdcChange, daiChange] = [usdc - log(0.032), dai - log(0.052)];
    expectFeatures(featuresAt(markets, MONDAY + DAY), {
      "class-level": (usdc + other + dai) / 3 - ownLevel,
      "class-change": (usdcChange + 0 + daiChange) / 3,
      "asset-level": (usdc + other) / 2 - ownLevel,
      "asset-change": usdcChange / 2,
      "protocol-level": (usdc + dai + weth) / 3 - ownLevel,
      "protocol-change": (usdcChange + daiChange) / 3,
    });
  });

  it("leave out markets below a million dollars, and those whose last point is too old", () => {
    const small = market("USDC", "spark", 0.5, 0.5, 999_999);
    const gone = seriesOf([{ timeSeconds: MONDAY - 3 * DAY, quotedApr: 0.9, totalSupplyUsd: 1e9 }], { symbol: "USDC", protocol: "gone" });
    const at = MONDAY + DAY;
    expect(featuresAt([...markets, small, gone], at)).deep.equal(featuresAt(markets, at));
    const peers = peersAt([small, gone].map(marketView), at);
    expect([peers.byClass.size, peers.bySymbol.size, peers.byProtocol.size]).deep.equal([0, 0, 0]);
  });

  it("are not known where a market's group has none that counts", () => {
    expectFeatures(featuresAt([market("USDC", "spark", 0.5, 0.5, 10), ...markets.slice(3)], MONDAY + DAY), {
      "class-level": unknown,
      "class-change": unknown,
      "asset-level": unknown,
      "protocol-change": unknown,
    });
  });

  it("go nowhere with a market that has just begun", () => {
    const view = marketView(market("DAI", "spark", 0.02, 0.08));
    expect(peersAt([view], MONDAY).bySymbol.get("DAI")).deep.equal({ level: log(0.022), change: 0 });
  });
});
