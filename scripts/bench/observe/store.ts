import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import type { Market } from "../../../bot/core/market.ts";
import type { Observation } from "../../../bot/core/observation.ts";
import { openStore, type Store } from "../../../bot/store/connection.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { insertObservations, latestObservations, observationHistories } from "../../../bot/store/observations.ts";

const MARKETS = 500;
const HOUR_SECONDS = 3_600;
const YEAR_HOURS = 8_760;
const BLOCKS_PER_HOUR = 300;
/** Of all rows one in so many goes through `insertObservations`; the server makes the others. 1 M of 20 M. */
const INSERTED_SHARE = 20;
/** Hours in one call: 50,000 rows. */
const HOURS_PER_CALL = 100;
const RUNS = 20;

export interface StoreFigures {
  /** Observations a second through `insertObservations` into the partitioned table with its indexes; making them up does not count. */
  readonly rowsPerSecond: number;
  /** Median time of `latestObservations` for 500 markets, the table full. */
  readonly latestPanelMs: number;
  /** Median time of one market's observations of one year, hour by hour. */
  readonly oneYearMs: number;
}

/** Fills a new database with `rows` observations (500 markets, hour by hour until now) and measures what the store promises. */
export async function measureStore({ rows }: { readonly rows: number }): Promise<StoreFigures> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "yield-keeper-bench-"));
  // Root's servers run as another user, who has to pass.
  await chmod(dataFolder, 0o711);
  try {
    const store = await openStore({ dataFolder });
    try {
      return await measureIn(store, Math.max(INSERTED_SHARE, Math.ceil(rows / MARKETS)));
    } finally {
      await store.close();
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function measureIn(store: Store, hours: number): Promise<StoreFigures> {
  const lastHour = Math.floor(Date.now() / 1000 / HOUR_SECONDS);
  const insertedHours = Math.floor(hours / INSERTED_SHARE);
  const firstInserted = lastHour - insertedHours + 1;
  await upsertMarkets(store.db, markets);
  const rowsPerSecond = await measureInserts(store, firstInserted, insertedHours);
  await fill(store, lastHour - hours + 1, firstInserted - 1);
  await store.pool.query("vacuum analyze observations");
  const ids = markets.map(({ id }) => id);
  const latestPanelMs = await medianMs(async () => {
    const panel = await latestObservations(store.db, ids);
    check(panel.length === MARKETS && panel.every(({ bucketTimeSeconds }) => bucketTimeSeconds === lastHour * HOUR_SECONDS));
  });
  const year = Math.min(hours, YEAR_HOURS);
  const oneYearMs = await medianMs(async (run) => {
    const id = ids[(run * 37) % MARKETS] ?? "";
    const history = (await observationHistories(store.db, [id], (lastHour - year + 1) * HOUR_SECONDS)).get(id);
    check(history?.length === year);
  });
  return { rowsPerSecond, latestPanelMs, oneYearMs };
}

const markets: readonly Market[] = Array.from({ length: MARKETS }, (_, number) => ({
  id: `1:protocol-${number % 10}:market-${number}`,
  chainId: 1,
  protocol: `protocol-${number % 10}`,
  asset: { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 },
  address: "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2",
  companions: {},
}));

async function measureInserts({ db }: Store, firstHour: number, hours: number): Promise<number> {
  let milliseconds = 0;
  let stored = 0;
  for (let done = 0; done < hours; done += HOURS_PER_CALL) {
    const rows: Observation[] = [];
    for (let hour = done; hour < Math.min(hours, done + HOURS_PER_CALL); hour += 1) {
      for (const { id } of markets) rows.push(observation(id, firstHour + hour));
    }
    const started = performance.now();
    stored += await insertObservations(db, rows);
    milliseconds += performance.now() - started;
  }
  check(stored === hours * MARKETS);
  return Math.round(stored / (milliseconds / 1000));
}

/** One market in one hour, with amounts and rates of full length. */
function observation(marketId: string, hour: number): Observation {
  const share = Math.random();
  const digits = BigInt(Math.floor(share * 1e15));
  return {
    marketId,
    blockNumber: hour * BLOCKS_PER_HOUR,
    blockTimeSeconds: hour * HOUR_SECONDS + 11,
    bucketTimeSeconds: hour * HOUR_SECONDS,
    origin: "rpc",
    supplyApr: share / 10,
    rewardApr: share / 100,
    unclaimedRewardApr: null,
    growthIndexRay: 1_104_000_000_000_000_000_000_000_000n + digits,
    totalSupply: 3_000_000_000_000_000n + digits,
    totalBorrow: 2_000_000_000_000_000n + digits,
    liquidity: 1_000_000_000_000_000n,
    supplyRoom: null,
    utilization: (2 + share) / (3 + share),
    assetPriceUsd: 0.9998,
    enterBps: 0,
    exitBps: 0.5,
    rateModel: {
      kind: "kinked-borrow",
      optimalUtilization: 0.92,
      baseBorrowApr: 0,
      slope1Apr: 0.055,
      slope2Apr: 0.4,
      reserveFactor: 0.1,
    },
    flags: { paused: false, frozen: false, supplyCapReached: false },
  };
}

/** The same on the server, which needs no time for sending: month by month, so that no transaction is long. */
async function fill({ db }: Store, firstHour: number, lastHour: number): Promise<void> {
  const [from, to] = [firstHour * HOUR_SECONDS, lastHour * HOUR_SECONDS];
  await sql`select ensure_observation_partitions(array(select generate_series(${from}::bigint, ${to}::bigint, 86400)))`.execute(db);
  const step = 30 * 24;
  for (let first = firstHour; first <= lastHour; first += step) {
    await sql`
      insert into observations
      select markets.id, hour * ${BLOCKS_PER_HOUR}, hour * 3600 + 11, hour * 3600, 'rpc', random() / 10, random() / 100, null,
        1104000000000000000000000000 + (random() * 1e15)::bigint, 3000000000000000 + (random() * 1e15)::bigint,
        2000000000000000 + (random() * 1e15)::bigint, 1000000000000000, null, random(), 0.9998, 0, 0.5,
        (select id from rate_models), false, false, false
      from generate_series(${first}::bigint, ${Math.min(lastHour, first + step - 1)}::bigint) as hour, markets`.execute(db);
  }
}

async function medianMs(work: (run: number) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now();
    await work(run);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return Math.round((((times[RUNS / 2 - 1] ?? Number.NaN) + (times[RUNS / 2] ?? Number.NaN)) / 2) * 100) / 100;
}

function check(holds: boolean): void {
  if (!holds) throw new Error("the store did not give back what was put in");
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rows: { type: "string", default: "20000000" } } });
  process.stdout.write(`${JSON.stringify(await measureStore({ rows: Number(values.rows) }))}\n`);
}
