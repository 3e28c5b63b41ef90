import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { ForecastColumns } from "../../../bot/backtest/minds/forecastColumns.ts";
import type { MindHistory } from "../../../bot/backtest/minds/history.ts";
import { walkForwardForecasts } from "../../../bot/backtest/minds/walkForwardForecasts.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { isKnownAt, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { JUDGED_MOMENTS, momentsOf, paidOver } from "../../../bot/predict/learned/outcomes.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { bytesUntil, DAY, dyingAt, HOUR, isSaid, type ReadWorld, withAnotherFuture, withoutFuture, worldOf } from "./mindWorlds.ts";

const FROM = Date.UTC(2022, 4, 10) / 1000;
const STEP = 6 * HOUR;
/** The world's first model speaks for half a year, a second one in its last week; what is known goes on for another ten days. */
const BEGIN = Date.UTC(2022, 9, 1) / 1000;
const SECOND = Date.UTC(2023, 3, 1) / 1000;
const END = SECOND + 7 * DAY;
const WEEK = 7 * DAY;

function madeUp(seed: number): MindHistory {
  const days = (END - FROM) / DAY + 10;
  const { markets: series, conditions } = syntheticMarkets({ markets: 3, days, seed, stepSeconds: STEP, fromSeconds: FROM });
  return { series, conditions };
}

function thought(
  history: MindHistory,
  given: { readonly world?: ReadWorld; readonly horizonSeconds?: number; readonly cacheFolder?: string } = {},
  onThinking: (what: string, fraction: number) => void = () => undefined,
): Promise<ForecastColumns> {
  return walkForwardForecasts({
    world: given.world ?? worldOf(history, BEGIN, END, STEP),
    history,
    horizonSeconds: given.horizonSeconds ?? WEEK,
    members: ["linear"],
    seed: 1,
    shipped: null,
    cacheFolder: given.cacheFolder ?? null,
    onThinking,
  });
}

function expectSamePast(world: ReadWorld, one: ForecastColumns, other: ForecastColumns, untilSeconds: number): void {
  for (const column of ["meanApr", "p10Apr", "p90Apr"] as const) {
    expect(bytesUntil(world, other[column], untilSeconds), column).equal(bytesUntil(world, one[column], untilSeconds));
  }
}

describe("what a forecaster would have said in a backtest", () => {
  const history = madeUp(1);
  const world = worldOf(history, BEGIN, END, STEP);
  const fractions: number[] = [];
  let told: ForecastColumns;
  before(async () => {
    told = await thought(history, {}, (_what, fraction) => fractions.push(fraction));
  });

  it("does not change up to any moment with what comes after it", async () => {
    // In the first model's life, at the moment before the second's, and in the second's.
    for (const moment of [BEGIN + 61.25 * DAY, SECOND - STEP, SECOND + 3 * DAY]) {
      const retold = await thought(withAnotherFuture(history, moment));
      expectSamePast(world, told, retold, moment);
      expect(bytesUntil(world, retold.meanApr, END)).not.equal(bytesUntil(world, told.meanApr, END));
    }
  });

  it("does not a day ahead, either", async () => {
    const other = madeUp(2);
    const [one, another] = [
      await thought(other, { horizonSeconds: DAY }),
      await thought(withAnotherFuture(other, SECOND), { horizonSeconds: DAY }),
    ];
    expectSamePast(world, one, another, SECOND);
  });

  it("does not depend on whether its markets go on at all", async () => {
    const moment = SECOND + 2.5 * DAY;
    expectSamePast(world, told, await thought(withoutFuture(history, moment), { world }), moment);
  });

  it("looks at nothing later than the world's end", async () => {
    expectSamePast(world, told, await thought(withoutFuture(history, END), { world }), END);
  });

  it("is there of every market that is known: to its own last day, to the world's, and where it is too small to be learned from", async () => {
    const death = END - 20 * DAY;
    const dying: MindHistory = {
      ...history,
      series: history.series.map((one, market) => {
        if (market === 0) return dyingAt(one, death);
        return market === 1 ? { ...one, totalSupplyUsd: one.totalSupplyUsd.map(() => 1e5) } : one;
      }),
    };
    const { meanApr } = await thought(dying);
    const panel = marketPanel(dying.series, dying.conditions);
    for (const atSeconds of world.timeSeconds) {
      world.markets.forEach((_market, market) => {
        expect(isSaid(world, meanApr, market, atSeconds)).equal(isKnownAt(panel, { market, atSeconds }));
      });
    }
    for (const market of world.markets.keys()) expect(isSaid(world, meanApr, market, END)).equal(market !== 0);
    expect(isSaid(world, meanApr, 0, death)).equal(true);
  });

  it("stands for six hours, and between its moments says what was said before", async () => {
    const hourly = worldOf(history, BEGIN + 2 * HOUR, BEGIN + 20 * DAY, HOUR);
    const { meanApr } = await thought(history, { world: hourly });
    hourly.timeSeconds.forEach((time, s) => {
      hourly.markets.forEach((_market, market) => {
        const earlier = Math.floor((time - BEGIN) / STEP);
        expect(meanApr[market * hourly.timeSeconds.length + s]).equal(told.meanApr[market * world.timeSeconds.length + earlier]);
      });
    });
  });

  it("does better than persistence where rates come back, with intervals that hold", () => {
    const { meanApr, p10Apr, p90Apr } = told;
    const panel = marketPanel(history.series, history.conditions);
    const errors = { model: 0, persistence: 0, covered: 0, all: 0 };
    for (const moment of momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: BEGIN, toSeconds: END })) {
      const place = moment.market * world.timeSeconds.length + (moment.atSeconds - BEGIN) / STEP;
      const realised = paidOver(panel, moment, WEEK);
      errors.model += Math.abs(realised - (meanApr[place] as number));
      errors.persistence += Math.abs(realised - (world.quotedApr[place] as number));
      errors.covered += Number(realised >= (p10Apr[place] as number) && realised <= (p90Apr[place] as number));
      errors.all += 1;
      expect(p10Apr[place]).at.most(meanApr[place] as number);
      expect(p90Apr[place]).at.least(meanApr[place] as number);
    }
    expect(errors.model / errors.persistence).below(1);
    expect(errors.covered / errors.all).within(0.65, 0.95);
  });

  it("is kept, read again without any training, and worked out anew where the file is damaged or anything else is asked", async () => {
    const cacheFolder = path.join(await createTestFolder(), "backtest");
    let trainings: string[] = [];
    const ask = (given: { readonly horizonSeconds?: number } = {}, of = history) => {
      trainings = [];
      return thought(of, { ...given, cacheFolder }, (what) => trainings.push(what));
    };
    const first = await ask();
    expect(first).deep.equal(told);
    expect(trainings).include("linear-1-fold-2");
    const names = async () => (await readdir(cacheFolder)).filter((name) => name.endsWith(".columns"));
    const [name = ""] = await names();
    expect(await names()).deep.equal([name]);
    expect(await ask()).deep.equal(first);
    expect(trainings).deep.equal([]);

    const file = path.join(cacheFolder, name);
    const bytes = await readFile(file);
    const damaged = Buffer.from(bytes);
    damaged[bytes.length - 100] = (bytes[bytes.length - 100] as number) ^ 1;
    await writeFile(file, damaged);
    expect(await ask()).deep.equal(first);
    expect(await readFile(file)).deep.equal(bytes);

    expect((await ask({ horizonSeconds: DAY })).horizonSeconds).equal(DAY);
    await ask({}, withAnotherFuture(history, END - DAY));
    expect(await names()).lengthOf(3);
    // What lies beyond the world's end decides nothing.
    await ask({}, withAnotherFuture(history, END + DAY));
    expect(await names()).lengthOf(3);
  });

  it("tells how far it has come, up to the end", () => {
    expect(fractions).deep.equal(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).equal(1);
  });

  it("says until when its models were trained, each embargoed before its first moment", () => {
    expect(told).deep.include({ name: "ensemble", horizonSeconds: WEEK });
    // A week's outcomes and a month's features before 2022-10-01 and 2023-04-01.
    expect(told.version).equal("2022-08-25, 2023-02-23");
  });

  it("is nothing while less than a quarter of a year is known", async () => {
    const { meanApr, version } = await thought(history, { world: worldOf(history, FROM, FROM + 120 * DAY, STEP) });
    expect(meanApr.every(Number.isNaN)).equal(true);
    expect(version).equal("");
  });

  it("refuses a kind of model that there is not, and a history that lacks a market", async () => {
    const lacking = { ...history, series: history.series.slice(1) };
    const failure = await thought(lacking, { world }).catch((error) => error);
    expect(failure).instanceOf(RangeError);
    expect(failure.message).include(world.markets[0]?.id);
    const unknown = { world, history, horizonSeconds: WEEK, members: ["oracle"], seed: 1, shipped: null, cacheFolder: null };
    expect(await walkForwardForecasts({ ...unknown, onThinking: () => undefined }).catch((error) => error)).instanceOf(RangeError);
  });
});
