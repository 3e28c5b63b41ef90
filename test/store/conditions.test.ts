import { expect } from "chai";
import type { Snapshot } from "../../bot/observe/collector.ts";
import { conditionsBetween, conditionsOf } from "../../bot/predict/live/liveConditions.ts";
import { conditionRows, recordConditions, storeConditions } from "../../bot/store/conditions.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const START = 20_000 * DAY;
const other = { ...sampleMarket, id: "1:compound-v3:usdc" };
const dai = { ...sampleMarket, id: "1:aave-v3:dai", asset: { ...sampleMarket.asset, symbol: "DAI" } };

describe("store: conditions around the markets", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, other, dai]);
  });
  beforeEach(() => store.pool.query("truncate conditions"));
  after(() => store.close());

  function snapshotAt(
    timeSeconds: number,
    gwei: number,
    ethPriceUsd: number | null = 3_000,
  ): Pick<Snapshot, "block" | "observations" | "ethPriceUsd"> {
    const priced = ([id, assetPriceUsd]: readonly [string, number]) => ({ ...sampleObservation(0, id), assetPriceUsd });
    return {
      block: { number: 1, hash: "0x", timeSeconds, baseFeePerGasWei: BigInt(gwei) * 10n ** 9n },
      observations: (
        [
          [sampleMarket.id, 0.999],
          [other.id, 1.001],
          [dai.id, 1.002],
        ] as const
      ).map(priced),
      ethPriceUsd,
    };
  }

  it("are kept once an hour, the first sample of it, prices by symbol", async () => {
    for (const [minute, gwei] of [
      [5, 10],
      [10, 99],
      [65, 20],
    ] as const)
      await recordConditions(store.db, snapshotAt(START + minute * 60, gwei));
    const rows = await conditionRows(store.db, START, START + DAY);
    const of = (name: string) => rows.filter((row) => row.name === name).map((row) => [row.timeSeconds - START, row.value]);
    expect(of("base-fee-gwei")).to.deep.equal([
      [300, 10],
      [3_900, 20],
    ]);
    expect(of("eth-usd")).to.deep.equal([
      [300, 3_000],
      [3_900, 3_000],
    ]);
    expect(of("price:DAI")).to.deep.equal([
      [300, 1.002],
      [3_900, 1.002],
    ]);
    expect(of("price:USDC").map(([, price]) => price)).to.deep.equal([0.999, 0.999]);
  });

  it("that were not seen are left out", async () => {
    await recordConditions(store.db, { ...snapshotAt(START, 10, null), observations: [] });
    expect((await conditionRows(store.db, START, START)).map((row) => row.name)).to.deep.equal(["base-fee-gwei"]);
  });

  it("come with what held before, and nothing later", async () => {
    const at = (day: number, value: number) => ({ timeSeconds: START + day * DAY, values: new Map([["eth-usd", value]]) });
    await storeConditions(store.db, [at(0, 1), at(1, 2), at(5, 3), at(9, 4)]);
    const eth = (await conditionsBetween(store.db, START + 4 * DAY, START + 8 * DAY)).get("eth-usd");
    expect([...(eth?.value ?? [])]).to.deep.equal([2, 3]);
    expect((await conditionsBetween(store.db, START - 9 * DAY, START - 1)).size).to.equal(0);
  });

  it("have a day's gas price when the day is over: as brought in, or the mean of its base fees", () => {
    const fee = (seconds: number, value: number) => ({ name: "base-fee-gwei", timeSeconds: START + seconds, value });
    const rows = [fee(-HOUR, 77), fee(0, 10), fee(HOUR, 30), fee(DAY, 50), fee(2 * DAY, 70)];
    const brought = { name: "gas-gwei", timeSeconds: START + 2 * DAY, value: 55 };
    const gas = (untilSeconds: number, more = [brought]) => {
      const series = conditionsOf([...rows, ...more], START, START + untilSeconds).get("gas-gwei");
      return [...(series?.timeSeconds ?? [])].map((seconds, i) => [(seconds - START) / DAY, series?.value[i]]);
    };
    expect(gas(2.5 * DAY)).to.deep.equal([
      [1, 20],
      [2, 55],
    ]);
    expect(gas(2.5 * DAY, [])).to.deep.equal([
      [1, 20],
      [2, 50],
    ]);
    expect(gas(DAY - 1, [])).to.deep.equal([]);
    expect(conditionsOf(rows, START, START + DAY).has("base-fee-gwei")).to.equal(false);
  });
});
