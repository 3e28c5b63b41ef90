import { readdir } from "node:fs/promises";
import { expect } from "chai";
import { annualisedReturn } from "../../../bot/backtest/metrics/annualisedReturn.ts";
import { SweepStoppedError, TrialAbandonedError, TrialFailedError } from "../../../bot/backtest/search/errors.ts";
import { runInThreads } from "../../../bot/backtest/search/pool.ts";
import { stageFor } from "../../../bot/backtest/search/stages.ts";
import { runTrial, type Trial } from "../../../bot/backtest/search/trial.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { neverStopped, type SweepForTest, sweepForTest } from "./sweeps.ts";

const DYING = new URL("./threads/dying.ts", import.meta.url);
const HANGING = new URL("./threads/hanging.ts", import.meta.url);

describe("backtest: a sweep in threads", function () {
  this.timeout(60_000);
  let sweep: SweepForTest;
  let alone: readonly Trial[];
  const inThreads = (threads: number, script?: URL, signal = neverStopped()) =>
    runInThreads({ ...sweep, threads, onTrial: () => undefined, signal, ...(script === undefined ? {} : { script }) });
  before(async () => {
    sweep = await sweepForTest();
    const trials: Trial[] = [];
    for (const job of sweep.jobs) trials.push(runTrial(job, await stageFor(job, sweep.source)));
    alone = trials;
  });

  it("gives what one process gives, however many threads there are, in the order of the grid", async () => {
    expect(new Set(alone.map(({ netReturn }) => netReturn)).size, "points that differ").greaterThan(1);
    for (const threads of [1, 3]) expect(await inThreads(threads)).deep.equal(alone);
  });

  it("plays jobs of other steps on other stages", async () => {
    const mixed = await sweepForTest({ axes: [{ name: "everySeconds", values: [86_400, 21_600] }] });
    const trials = await runInThreads({ ...mixed, threads: 2, onTrial: () => undefined, signal: neverStopped() });
    expect(trials.map(({ jobId }) => jobId)).deep.equal(mixed.jobs.map(({ id }) => id));
    expect(trials[1]?.netReturn).not.equal(trials[0]?.netReturn);
  });

  it("tells each trial's growth by the day, from which its figures follow", () => {
    for (const { growth, netReturn, annualisedReturn: yearly } of alone) {
      const days = ((growth.timeSeconds.at(-1) as number) - (growth.timeSeconds[0] as number)) / 86_400;
      expect(growth.growth[0]).equal(1);
      expect(growth.growth.at(-1)).equal(netReturn + 1);
      expect(yearly).closeTo(annualisedReturn(netReturn + 1, days), 1e-12);
    }
  });

  it("runs the job of a thread that dies once more in another, with the same result", async () => {
    const folder = await createTestFolder();
    process.env.DYING_FOLDER = folder;
    try {
      expect(await inThreads(2, DYING)).deep.equal(alone);
    } finally {
      delete process.env.DYING_FOLDER;
    }
    const deadly = sweep.jobs.filter(({ point }) => point.marginBps === 2).map(({ id }) => id);
    expect((await readdir(folder)).sort()).deep.equal(deadly.sort());
  });

  it("fails naming the job that two threads died of", async () => {
    const error = await rejection(inThreads(2, DYING));
    expect(error).instanceOf(TrialAbandonedError);
    expect(error.message).match(/the trial of marginBps 2, cooldownSeconds (0|86400) was begun twice/);
  });

  it("fails naming the point and the reason of a trial that cannot be run", async () => {
    const flows = [{ atSeconds: Date.UTC(2023, 0, 20) / 1000, usd: -1_000_000_000 }];
    const broken = await sweepForTest({ spec: { ...(sweep.jobs[0]?.spec as SweepForTest["jobs"][number]["spec"]), flows } });
    const error = await rejection(runInThreads({ ...broken, threads: 1, onTrial: () => undefined, signal: neverStopped() }));
    expect(error).instanceOf(TrialFailedError);
    expect(error.message).match(/^the trial of marginBps 0.2, cooldownSeconds 0 failed: /);
  });

  it("ends when it is told to, though its threads are busy", async () => {
    const stop = new AbortController();
    const running = rejection(inThreads(2, HANGING, stop.signal));
    setTimeout(() => stop.abort(), 300);
    const error = await running;
    expect(error).instanceOf(SweepStoppedError);
    expect(error.message).equal("the sweep was stopped when 0 of its 4 trials were done");
  });
});
