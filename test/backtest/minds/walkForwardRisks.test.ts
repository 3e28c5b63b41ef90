import path from "node:path";
import { expect } from "chai";
import type { MindHistory } from "../../../bot/backtest/minds/history.ts";
import { NO_CLASS, type RiskColumns } from "../../../bot/backtest/minds/riskColumns.ts";
import { walkForwardRisks } from "../../../bot/backtest/minds/walkForwardRisks.ts";
import { RISK_CLASSES } from "../../../bot/core/risk.ts";
import { riskPanel } from "../../../bot/risk/features/riskView.ts";
import { isJudged } from "../../../bot/risk/training/dataset.ts";
import { MONDAY } from "../../predict/series/seriesOf.ts";
import { dailyPrices } from "../../risk/outcomes/weeks.ts";
import { KNOWN_DAYS, madeUpMarkets } from "../../risk/training/madeUpRisks.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { bytesUntil, DAY, dyingAt, HOUR, isSaid, type ReadWorld, withAnotherFuture, withoutFuture, worldOf } from "./mindWorlds.ts";

const STEP = 12 * HOUR;
/** A first model speaks for half a year, a second one for its last fortnight. */
const BEGIN = Date.UTC(2023, 6, 24) / 1000;
const SECOND = Date.UTC(2024, 0, 24) / 1000;
const END = SECOND + 14 * DAY;

function madeUp(seed: number): MindHistory {
  const prices = Array.from(
    { length: KNOWN_DAYS },
    (_, day) => (day % 10 === 3 ? [0.95, 0.9] : [1 - 0.0001 * (day % 7), 0.997]) as [number, number],
  );
  return { series: madeUpMarkets(seed), conditions: dailyPrices("USDC", MONDAY, prices) };
}

function thought(
  history: MindHistory,
  given: { readonly world?: ReadWorld; readonly cacheFolder?: string } = {},
  onThinking: (what: string, fraction: number) => void = () => undefined,
): Promise<RiskColumns> {
  const { world = worldOf(history, BEGIN, END, STEP), cacheFolder = null } = given;
  return walkForwardRisks({ world, history, preset: "causes", seed: 1, shipped: null, cacheFolder, onThinking });
}

function expectSamePast(world: ReadWorld, one: RiskColumns, other: RiskColumns, untilSeconds: number): void {
  for (const column of ["low", "medium", "high", "riskClass"] as const) {
    expect(bytesUntil(world, other[column], untilSeconds), column).equal(bytesUntil(world, one[column], untilSeconds));
  }
}

describe("what a classifier of risk would have said in a backtest", () => {
  const history = madeUp(2);
  const world = worldOf(history, BEGIN, END, STEP);
  const fractions: number[] = [];
  let told: RiskColumns;
  before(async () => {
    told = await thought(history, {}, (_what, fraction) => fractions.push(fraction));
  });

  it("does not change up to any moment with what comes after it", async () => {
    for (const moment of [BEGIN + 80 * DAY, SECOND + 3.5 * DAY]) {
      const retold = await thought(withAnotherFuture(history, moment));
      expectSamePast(world, told, retold, moment);
      expect(bytesUntil(world, retold.high, END)).not.equal(bytesUntil(world, told.high, END));
    }
  });

  it("does not depend on whether its markets go on at all", async () => {
    for (const moment of [SECOND + 2 * DAY, END]) {
      expectSamePast(world, told, await thought(withoutFuture(history, moment), { world }), moment);
    }
  });

  it("is there of every market that the keeper would ask about, to its own last day and to the world's", async () => {
    const death = END - 10 * DAY;
    const dying: MindHistory = {
      ...history,
      series: history.series.map((one, market) => {
        if (market === 0) return dyingAt(one, death);
        return market === 1 ? { ...one, totalSupplyUsd: one.totalSupplyUsd.map(() => 1e5) } : one;
      }),
    };
    const { low, medium, high, riskClass } = await thought(dying);
    const panel = riskPanel(dying.series, dying.conditions);
    for (const [s, atSeconds] of world.timeSeconds.entries()) {
      world.markets.forEach((_market, market) => {
        const said = isSaid(world, high, market, atSeconds);
        expect(said).equal(isJudged(panel, market, atSeconds));
        const place = market * world.timeSeconds.length + s;
        expect(riskClass[place] === NO_CLASS).equal(!said);
        if (!said) return;
        expect(RISK_CLASSES[riskClass[place] as number]).not.equal(undefined);
        expect((low[place] as number) + (medium[place] as number) + (high[place] as number)).closeTo(1, 1e-5);
      });
    }
    expect(isSaid(world, high, 0, death)).equal(true);
    expect(world.markets.map((_market, market) => isSaid(world, high, market, END))).deep.equal([false, false, true, true]);
  });

  it("tells a market in trouble from a quiet one", () => {
    const means = [true, false].map((isBlocked) => {
      const some = Array.from(told.high.keys()).filter((place) => {
        const moments = world.timeSeconds.length;
        const { series } = world.markets[Math.floor(place / moments)] as ReadWorld["markets"][number];
        const last = series.timeSeconds.filter((time) => time <= (world.timeSeconds[place % moments] as number)).length - 1;
        return (series.utilization[last] as number) >= 0.99 === isBlocked;
      });
      return some.reduce((sum, place) => sum + (told.high[place] as number), 0) / some.length;
    }) as [number, number];
    expect(means[0]).above(means[1] + 0.2);
  });

  it("is kept, and read again without any training", async () => {
    const cacheFolder = path.join(await createTestFolder(), "backtest");
    expect(await thought(history, { cacheFolder })).deep.equal(told);
    const refuse = () => {
      throw new Error("it trains again");
    };
    expect(await thought(history, { cacheFolder }, refuse)).deep.equal(told);
  });

  it("tells how far it has come, and when its models were trained", () => {
    expect(fractions).deep.equal(fractions.toSorted((a, b) => a - b));
    expect(fractions.length).above(5);
    expect(told).deep.include({ name: "causes", version: "2023-07-24, 2024-01-24" });
  });

  it("is nothing while there was nothing to learn from", async () => {
    const { high, riskClass, version } = await thought(history, { world: worldOf(history, MONDAY + DAY, MONDAY + 20 * DAY, STEP) });
    expect(high.every(Number.isNaN)).equal(true);
    expect(riskClass.every((one) => one === NO_CLASS)).equal(true);
    expect(version).equal("");
  });
});
