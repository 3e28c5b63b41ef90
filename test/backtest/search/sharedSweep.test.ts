import { expect } from "chai";
import { sql } from "kysely";
import { OtherPastError, SweepStoppedError, TrialFailedError } from "../../../bot/backtest/search/errors.ts";
import { type JobQueue, openJobQueue } from "../../../bot/backtest/search/jobQueue.ts";
import { runInThreads } from "../../../bot/backtest/search/pool.ts";
import { askForSweep, awaitSweep, takeFromTheDead } from "../../../bot/backtest/search/sharedSweep.ts";
import { stageIdOf } from "../../../bot/backtest/search/stages.ts";
import { workOnSweeps } from "../../../bot/backtest/search/sweepWorker.ts";
import type { Trial } from "../../../bot/backtest/search/trial.ts";
import { openStore, type Store } from "../../../bot/store/connection.ts";
import { startChild, type TestProcess } from "../../store/childProcess.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestDatabase } from "../../store/testStore.ts";
import { neverStopped, SPEC, type SweepForTest, sweepForTest } from "./sweeps.ts";

const DYING = new URL("./threads/dying.ts", import.meta.url);
const HANGING = new URL("./threads/hanging.ts", import.meta.url);

describe("backtest: a sweep that is shared", function () {
  this.timeout(60_000);
  let sweep: SweepForTest;
  let alone: readonly Trial[];
  let databaseUrl: string;
  let store: Store;
  let queue: JobQueue;
  before(async () => {
    sweep = await sweepForTest();
    alone = await runInThreads({ ...sweep, threads: 1, onTrial: () => undefined, signal: neverStopped() });
    databaseUrl = await createTestDatabase();
    store = await openStore({ databaseUrl });
    queue = await openJobQueue(store.pool, { heartbeatSeconds: 10 });
  });
  beforeEach(async () => {
    await sql`delete from sweep_jobs`.execute(store.db);
    await sql`delete from pgboss.job`.execute(store.db);
  });
  after(async () => {
    await queue.close();
    await store.close();
  });
  const exchange = () => ({ db: store.db, queue });
  const awaited = () => awaitSweep(exchange(), { ...sweep, onProgress: () => undefined, signal: AbortSignal.timeout(40_000) });
  const work = async (overrides: Partial<Parameters<typeof workOnSweeps>[0]> = {}) => {
    const done: string[] = [];
    const work = { exchange: exchange(), threads: 2, untilIdle: true, onTrial: ({ jobId }: Trial) => done.push(jobId) };
    await workOnSweeps({ ...sweep, ...work, signal: neverStopped(), ...overrides });
    return done;
  };
  /** As if the last sign of life of whoever runs a job were a minute ago. */
  const aMinutePasses = () =>
    sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 minute' where state = 'active'`.execute(store.db);

  it("gives the job of a killed worker to another machine, once, and the results are those of a single process", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    const killed = startWorker([databaseUrl, HANGING.href], { HANGING_TELLS: "1" });
    const begun = (await killed.line(/^begun /)).slice("begun ".length);
    await killed.kill();
    await aMinutePasses();
    const other = startWorker([databaseUrl]);
    expect(await awaited()).deep.equal(alone);
    await other.ended();
    expect([...other.lines].sort()).deep.equal(sweep.jobs.map(({ id }) => `done ${id}`).sort());
    const { rows } = await sql<{ job: string; retries: number }>`
      select data ->> 'jobId' as job, retry_count as retries from pgboss.job where state = 'completed'`.execute(store.db);
    expect(new Map(rows.map(({ job, retries }) => [job, retries]))).deep.equal(
      new Map(sweep.jobs.map(({ id }) => [id, id === begun ? 1 : 0])),
    );
  });

  it("is shared by workers, none of which runs what another has run", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    const [trials, ...done] = await Promise.all([awaited(), work({ threads: 1 }), work({ threads: 1 })]);
    expect(trials).deep.equal(alone);
    expect(done.flat().sort()).deep.equal(sweep.jobs.map(({ id }) => id).sort());
  });

  it("goes on where it was: what is done is not run again, in this sweep or in another that has it", async () => {
    const [first, ...rest] = sweep.jobs;
    await askForSweep(exchange(), [first as (typeof sweep.jobs)[number]], sweep.ground);
    expect(await work()).deep.equal([first?.id]);
    expect(await askForSweep(exchange(), sweep.jobs, sweep.ground)).equal(1);
    expect(await askForSweep(exchange(), sweep.jobs, sweep.ground), "asked twice").equal(1);
    expect((await work()).sort()).deep.equal(rest.map(({ id }) => id).sort());
    expect(await awaited()).deep.equal(alone);
  });

  it("puts back what a stopped worker has begun, as if nobody had", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    for (let time = 0; time < 3; time++) await work({ script: HANGING, signal: AbortSignal.timeout(400) });
    expect((await work()).length).equal(sweep.jobs.length);
  });

  it("fails naming a job that two workers died of, and gives it another chance when asked again", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    const done = await work({ script: DYING });
    const error = await rejection(awaited());
    expect(error).instanceOf(TrialFailedError);
    expect(error.message).match(/the trial of marginBps 2, cooldownSeconds (0|86400) failed: whoever ran it died, twice/);
    expect(done.length).equal(2);
    expect(await askForSweep(exchange(), sweep.jobs, sweep.ground)).equal(2);
    expect((await work()).length).equal(2);
    expect(await awaited()).deep.equal(alone);
  });

  it("leaves jobs of another past to others, and says so", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    const other = await sweepForTest({ spec: { ...SPEC, source: { kind: "synthetic", markets: 4, days: 40, seed: 4 } } });
    expect(other.ground).not.equal(sweep.ground);
    const error = await rejection(work({ ground: other.ground, source: other.source }));
    expect(error).instanceOf(OtherPastError);
    expect(error.message).include("4 jobs wait, all of another past").include(sweep.ground.slice(0, 12)).include(other.ground.slice(0, 12));
    expect((await work()).length).equal(sweep.jobs.length);
  });

  it("leaves a worker that shows signs of life alone", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    const stageId = stageIdOf(sweep.jobs[0] as (typeof sweep.jobs)[number], sweep.ground);
    const claim = await queue.take(stageId);
    if (claim === null) throw new Error("nothing waits");
    await aMinutePasses();
    await queue.keep(stageId, claim);
    await takeFromTheDead(exchange(), [stageId]);
    const states = await sql<{ state: string }>`select state::text from pgboss.job where data ->> 'jobId' = ${claim.jobId}`.execute(
      store.db,
    );
    expect(states.rows).deep.equal([{ state: "active" }]);
  });

  it("has nothing to do where the queue is gone, as after a restored backup, until the sweep is asked for again", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    await sql`delete from pgboss.job`.execute(store.db);
    expect(await work()).deep.equal([]);
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    expect((await work()).length).equal(sweep.jobs.length);
  });

  it("opens for the first time on several machines at once", async () => {
    const other = await openStore({ databaseUrl: await createTestDatabase() });
    const queues = await Promise.all(Array.from({ length: 4 }, () => openJobQueue(other.pool)));
    await Promise.all(queues.map((one) => one.close()));
    await other.close();
  });

  it("stops waiting when told to, and keeps what is done", async () => {
    await askForSweep(exchange(), sweep.jobs, sweep.ground);
    const error = await rejection(awaitSweep(exchange(), { ...sweep, onProgress: () => undefined, signal: AbortSignal.timeout(100) }));
    expect(error)
      .instanceOf(SweepStoppedError)
      .with.property("remedy")
      .matches(/what is done is not run again/);
  });
});

function startWorker(args: readonly string[], environment: NodeJS.ProcessEnv = {}): TestProcess {
  return startChild("../../backtest/search/children/worker.ts", args, environment);
}
