import { expect } from "chai";
import { inUsd, isShown, marketRows, nearestForecast, protocolsOf } from "../../../../../bot/watch/web/pages/markets/marketRows.ts";
import { forecast, market, observation } from "./samples.ts";

const AAVE = market("1:aave-v3:usdc");
const COMPOUND = market("1:compound-v3:usdc");
const TETHER = market("1:aave-v3:usdt", { address: "0xdAC17F958D2ee523a2206206994597C13D831ec7", symbol: "USDT", decimals: 6 });
const SKY = market("1:sky-savings:usdc");
const DAY = 86_400;

const CAPS = { absoluteCap: "100", relativeCapBps: 5_000, usedAssets: "50", usedBps: 100 };
const ALLOCATION = {
  asOfSeconds: 1,
  blockNumber: 1,
  decisionId: "d",
  isTarget: false,
  markets: [
    { marketId: SKY.id, amount: "9", share: 0.9 },
    { marketId: AAVE.id, amount: "0", share: 0 },
  ],
  idle: { amount: "1", share: 0.1 },
};
const KNOWN = {
  markets: [TETHER, AAVE, COMPOUND, SKY],
  observations: [observation(AAVE.id)],
  forecasts: [forecast(AAVE.id, 7 * DAY), forecast(AAVE.id, DAY), forecast(SKY.id, 7 * DAY)],
  risks: [],
};

describe("markets side by side", () => {
  it("begin with the vault's, as its allocation has them, and end with those of other assets", () => {
    const { own, others } = marketRows(KNOWN, ALLOCATION, []);
    expect(own.map((row) => row.market.id)).to.deep.equal([SKY.id, AAVE.id]);
    expect(others.map((row) => row.market.id)).to.deep.equal([COMPOUND.id, TETHER.id]);
  });

  it("have what is known of each, and null for what is not", () => {
    const { own, others } = marketRows(KNOWN, ALLOCATION, [{ marketId: AAVE.id, ...CAPS }]);
    const [sky, aave] = own;
    expect(aave?.observation?.marketId).to.equal(AAVE.id);
    expect(aave?.forecast?.horizonSeconds).to.equal(DAY);
    expect(aave?.position?.amount).to.equal("0");
    expect(aave?.caps).to.include(CAPS);
    expect(sky?.forecast?.horizonSeconds).to.equal(7 * DAY);
    expect(sky).to.include({ observation: null, risk: null, caps: null });
    expect(others[0]).to.include({ position: null, forecast: null });
  });

  it("are all others before the first decision", () => {
    const { own, others } = marketRows(KNOWN, null, []);
    expect(own).to.deep.equal([]);
    expect(others).to.have.length(4);
  });

  it("show the nearest horizon, of two the shorter", () => {
    const shown = (...horizons: number[]) =>
      nearestForecast(
        horizons.map((one) => forecast(AAVE.id, one)),
        DAY,
      )?.horizonSeconds;
    expect(shown(3_600, 7 * DAY)).to.equal(3_600);
    expect(shown(1.5 * DAY, DAY / 2)).to.equal(DAY / 2);
    expect(shown()).to.equal(undefined);
  });

  it("are looked for by protocol, name and asset", () => {
    const { others } = marketRows(KNOWN, null, []);
    const shown = (protocol: string | null, text: string) =>
      others.filter((row) => isShown(row, { protocol, text })).map((row) => row.market.id);
    expect(shown(null, " ")).to.have.length(4);
    expect(shown("aave-v3", "")).to.have.members([AAVE.id, TETHER.id]);
    expect(shown("aave-v3", "USDT")).to.deep.equal([TETHER.id]);
    expect(shown(null, "Sky")).to.deep.equal([SKY.id]);
    expect(protocolsOf(KNOWN.markets)).to.deep.equal(["aave-v3", "compound-v3", "sky-savings"]);
  });

  it("count in dollars by the price that was seen", () => {
    expect(inUsd("1500000", observation(AAVE.id), AAVE)).to.equal(3);
  });
});
