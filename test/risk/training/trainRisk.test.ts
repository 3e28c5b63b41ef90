import { expect } from "chai";
import { seededRandom } from "../../../bot/boosting/random.ts";
import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { readRiskModel, riskModelFiles } from "../../../bot/risk/classifier/modelFiles.ts";
import { riskPanel } from "../../../bot/risk/features/riskView.ts";
import { featuresOf, type RiskDataset, riskDataset, rowsKnownBy, rowsMadeIn } from "../../../bot/risk/training/dataset.ts";
import { NothingToLearnError } from "../../../bot/risk/training/errors.ts";
import type { RiskPreset } from "../../../bot/risk/training/riskPresets.ts";
import { trainRisk } from "../../../bot/risk/training/trainRisk.ts";
import { DAY, MONDAY, sameBits } from "../../predict/series/seriesOf.ts";
import { dailyPrices } from "../outcomes/weeks.ts";
import { KNOWN_DAYS, madeUpMarkets } from "./madeUpRisks.ts";

/** The middle of a day, which is off its peg: what that day comes to is not known yet. */
const UNTIL = MONDAY + 400.5 * DAY;
const UNTIL_DAY = 400;
const LINK = 3;

/** USDC off its peg on every tenth day, the one that training ends in among them; on others by chance. */
function pegOf(seed: number): readonly (readonly [number, number])[] {
  const random = seededRandom(seed);
  return Array.from({ length: KNOWN_DAYS }, (_day, day) =>
    day % 10 === 0 || random() < 0.02 ? [0.95, 0.9] : [1 - 0.002 * random(), 0.997],
  );
}

function datasetOf(markets: readonly MarketSeries[], prices = pegOf(1)): RiskDataset {
  const conditions: Conditions = dailyPrices("USDC", MONDAY, prices);
  return riskDataset(riskPanel(markets, conditions), { fromSeconds: MONDAY, toSeconds: MONDAY + KNOWN_DAYS * DAY });
}

/** A market as it was up to a time, and as another afterwards. */
function continuedAs(market: MarketSeries, other: MarketSeries, afterSeconds: number): MarketSeries {
  const first = market.timeSeconds.findIndex((time) => time > afterSeconds);
  const joined = (own: Float64Array, rest: Float64Array) => Float64Array.of(...own.subarray(0, first), ...rest.subarray(first));
  return {
    ...market,
    quotedApr: joined(market.quotedApr, other.quotedApr),
    paidApr: joined(market.paidApr, other.paidApr),
    totalSupplyUsd: joined(market.totalSupplyUsd, other.totalSupplyUsd),
    totalBorrowUsd: joined(market.totalBorrowUsd, other.totalBorrowUsd),
    utilization: joined(market.utilization, other.utilization),
  };
}

const markets = madeUpMarkets(2);
const others = madeUpMarkets(7);
const dataset = datasetOf(markets);

function trained(of: RiskDataset, preset: RiskPreset, admits?: (market: number) => boolean) {
  return trainRisk({ dataset: of, untilSeconds: UNTIL, preset, seed: 1, ...(admits && { admits }) });
}

function filesOf(of: RiskDataset, preset: RiskPreset = "causes", admits?: (market: number) => boolean): Readonly<Record<string, string>> {
  const files = riskModelFiles(trained(of, preset, admits).model);
  return Object.fromEntries([...files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}

describe("training of the classifier of risk", () => {
  const files = filesOf(dataset);

  it("makes the same files of the same past", () => {
    expect(filesOf(datasetOf(madeUpMarkets(2)))).deep.equal(files);
    expect(Object.keys(files)).members([
      "risk.json",
      ...["exit-blocked", "deposits-halved", "off-peg", "medium-or-high"].map((name) => `${name}.booster.json`),
    ]);
  });

  it("learns nothing of what comes after the time it is allowed to know, in markets or of prices", () => {
    const prices = pegOf(1).map((own, day) => (day < UNTIL_DAY ? own : ([1, 1] as const)));
    const changed = datasetOf(
      markets.map((market, i) => continuedAs(market, others[i] ?? market, UNTIL)),
      prices,
    );
    expect(changed.outcome).not.deep.equal(dataset.outcome);
    expect(filesOf(changed)).deep.equal(files);
    // The same change twenty days earlier is learned from: the test can fail.
    const earlier = datasetOf(
      markets.map((market, i) => continuedAs(market, others[i] ?? market, UNTIL - 20 * DAY)),
      prices,
    );
    expect(filesOf(earlier)).not.deep.equal(files);
  });

  it("learns nothing from markets that are not let in", () => {
    const admits = (market: number) => market !== LINK;
    const changed = datasetOf(markets.map((market, i) => (i === LINK ? continuedAs(market, others[i] ?? market, MONDAY) : market)));
    const without = filesOf(dataset, "causes", admits);
    expect(without).not.deep.equal(files);
    expect(filesOf(changed, "causes", admits)).deep.equal(without);
    expect(new Set(Array.from(trained(dataset, "causes", admits).rows, (row) => dataset.rows[row]?.market))).deep.equal(new Set([0, 1, 2]));
  });

  it("of the prior work's way makes one booster of all classes, which its files bring back", () => {
    const { model, rows } = trained(dataset, "prior");
    expect(model.parts.map(({ name, answers }) => [name, answers])).deep.equal([["classes", "classes"]]);
    const again = readRiskModel(riskModelFiles(model));
    const features = featuresOf(dataset, rows);
    expect(sameBits(again.probabilities(features, rows.length), model.probabilities(features, rows.length))).equal(true);
  });

  it("tells how far it is, up to the last step", () => {
    const steps: number[] = [];
    trainRisk({ dataset, untilSeconds: UNTIL, preset: "causes", seed: 1, onProgress: (_step, fraction) => steps.push(fraction) });
    expect(steps).deep.equal([0, 0.2, 0.4, 0.6, 0.8]);
  });

  it("refuses where there is too little history, or nothing went wrong in it", () => {
    const early = { dataset, untilSeconds: MONDAY + 20 * DAY, preset: "causes", seed: 1 } as const;
    expect(() => trainRisk(early)).throw(NothingToLearnError, "too little history");
    const calm = markets.map((market) => ({
      ...market,
      utilization: market.utilization.map(() => 0.5),
      totalSupplyUsd: market.totalSupplyUsd.map(() => 1e7),
      totalBorrowUsd: market.totalBorrowUsd.map(() => 5e6),
      quotedApr: market.quotedApr.map(() => 0.03),
      paidApr: market.paidApr.map(() => 0.03),
    }));
    const nothing = datasetOf(
      calm,
      pegOf(1).map(() => [1, 1] as const),
    );
    expect(Math.max(...nothing.outcome)).equal(0);
    expect(() => trained(nothing, "causes")).throw(NothingToLearnError, "too little went wrong");
  });
});

describe("moments to learn risks from", () => {
  it("are whole half days of markets large and old enough, ascending, with outcomes as they are labelled", () => {
    for (const [i, { market, atSeconds }] of dataset.rows.entries()) {
      expect(atSeconds % (12 * 3600)).equal(0);
      expect(atSeconds).least(Math.max(dataset.rows[i - 1]?.atSeconds ?? 0, MONDAY + 2 * DAY));
      const view = dataset.panel.views[market];
      expect(view?.supply.at(atSeconds)).least(1e6);
      const high = dataset.highInSeconds[i] ?? 0;
      expect(Number.isNaN(high)).equal(dataset.outcome[i] !== 2);
      if (!Number.isNaN(high)) expect(high).within(0, 7 * DAY);
    }
  });

  it("are known a week after they were made", () => {
    const known = rowsKnownBy(dataset, UNTIL);
    const made = rowsMadeIn(dataset, 0, UNTIL - 7 * DAY + 1);
    expect([...known]).deep.equal([...made]);
    expect(known.length).within(1, dataset.rows.length - 1);
    expect(rowsKnownBy(dataset, UNTIL, (market) => market === LINK).length).within(1, known.length - 1);
  });
});
