import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { DemoSummary } from "../../scripts/demo/summary.ts";
import type { TroubleSummary } from "../../scripts/demo/troubleSummary.ts";
import { copyProject } from "../../scripts/projectCopy.ts";
import { expectNear } from "../near.ts";

const run = promisify(execFile);
const DEMO = path.join(import.meta.dirname, "../../scripts/demo/main.ts");
const PARITY = path.join(import.meta.dirname, "../../scripts/parity.ts");
const TICKS = 8;

describe("npm run demo", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "demo-test-"));
  after(() => rmSync(folder, { recursive: true }));

  describe("a short run", () => {
    let printed: string;
    let summary: DemoSummary;
    let record: string;
    before(async function () {
      this.timeout(180_000);
      const file = path.join(folder, "demo.json");
      record = path.join(folder, "record.json");
      ({ stdout: printed } = await run(
        process.execPath,
        [DEMO, "--ticks", String(TICKS), "--seed", "7", "--json", file, "--record", record],
        { cwd: folder },
      ));
      summary = JSON.parse(readFileSync(file, "utf8"));
    });

    it("ticks as often as asked, with an observation a market each time", () => {
      expect(summary.ticks).to.equal(TICKS);
      expect(summary.observations).to.equal(TICKS * 3);
      expect(printed.split("\n").filter((line) => /^ +\d+ {1,2}\d\d-\d\d \d\d:\d\d/.test(line))).to.have.length(TICKS);
    });

    it("moves money twice at least, and pays for it", () => {
      expect(summary.rebalances).to.be.at.least(2);
      expect(summary.gasUsed).to.be.greaterThan(summary.rebalances * 100_000);
      expect(summary.gasUsd).to.be.greaterThan(0);
    });

    it("sends its rebalances to a relay alone, which misses some blocks; each miss is explained, and made up for in a later block", () => {
      const { sent, included, missed, cancelled, refused, misses } = summary.bundles;
      expect(included).to.equal(summary.rebalances);
      expect(refused).to.equal(0);
      expect(sent).to.equal(included + missed + cancelled);
      expect(misses).to.have.length(missed);
      for (const { block, reason, includedInBlock } of misses) {
        expect(reason).to.have.length.greaterThan(10);
        expect(includedInBlock).to.be.greaterThan(block);
      }
      expect(printed).to.contain(`${sent} sent, ${included} included, ${missed} missed`);
    });

    it("ends with more than was put in, by what it says it earned", () => {
      const { navStart, navEnd, deposits, withdrawals, gasUsd, earnedNetUsd } = summary;
      expect(deposits).to.equal(1_000_000);
      expect(withdrawals).to.be.greaterThan(300_000);
      expect(navEnd).to.be.greaterThan(navStart + deposits - withdrawals);
      expectNear(earnedNetUsd, navEnd + withdrawals - deposits - navStart - gasUsd, 1e-6);
      // 32 hours on a million at rates between 2 % and 10 % a year.
      expect(earnedNetUsd).to.be.within((0.02 * 1e6 * 32) / 8760 - 10, (0.1 * 1e6 * 32) / 8760);
    });

    it("measures every strategy the same way, and idle money earns nothing", () => {
      expect(summary.earnedIdleUsd).to.equal(0);
      for (const { path: points, gasUsd } of Object.values(summary.strategies)) {
        expect(points).to.have.length(TICKS);
        expect(gasUsd).to.be.within(0, 100);
      }
      expect(summary.earnedEqualWeightUsd).to.equal(summary.strategies["equal-weight"]?.earnedNetUsd);
      expect(summary.earnedBestApyUsd).to.equal(summary.strategies["best-apr"]?.earnedNetUsd);
    });

    it("leaves a recording that the backtester replays to the same decisions and the same money", async () => {
      const { stdout } = await run(process.execPath, [PARITY, record, "--json"], { cwd: folder });
      const { parity, ticks, decidedAgain, sameDecisions, rebalances, gas } = JSON.parse(stdout);
      expect({ parity, ticks, decidedAgain, sameDecisions }).to.deep.equal({
        parity: true,
        ticks: TICKS,
        decidedAgain: TICKS,
        sameDecisions: TICKS,
      });
      expect(rebalances).to.equal(summary.rebalances);
      expectNear(gas.paidUsd, summary.gasUsd, 1e-9);
    });

    it("accounts for every dollar at every tick", () => {
      for (const { path: points } of Object.values(summary.strategies)) {
        for (const { navUsd, idleUsd, positionsUsd } of points) {
          const placed = Object.values(positionsUsd).reduce((sum, usd) => sum + usd, idleUsd);
          expectNear(placed, navUsd, 0.01);
        }
      }
    });
  });

  it("has the keeper leave a market that is frozen in the tick in which the vault's monitor would close the vault", async function () {
    this.timeout(180_000);
    const file = path.join(folder, "frozen.json");
    const args = ["--scenario", "frozen", "--ticks", String(TICKS), "--seed", "7", "--json", file];
    const { stdout } = await run(process.execPath, [DEMO, ...args], { cwd: folder });
    const summary: TroubleSummary = JSON.parse(readFileSync(file, "utf8"));
    const { worstTick } = summary;
    expect(summary.path).to.have.lengthOf(TICKS);
    expect(summary.firstBreakerDue).to.deep.include({ tick: worstTick, reason: "frozen" });
    expect(summary.exit).to.deep.include({ kind: "left", tick: worstTick });
    // The block of the freeze is twelve seconds before the one that the tick looks at.
    expect(summary.exit.kind === "left" && summary.exit.hoursBeforeWorst).to.be.within(-1 / 60, 0);
    expect(summary.lostUsd).to.be.below(1);
    expect(stdout)
      .to.match(/^ *\d+ .*reserve frozen .*rebalance: risk-exit/m)
      .and.to.include("The keeper left in the tick after the reserve was frozen.");
  });

  it("starts, and so does keeper, in a fresh clone, where nothing is compiled yet", async () => {
    const clone = copyProject({ withArtifacts: false });
    try {
      for (const command of ["scripts/demo/main.ts", "bin/keeper.js"]) {
        const { stdout } = await run(process.execPath, [path.join(clone.folder, command), "--help"], { cwd: folder });
        expect(stdout).to.include("--help");
      }
    } finally {
      clone.remove();
    }
  });

  it("refuses what it cannot do in one line", async () => {
    for (const [args, message] of [
      [["--ticks", "2"], /--ticks 2 is out of range/],
      [["--ticks", "many"], /out of range/],
      [["--tick", "9"], /Unknown option '--tick'/],
      [["--scenario", "flood"], /There is no scenario "flood"\. Choose of depeg, drained, frozen/],
      [["--scenario", "frozen", "--ticks", "2"], /--ticks 2 is out of range/],
      [["--json", path.join(folder, "nowhere/demo.json")], /--json .* cannot be written: ENOENT/],
      [["--record", path.join(folder, "nowhere/run.json")], /--record .* cannot be written: ENOENT/],
    ] as const) {
      const failure = await run(process.execPath, [DEMO, ...args], { cwd: folder }).then(
        () => expect.fail(`accepted ${args.join(" ")}`),
        (error: { code: number; stderr: string }) => error,
      );
      expect(failure.code).to.equal(2);
      expect(failure.stderr).to.match(message);
      expect(failure.stderr.trim().split("\n")).to.have.length(1);
    }
  });
});
