import { expect } from "chai";
import { lnRate } from "../../../bot/predict/features/moment.ts";
import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import { RISK_TOPICS, riskMoments, riskValues } from "../../../bot/risk/features/riskFeatures.ts";
import { type RiskPanel, riskPanel } from "../../../bot/risk/features/riskView.ts";
import { expectNear } from "../../near.ts";
import { DAY, HOUR, MONDAY, type SeriesPoint, seriesOf } from "../../predict/series/seriesOf.ts";
import { featuresAt } from "./panels.ts";

type Named = Parameters<typeof seriesOf>[1];

/** Forty days hour by hour up to MONDAY, hour 0 the last; what is not told is as it always is. */
function hours(values: (hour: number) => Omit<SeriesPoint, "timeSeconds">, named: Named = {}) {
  const points = Array.from({ length: 40 * 24 + 1 }, (_point, i): SeriesPoint => {
    const hour = i - 40 * 24;
    return {
      ...{ timeSeconds: MONDAY + hour * HOUR, totalSupplyUsd: 1e7, totalBorrowUsd: 5e6, utilization: 0.5, assetPriceUsd: 1 },
      ...values(hour),
    };
  });
  return seriesOf(points, named);
}

function known(panel: RiskPanel, values: Readonly<Record<string, number>>, market = 0): void {
  const value = featuresAt(panel, market, MONDAY);
  for (const [name, expected] of Object.entries(values)) {
    if (Number.isNaN(expected)) expect(value(name), name).NaN;
    else expectNear(value(name), expected, 1e-6 * Math.max(1, Math.abs(expected)), name);
  }
}

function wordsOf(panel: RiskPanel, topic: string, market = 0): string {
  const moment = riskMoments(panel)({ market, atSeconds: MONDAY });
  if (moment === null) return expect.fail("it is known");
  const values = riskValues(moment);
  let begin = 0;
  for (const one of RISK_TOPICS) {
    if (one.topic === topic) return one.words(values.slice(begin, begin + one.names.length), moment);
    begin += one.names.length;
  }
  return expect.fail(`there is no topic ${topic}`);
}

/** Forty days of daily figures up to MONDAY; day 0 is the last. */
function daily(figures: Readonly<Record<string, (day: number) => number>>): Conditions {
  const timeSeconds = Float64Array.from({ length: 40 }, (_day, i) => MONDAY + (i - 39) * DAY);
  return new Map(
    Object.entries(figures).map(([name, figure]) => [
      name,
      { timeSeconds, value: Float64Array.from(timeSeconds, (_time, i) => figure(i - 39)) },
    ]),
  );
}

describe("risk features by topic, computed by hand", () => {
  it("utilization: from 50 % to 98 % two hours ago, and to 100 % for four hours ten days ago", () => {
    const used = (hour: number) => (hour >= -2 ? 0.98 : hour >= -240 && hour < -236 ? 1 : 0.5);
    const panel = riskPanel([hours((hour) => ({ utilization: used(hour) }))], new Map());
    known(panel, {
      utilization: 0.98,
      "utilization-over-mean-4h": 0.98 - (2 * 0.5 + 2 * 0.98) / 4,
      "utilization-over-mean-24h": 0.98 - (22 * 0.5 + 2 * 0.98) / 24,
      "utilization-over-mean-720h": 0.98 - (714 * 0.5 + 4 * 1 + 2 * 0.98) / 720,
      "utilization-change-24h": 0.48,
      "utilization-highest-24h": 0.98,
      "utilization-highest-168h": 0.98,
      "utilization-highest-720h": 1,
      // Two values, 0.48 apart, one of them for 2 of 24 hours: √(p(1 − p)) of that.
      "utilization-deviation-24h": 0.48 * Math.sqrt((2 / 24) * (22 / 24)),
      "strained-share-24h": 2 / 24,
      "strained-share-168h": 2 / 168,
      "strained-share-720h": 6 / 720,
      "blocked-share-168h": 0,
      "blocked-share-720h": 4 / 720,
    });
    expect(wordsOf(panel, "utilization")).equal("utilization 98 %, up 48 points in 24 h");
  });

  it("rate: from 4 % to 8 % two hours ago", () => {
    const panel = riskPanel([hours((hour) => ({ quotedApr: hour >= -2 ? 0.08 : 0.04 }))], new Map());
    const mean = (span: number) => (2 * 0.08 + (span - 2) * 0.04) / span;
    known(panel, {
      "ln-rate": lnRate(0.08),
      "rate-over-mean-4h": lnRate(0.08) - lnRate(mean(4)),
      "rate-over-mean-24h": lnRate(0.08) - lnRate(mean(24)),
      "rate-over-mean-720h": lnRate(0.08) - lnRate(mean(720)),
      "rate-rank-720h": 1,
      // 169 points, of which three are high.
      "rate-deviation-168h": (lnRate(0.08) - lnRate(0.04)) * Math.sqrt((3 / 169) * (166 / 169)),
      "ln-borrow-rate": lnRate(0.08) - Math.log(0.5),
    });
    expect(wordsOf(panel, "rate")).equal("rate 8.0 %, 4.0 % on average in 30 days");
    // The lowest of all has only itself below it.
    const fallen = riskPanel([hours((hour) => ({ quotedApr: hour === 0 ? 0.01 : 0.04 }))], new Map());
    known(fallen, { "rate-rank-720h": 1 / 720 });
  });

  it("deposits: 10M, 8M from an hour ago on; debts grow by a fifth within a day", () => {
    const panel = riskPanel(
      [hours((hour) => ({ totalSupplyUsd: hour >= -1 ? 8e6 : 1e7, totalBorrowUsd: hour >= -12 ? 6e6 : 5e6 }))],
      new Map(),
    );
    const fall = Math.log(0.8);
    // Of 30 days one fell.
    const deviation = Math.sqrt(fall ** 2 / 30 - (fall / 30) ** 2);
    known(panel, {
      "ln-deposits-usd": Math.log(8e6),
      "deposits-growth-1h": 0,
      "deposits-growth-4h": fall,
      "deposits-growth-24h": fall,
      "deposits-growth-720h": fall,
      "deposits-below-highest-720h": fall,
      "deposits-largest-daily-fall-720h": fall,
      "deposits-daily-deviation-720h": deviation,
      "deposits-growth-24h-over-deviation": fall / deviation,
      "debts-growth-24h": Math.log(1.2),
      "debts-growth-168h": Math.log(1.2),
    });
    expect(wordsOf(panel, "deposits")).equal(
      "deposits $8.0M, down 20 % in 24 h, down 20 % in 7 days, down 20 % from their highest in 30 days",
    );
  });

  it("exit liquidity: 4M of 10M left of 5M a day ago, after a move of a quarter ten days ago", () => {
    const panel = riskPanel(
      [
        hours((hour) => ({
          totalSupplyUsd: hour < -240 ? 8e6 : 1e7,
          totalBorrowUsd: hour >= -12 ? 6e6 : 5e6,
          utilization: hour === -3 ? 0.9 : 0.6,
        })),
      ],
      new Map(),
    );
    known(panel, {
      "ln-cash-usd": Math.log(4e6),
      "cash-change-24h": -0.1,
      "cash-change-168h": -0.1,
      "cash-lowest-share-168h": 0.1,
      // A tenth of deposits a day, of four tenths.
      "days-of-cash": 4,
      "largest-move-168h": 0,
      "largest-move-720h": 0.25,
    });
    expect(wordsOf(panel, "exit liquidity")).equal(
      "$4.0M can be withdrawn, gone in 4 days at the last day's pace, one move of 25 % of deposits in 30 days",
    );
    known(riskPanel([hours(() => ({}))], new Map()), { "days-of-cash": 30 });
  });

  it("peg: a close of 0.95 two days ago after a low of 0.9, and another token at 0.97", () => {
    const conditions = daily({
      "price:USDC": (day) => (day === -2 ? 0.95 : 1),
      "price-low:USDC": (day) => (day === -2 ? 0.9 : day === -20 ? 0.85 : 0.999),
      "price:DAI": () => 0.97,
    });
    const panel = riskPanel(
      [hours(() => ({ assetPriceUsd: Number.NaN }), { symbol: "USDC" }), hours(() => ({}), { symbol: "WETH" })],
      conditions,
    );
    const fall = Math.log(0.95);
    known(panel, {
      "peg-distance": 0,
      "peg-lowest-7d": -0.1,
      "peg-lowest-30d": -0.15,
      // One day down and the next up again.
      "peg-deviation-30d": Math.sqrt((2 * fall ** 2) / 30),
      "worst-peg-distance-any": -0.03,
      "worst-peg-lowest-7d-any": -0.1,
    });
    expect(wordsOf(panel, "peg")).equal("USDC at 1.000 USD, lowest 0.900 in 7 days; the weakest dollar token at 0.970");
    known(panel, { "peg-distance": Number.NaN, "peg-deviation-30d": Number.NaN, "worst-peg-distance-any": -0.03 }, 1);
    expect(wordsOf(panel, "peg", 1)).equal("depends on no dollar token; the weakest dollar token at 0.970");
  });

  it("peg: a token that has been off for more than a month is no news", () => {
    const conditions = daily({ "price:UST": (day) => (day < -30 ? 0.5 : 0.02), "price:USDC": () => 0.999 });
    known(riskPanel([hours(() => ({}), { symbol: "WETH" })], conditions), {
      "worst-peg-distance-any": -0.001,
      "worst-peg-lowest-7d-any": -0.001,
    });
  });

  it("contagion: another market of the asset at 99 %, a third of the protocol that lost a tenth, one too small to tell", () => {
    const small = hours(() => ({ utilization: 1, totalSupplyUsd: 1e5 }), { marketId: "aave-v3:dai:0", symbol: "DAI" });
    const panel = riskPanel(
      [
        hours(() => ({})),
        hours((hour) => ({ utilization: hour >= -5 ? 0.99 : 0.9 }), { marketId: "compound-v3:usdc:0", protocol: "compound-v3" }),
        hours((hour) => ({ totalSupplyUsd: hour >= -5 ? 9e6 : 1e7 }), { marketId: "aave-v3:weth:0", symbol: "WETH" }),
        small,
      ],
      new Map(),
    );
    known(panel, {
      "asset-highest-utilization": 0.99,
      "asset-deposits-growth-24h": 0,
      "asset-deposits-growth-168h": 0,
      "protocol-strained-share": 0,
      "protocol-deposits-growth-24h": Math.log(0.9),
      "protocol-deposits-growth-168h": Math.log(0.9),
      "class-mean-utilization-change-24h": 0.09,
    });
    expect(wordsOf(panel, "other markets")).equal(
      "USDC elsewhere at most 99 % lent out, aave-v3's deposits down 10.0 % in 24 h, down 10.0 % in 7 days",
    );
    const weekAgo = hours((hour) => ({ totalSupplyUsd: hour >= -100 ? 8e6 : 1e7 }), { marketId: "aave-v3:weth:0", symbol: "WETH" });
    expect(wordsOf(riskPanel([hours(() => ({})), weekAgo], new Map()), "other markets")).equal("aave-v3's deposits down 20 % in 7 days");
    known(panel, { "asset-highest-utilization": Number.NaN, "class-mean-utilization-change-24h": Number.NaN }, 2);
  });

  it("chain: gas doubled yesterday, ether fell by a tenth", () => {
    // Of a week's mean the last figure holds for no time yet: it became known at the moment.
    const panel = riskPanel(
      [hours(() => ({}))],
      daily({ "gas-gwei": (day) => (day >= -1 ? 40 : 20), "eth-usd": (day) => (day === 0 ? 1800 : 2000) }),
    );
    const fall = Math.log(0.9);
    known(panel, {
      "ln-gas": Math.log(40),
      "gas-over-mean-7d": Math.log(40 / ((6 * 20 + 40) / 7)),
      "gas-over-mean-30d": Math.log(40 / ((29 * 20 + 40) / 30)),
      "ether-return-1d": fall,
      "ether-return-7d": fall,
      "ether-return-30d": fall,
      "ether-deviation-30d": Math.sqrt(fall ** 2 / 30),
    });
    expect(wordsOf(panel, "chain")).equal("gas at 40 gwei, 1.8 times its week; ether -10 % in a day, -10 % in 7 days");
  });

  it("are not known where nothing is told of them", () => {
    const bare = riskPanel([seriesOf([{ timeSeconds: MONDAY }], { symbol: "WETH", protocol: "nobody-knows" })], new Map());
    const value = featuresAt(bare, 0, MONDAY);
    const rest = ["ln-rate", "rate-rank-720h"];
    for (const name of rest) expect(value(name), name).not.NaN;
    for (const { topic, names } of RISK_TOPICS) {
      if (topic === "deposits" || topic === "exit liquidity") continue;
      for (const name of names) if (!rest.includes(name)) expect(value(name), name).NaN;
    }
    for (const name of [
      "ln-deposits-usd",
      "deposits-growth-24h",
      "deposits-daily-deviation-720h",
      "ln-cash-usd",
      "cash-change-24h",
      "cash-lowest-share-168h",
    ])
      expect(value(name), name).NaN;
  });
});
