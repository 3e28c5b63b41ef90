import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { decodeRecording, encodeRecording, type Recording } from "../../bot/backtest/replay/recording.ts";
import { isParity, type ReplayReport, replayRecording } from "../../bot/backtest/replay/replayRecording.ts";
import { maxBigint, toFloat } from "../../bot/core/units.ts";
import { DEMO_MARKETS, type LiveVault, openLiveVault } from "../../scripts/demo/liveVault.ts";
import { demoScenario } from "../../scripts/demo/scenario.ts";
import { runStrategy, type StrategyRun } from "../../scripts/demo/strategyRun.ts";
import { expectNear } from "../near.ts";
import { createTestDatabase } from "../store/testStore.ts";
import { sharedUpstream, skipOnMainnet } from "./upstream.ts";

const TICKS = 8;
/** All of the vault's money for a block at 30 % a year, more than any market here pays: what executing a block late can change, once a rebalance. */
const BLOCK_INTEREST_BPS = (12 / 31_536_000) * 0.3 * 10_000;

describe("a recorded run, replayed through the backtester", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), "parity-test-"));
  let live: LiveVault | undefined;
  let run: StrategyRun | undefined;
  let recording: Recording;
  let report: ReplayReport;

  before(async function () {
    await skipOnMainnet(this, "actors who move rates");
    const played = { scenario: demoScenario(TICKS, "7", false), strategy: "maximise-net-yield" };
    live = await openLiveVault({
      ...played,
      upstream: await sharedUpstream(),
      databaseUrl: await createTestDatabase(),
      recordsFolder: folder,
    });
    run = await runStrategy(live, { ...played, onTick: () => undefined });
    // As a file has it.
    recording = decodeRecording(encodeRecording(run.recording));
    report = replayRecording(recording);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await live?.close();
  });

  /** What executing a block late can have changed by the end. */
  const lateBps = () => BLOCK_INTEREST_BPS * report.rebalances;

  it("is kept by its file as it was", () => {
    expect(recording).to.deep.equal(run?.recording);
    expect(recording.ticks).to.have.lengthOf(TICKS);
  });

  it("has rebalances, a deposit on the way and a withdrawal at the end, as the depositors have them", () => {
    expect(report.rebalances).to.be.at.least(2);
    const [deposit, withdrawal, ...more] = recording.flows.map(({ amount }) => toFloat(amount, 6));
    expect(deposit).to.equal(200_000);
    expectNear(withdrawal ?? 0, -(run?.withdrawalsUsd ?? 0), 1e-6);
    expect(more).to.deep.equal([]);
  });

  it("decides the same again, byte for byte, from what was recorded of each tick", () => {
    expect(report.decidedAgain).to.equal(TICKS);
  });

  it("leads a vault of the engine's own to the same decisions, amounts and net asset value", () => {
    expect(report.differences).to.deep.equal([]);
    expect(report.sameDecisions).to.equal(TICKS);
    expect(report.greatestNavDifferenceBps).to.be.below(lateBps());
    expect(report.greatestMoveDifferenceBps).to.be.below(lateBps());
    expect(report.navDifferencesBps).to.have.lengthOf(TICKS + 1);
    // What shares are worth: no gain waits to be released here.
    for (const { vault } of [...recording.ticks.map(({ input }) => input), recording.closing]) {
      expect(vault.totalAssets).to.equal(vault.grossAssets);
    }
    expect(isParity(report)).to.equal(true);
  });

  it("has earned by far more than it may be off by", () => {
    expect(report.earnedBps).to.be.above(100 * lateBps());
  });

  it("reaches its targets on chain, at about the gas that was expected", () => {
    expect(report.greatestExecutionDifferenceBps).to.be.below(BLOCK_INTEREST_BPS);
    expect(report.longestExecutionSeconds).to.equal(12);
    const { expectedUsd, paidUsd, simulatedUsd } = report.gas;
    expect(paidUsd).to.be.within(0.7 * expectedUsd, 1.1 * expectedUsd);
    expectNear(simulatedUsd, expectedUsd, 1e-5 * TICKS);
  });

  for (const marketId of DEMO_MARKETS) {
    it(`rests on ${marketId}'s positions growing as its index does`, () => {
      const states = [...recording.ticks.map(({ input }) => input), recording.closing];
      let compared = 0;
      for (const [i, { decision }] of recording.ticks.slice(0, -1).entries()) {
        const at = (moment: number) => {
          const { vault, observations } = states[moment] as Recording["closing"];
          const index = observations.find((one) => one.marketId === marketId)?.growthIndexRay ?? 0n;
          return { index, held: vault.positions.find((one) => one.marketId === marketId)?.totalAssets ?? 0n };
        };
        const [before, after] = [at(i), at(i + 1)];
        if (decision.action !== "hold" || before.held === 0n) continue;
        const expected = (before.held * after.index) / before.index;
        // Compound's index has 15 decimals, and positions are rounded down.
        const rounding = 3n + before.held / 10n ** 14n;
        expect(
          maxBigint(expected - after.held, after.held - expected) <= rounding,
          `tick ${i + 1}: ${after.held}, not ${expected}`,
        ).to.equal(true);
        compared += 1;
      }
      expect(compared).to.be.at.least(1);
    });
  }

  it("can begin in the middle, with a vault that is invested already", () => {
    const middle = 3;
    const [first] = recording.ticks.slice(middle) as [Recording["ticks"][number]];
    const rest = replayRecording({
      ...recording,
      ticks: recording.ticks.slice(middle),
      flows: recording.flows.filter(({ blockNumber }) => blockNumber > first.input.vault.blockNumber),
    });
    expect(first.input.vault.positions.some(({ totalAssets }) => totalAssets > 0n)).to.equal(true);
    expect(rest.differences).to.deep.equal([]);
    expect(rest.greatestNavDifferenceBps).to.be.below(lateBps());
  });

  it("is told nothing of where the money went: with other positions recorded, the engine's vault does the same", () => {
    const thousand = 1_000n * 10n ** 6n;
    const ticks = recording.ticks.map((tick, i) => {
      const { vault } = tick.input;
      if (i === 0) return tick;
      const positions = vault.positions.map((one) => ({
        ...one,
        totalAssets: one.totalAssets + thousand,
        withdrawable: one.withdrawable + thousand,
      }));
      return { ...tick, input: { ...tick.input, vault: { ...vault, idle: vault.idle * 2n, positions } } };
    });
    const told = replayRecording({ ...recording, ticks });
    expect(told.decidedAgain).to.be.below(TICKS);
    expect(told).to.deep.include({
      sameDecisions: report.sameDecisions,
      greatestMoveDifferenceBps: report.greatestMoveDifferenceBps,
      greatestNavDifferenceBps: report.greatestNavDifferenceBps,
    });
  });

  describe("gives itself away", () => {
    const navDifferenceOf = (changed: Partial<Recording>) => replayRecording({ ...recording, ...changed }).greatestNavDifferenceBps;

    it("where a deposit is counted twice", () => {
      const [deposit, ...others] = recording.flows as [Recording["flows"][number], ...Recording["flows"]];
      expect(navDifferenceOf({ flows: [deposit, deposit, ...others] })).to.be.above(1_000);
    });

    it("where a withdrawal is forgotten", () => {
      expect(navDifferenceOf({ flows: recording.flows.slice(0, 1) })).to.be.above(1_000);
    });

    it("where positions grow by the tick before's indices", () => {
      const shifted = recording.ticks.map((tick, i) => {
        const earlier = recording.ticks[Math.max(0, i - 1)]?.input.observations ?? [];
        const observations = tick.input.observations.map((one) => ({
          ...one,
          growthIndexRay: earlier.find(({ marketId }) => marketId === one.marketId)?.growthIndexRay ?? one.growthIndexRay,
        }));
        return { ...tick, input: { ...tick.input, observations } };
      });
      expect(navDifferenceOf({ ticks: shifted })).to.be.above(10 * lateBps());
    });

    it("where a decision is another one", () => {
      const [first, ...others] = recording.ticks as [Recording["ticks"][number], ...Recording["ticks"]];
      const decision = { ...first.decision, reason: "risk-exit" as const };
      const changed = replayRecording({ ...recording, ticks: [{ ...first, decision }, ...others] });
      expect(changed).to.deep.include({ decidedAgain: TICKS - 1, sameDecisions: TICKS - 1 });
      expect(changed.differences).to.have.lengthOf(2);
      expect(isParity(changed)).to.equal(false);
    });
  });
});
