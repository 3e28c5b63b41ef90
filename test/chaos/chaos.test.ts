import { expect } from "chai";
import { ALL_FAULTS } from "../../scripts/chaos/faults/allFaults.ts";
import { runChaos } from "../../scripts/chaos/run.ts";
import { inOrder } from "../../scripts/chaos/schedule.ts";
import { type ChaosWorld, openWorld } from "../../scripts/chaos/world.ts";

/** One of each that is important; `npm run test:chaos` has them all, a thousand times. */
const KINDS = [
  "kill-at-event",
  "kill-with-standby",
  "pause-leader",
  "rpc-loses-answer",
  "rpc-lags",
  "reorg",
  "base-fee-spike",
  "mempool-stall",
  "mempool-drop",
  "relay-drops",
  "database-restart",
];

describe("a keeper among faults", function () {
  this.timeout(300_000);
  let world: ChaosWorld;

  before(async () => {
    world = await openWorld("test");
  });
  after(() => world?.close());

  it(`executes nothing twice, loses nothing and recovers: ${KINDS.join(", ")}`, async () => {
    const faults = KINDS.flatMap((kind) => ALL_FAULTS.find((fault) => fault.kind === kind) ?? []);
    const summary = await runChaos(world, { ticks: 2 * faults.length + 3, schedule: inOrder(faults), onTick: () => undefined });
    expect(summary.violations).to.deep.equal([]);
    expect(summary.faults).to.have.all.keys(KINDS);
    expect(summary.restarts).to.be.at.least(2);
    expect(summary.transactions).to.be.at.least(3);
    expect(summary.checks.quiet).to.be.at.least(1);
  });
});
