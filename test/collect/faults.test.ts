import { expect } from "chai";
import { connect } from "../../bot/chain/failoverProvider.ts";
import { observeForever, type Sampled } from "../../bot/collect/daemon.ts";
import { refillGaps } from "../../bot/collect/refill.ts";
import { createRefiller } from "../../bot/collect/refiller.ts";
import { observationId } from "../../bot/core/observation.ts";
import type { GapReason } from "../../bot/core/sampling.ts";
import { createCollector } from "../../bot/observe/collector.ts";
import { openSubgraphs } from "../../bot/observe/subgraph/open.ts";
import { openStore, type Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { startDatabaseProxy } from "../../scripts/chaos/faults/databaseProxy.ts";
import { startFaultyNode } from "../../scripts/chaos/faults/faultyNode.ts";
import { createRandom } from "../../scripts/local-mainnet/life/random.ts";
import { BUCKET_SECONDS, MAINNET_BOOK, useLocalCollector } from "../observe/localCollector.ts";
import { openPosition, POOL_MARKET, serveTestSubgraph } from "../observe/localPool.ts";
import { createTestStore, execute } from "../store/testStore.ts";
import { FAULTS } from "./faults/faults.ts";
import { type Fault, simulatedTime, type World } from "./faults/world.ts";
import { CHAIN_ID, refillDeps } from "./support.ts";

const TICKS = 200;
const MARKETS = [...MAINNET_BOOK.markets, POOL_MARKET];
/** At the end all is well for so many ticks, so that what was missed can be recorded. */
const QUIET_TICKS = 3;
/** How often a fault begins when its layer has none. */
const FAULTS_PER_TICK = 0.35;
const SEED = process.env.FAULT_SEED ?? "1";

describe("the collecting daemon among faults", function () {
  this.timeout(240_000);
  const { chain, provider, collector } = useLocalCollector();

  it("200 ticks with faults in RPC, chain, markets, subgraph and database: no committed bucket lost, every gap recorded, the daemon alive", async () => {
    const direct = await createTestStore();
    await upsertMarkets(direct.db, MARKETS);
    const database = await startDatabaseProxy(direct.databaseUrl);
    const node = await startFaultyNode(chain().provider);
    const store = await openStore({ databaseUrl: database.databaseUrl });
    const faulty = await connect({ urls: [node.url], chainId: 1, timeoutMilliseconds: 150 });
    // The pool's range has to be somebody's, or it has no fees.
    await openPosition(chain(), 1_000_000n);
    const { server: subgraph, subgraphs } = await serveTestSubgraph(chain(), { timeoutSeconds: 0.5 });
    const settings = { url: subgraph.url, timeoutSeconds: 20, whenUnreachable: "reject" } as const;
    const patient = openSubgraphs({ subgraphs: { "uniswap-v3": settings } }, MAINNET_BOOK, null);
    const random = createRandom(`faults/${SEED}`);

    const stop = new AbortController();
    const answers: (Sampled | Error)[] = [];
    const injected = new Map<Fault, number>();
    const active = new Map<Fault["layer"], { bucketsLeft: number; end(): Promise<void> | void }>();
    let refilling: Promise<unknown> = Promise.resolve();

    async function change(): Promise<void> {
      await refilling;
      for (const [layer, fault] of active) {
        if (--fault.bucketsLeft > 0 && answers.length < TICKS - QUIET_TICKS) continue;
        active.delete(layer);
        await fault.end();
      }
      if (answers.length >= TICKS - QUIET_TICKS || random.uniform() > FAULTS_PER_TICK) return;
      const fault = draw(FAULTS, random.uniform());
      // A branch must not hold a market's fault that is over when the branch comes back.
      if (active.has(fault.layer) || (fault.layer === "chain" && active.has("market"))) return;
      const [least, most] = fault.buckets;
      const bucketsLeft = least + random.index(most - least + 1);
      injected.set(fault, (injected.get(fault) ?? 0) + 1);
      active.set(fault.layer, { bucketsLeft, end: await fault.begin(world) });
    }

    const time = await simulatedTime(chain(), SEED, change);
    const administration = new URL(direct.databaseUrl);
    const name = administration.pathname.slice(1);
    administration.pathname = "/postgres";
    const world: World = {
      chain: chain(),
      node,
      database,
      subgraph,
      random,
      pass: time.pass,
      replaceSince: time.replaceSince,
      breakContract: time.breakContract,
      killSessions: () => execute(administration.href, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`),
    };
    const collectorOn = (from: typeof faulty) =>
      createCollector({
        provider: from,
        addressBook: MAINNET_BOOK,
        markets: MARKETS,
        vault: null,
        bucketSeconds: BUCKET_SECONDS,
        subgraphs,
      });
    const refiller = createRefiller({
      store,
      chainId: CHAIN_ID,
      marketIds: MARKETS.map((market) => market.id),
      bucketSeconds: BUCKET_SECONDS,
      mostBuckets: 3,
      provider: faulty,
      openArchive: null,
      collectorOn: () => collectorOn(faulty),
    });

    try {
      await observeForever(
        {
          db: store.db,
          chainId: CHAIN_ID,
          collector: collectorOn(faulty),
          bucketSeconds: BUCKET_SECONDS,
          maxBlockAgeSeconds: 600,
          clock: time.clock,
          refill: refiller.refill,
        },
        stop.signal,
        {
          onSample: (result) => {
            answers.push(result);
            if (answers.length === TICKS) stop.abort();
          },
          onRefill: (work) => {
            refilling = work.catch(() => undefined);
          },
        },
      );
      expect(answers).to.have.lengthOf(TICKS);
      const before = await accounts(direct);
      await checkAccounts(direct, answers);

      // Then an archive: what can be had is had, and nothing else has changed.
      const archive = {
        ...refillDeps(direct, provider(), collector({ markets: MARKETS, subgraphs: patient })),
        marketIds: MARKETS.map(({ id }) => id),
      };
      expect(await refillGaps(archive, 1_000, new AbortController().signal)).to.deep.include({ refusals: [] });
      const after = await accounts(direct);
      expect(after.open).to.equal(0);
      await checkAccounts(direct, answers);
      console.log(`      ${summary(injected, answers, before, after)}`);
      for (const layer of new Set(FAULTS.map((fault) => fault.layer))) {
        expect(
          [...injected.keys()].some((fault) => fault.layer === layer),
          `faults of ${layer}`,
        ).to.equal(true);
      }
    } finally {
      faulty.destroy();
      await node.close();
      await subgraph.close();
      await database.accept();
      await store.close();
      await database.close();
      await direct.close();
    }
  });
});

function draw(faults: readonly Fault[], uniform: number): Fault {
  let left = uniform * faults.reduce((sum, fault) => sum + fault.weight, 0);
  for (const fault of faults) {
    left -= fault.weight;
    if (left < 0) return fault;
  }
  return faults.at(-1) as Fault;
}

/** Asks the tables themselves, in words of their own. */
async function checkAccounts({ pool }: Store, answers: readonly (Sampled | Error)[]): Promise<void> {
  const { rows: unaccounted } = await pool.query(`
    with expected as (
      select market_id, generate_series(first_bucket, accounted_until - ${BUCKET_SECONDS}, ${BUCKET_SECONDS}) as bucket from sampling_progress
    )
    select * from expected
    where not exists (select from observations o where o.market_id = expected.market_id and o.bucket_time = bucket)
      and not exists (select from rejected_samples r where r.market_id = expected.market_id
        and r.sample_time >= bucket and r.sample_time < bucket + ${BUCKET_SECONDS} and rule not in ('unreadable', 'orphaned-block'))
      and not exists (select from sampling_gaps g where g.market_id = expected.market_id and bucket between first_bucket and last_bucket
        and not refilled @> bucket)`);
  expect(unaccounted, "buckets that are nowhere").to.deep.equal([]);

  const { rows: contradicting } = await pool.query(`
    select market_id, bucket_time from observations o join sampling_gaps g using (market_id)
    where bucket_time between first_bucket and last_bucket and not refilled @> bucket_time`);
  expect(contradicting, "samples in gaps that do not know of them").to.deep.equal([]);

  const { rows: doubled } = await pool.query("select market_id, bucket_time from observations group by 1, 2 having count(*) > 1");
  expect(doubled, "buckets with two samples").to.deep.equal([]);

  const { rows: overlapping } = await pool.query(`
    select * from sampling_gaps a join sampling_gaps b on a.market_id = b.market_id and a.first_bucket < b.first_bucket
      and a.last_bucket >= b.first_bucket`);
  expect(overlapping, "gaps that overlap").to.deep.equal([]);

  const { rows: kept } = await pool.query<{ id: string }>(`
    select market_id || '@' || block_number as id from observations
    union select market_id || '@' || block_number from rejected_samples where rule = 'orphaned-block'`);
  const ids = new Set(kept.map((row) => row.id));
  const reported = answers.flatMap((answer) => (answer instanceof Error ? [] : answer.snapshot.observations.map(observationId)));
  expect(reported.length).to.be.greaterThan(0);
  expect(
    reported.filter((id) => !ids.has(id)),
    "reported as stored, and gone",
  ).to.deep.equal([]);
}

interface Accounts {
  readonly expected: number;
  readonly stored: number;
  readonly open: number;
  readonly gaps: ReadonlyMap<GapReason, number>;
}

async function accounts({ pool }: Store): Promise<Accounts> {
  const count = async (query: string) => Number((await pool.query<{ count: string }>(query)).rows[0]?.count);
  const { rows } = await pool.query<{ reason: GapReason; buckets: string }>(
    `select reason, sum((last_bucket - first_bucket) / bucket_seconds + 1)::bigint as buckets from sampling_gaps group by reason order by reason`,
  );
  return {
    expected: await count(`select sum((accounted_until - first_bucket) / ${BUCKET_SECONDS})::bigint as count from sampling_progress`),
    stored: await count("select count(*) from observations"),
    open: await count(`select (coalesce(sum(upper(range) - lower(range)), 0) / ${BUCKET_SECONDS})::bigint as count from sampling_gaps
      cross join lateral unnest(int8multirange(int8range(first_bucket, last_bucket + bucket_seconds)) - refilled - irrecoverable) as range`),
    gaps: new Map(rows.map(({ reason, buckets }) => [reason, Number(buckets)])),
  };
}

function summary(injected: ReadonlyMap<Fault, number>, answers: readonly unknown[], before: Accounts, after: Accounts): string {
  const layers = [...new Set(FAULTS.map((fault) => fault.layer))].map((layer) => {
    const times = [...injected].filter(([fault]) => fault.layer === layer).reduce((sum, [, count]) => sum + count, 0);
    return `${times} ${layer}`;
  });
  const failed = answers.filter((answer) => answer instanceof Error).length;
  const gaps = [...before.gaps].map(([reason, buckets]) => `${buckets} ${reason}`).join(", ");
  return [
    `faults: ${layers.join(", ")} (${injected.size} of ${FAULTS.length} kinds); ${answers.length} ticks answered, ${failed} of them failed`,
    `market buckets: ${before.expected} expected, ${before.stored} stored, missed ${gaps}, ${before.open} still open`,
    `after an archive ${after.stored} stored, ${after.open} open`,
  ].join("; ");
}
