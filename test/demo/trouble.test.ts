import { expect } from "chai";
import fc from "fast-check";
import type { RiskScore } from "../../bot/core/risk.ts";
import type { TroublePoint } from "../../scripts/demo/troublePoint.ts";
import { troubleSummary } from "../../scripts/demo/troubleSummary.ts";
import { TROUBLE_NAMES, TROUBLES, troubleScenario } from "../../scripts/demo/troubles.ts";
import { troubleText } from "../../scripts/demo/troubleText.ts";
import { sampleRisk } from "../store/samples.ts";

const COMPOUND = "1:compound-v3:usdc";
const TICKS = 24;
const TICK_SECONDS = 4 * 3_600;
const SETTLED_SECONDS = 12;
const scenario = troubleScenario("drained", TICKS, "1", false);
const [began, worst] = [9, 12];
const run = { gasUsd: 10, earnedNetUsd: 500, bundles: [] };

/** Where the money in Compound is before a tick and after it, and what is known; nothing goes wrong unless it is said. */
function path(positions: readonly (readonly [number, number])[], known: Readonly<Record<number, Partial<TroublePoint>>> = {}) {
  return Array.from({ length: TICKS }, (_, tick): TroublePoint => {
    const [held, after] = positions[tick] ?? [0, 0];
    const step = scenario.trouble.steps.find(({ beforeTick }) => beforeTick === tick);
    const timeSeconds = 1_750_000_000 + tick * TICK_SECONDS;
    return {
      tick,
      blockNumber: tick,
      timeSeconds,
      aprs: {},
      positionsUsd: { [COMPOUND]: after },
      idleUsd: 1_000 - after,
      navUsd: 1_000,
      earnedNetUsd: 0,
      action: held === after ? "hold" : "rebalance",
      reason: "risk-exit",
      gasUsed: 0,
      gasUsd: 0,
      happened: step === undefined ? [] : [{ what: step.what, timeSeconds: timeSeconds - SETTLED_SECONDS }],
      risks: [],
      riskTolerance: 1,
      unhealthy: {},
      breakerDue: null,
      status: "normal",
      heldUsd: { [COMPOUND]: held },
      stuckUsd: { [COMPOUND]: 0 },
      ...known[tick],
    };
  });
}

/** Invested until it leaves in this tick. */
const leavingIn = (tick: number) =>
  Array.from({ length: TICKS }, (_, i) => (i < tick ? ([400, 400] as const) : i === tick ? ([400, 0] as const) : ([0, 0] as const)));
const summaryOf = (points: readonly TroublePoint[]) => troubleSummary("drained", scenario, run, points, 20);
const risk = (changes: Partial<RiskScore>) => sampleRisk(1, { marketId: COMPOUND, ...changes });
const veto = (reason: RiskScore["vetoes"][number]["reason"]) => ({ reason, effect: "exit", detail: "" }) as const;

describe("demo: troubles", () => {
  it("come in steps a tick apart around the middle, and are over before the run is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TROUBLE_NAMES), fc.integer({ min: 8, max: 1_000 }), (name, ticks) => {
        const { steps, endsBeforeTick } = troubleScenario(name, ticks, "1", false).trouble;
        const at = steps.map(({ beforeTick }) => beforeTick);
        expect(at).to.deep.equal(TROUBLES[name].steps.map((_, i) => Math.floor(ticks / 2) - (at.length - 1) + i));
        expect(at[0]).to.be.at.least(1);
        expect(endsBeforeTick).to.be.within(Math.max(...at) + 1, ticks - 1);
      }),
    );
  });

  it("are told by when the keeper left, against when it was worst", () => {
    fc.assert(
      fc.property(fc.integer({ min: began, max: worst + 5 }), (tick) => {
        const summary = summaryOf(path(leavingIn(tick)));
        const hoursBeforeWorst = 4 * (worst - tick) - SETTLED_SECONDS / 3_600;
        expect(summary.exit).to.deep.equal({ kind: "left", tick: tick + 1, hoursBeforeWorst });
        const text = troubleText(summary);
        if (tick < worst) expect(text).to.include(`The keeper left ${hoursBeforeWorst.toFixed(1)} hours before the market was dry.`);
        else if (tick === worst) expect(text).to.include("The keeper left in the tick after the market was dry.");
        else expect(text).to.include(`The keeper left ${(-hoursBeforeWorst).toFixed(1)} hours after the market was dry.`);
      }),
    );
  });

  it("are told also where the keeper stayed, was never there, or came back", () => {
    const stayed = summaryOf(path(Array.from({ length: TICKS }, () => [400, 400] as const)));
    expect(stayed.exit).to.deep.equal({ kind: "stayed", usd: 400 });
    expect(troubleText(stayed)).to.include("The keeper did not leave: 400.00 USDC was in compound-v3:usdc until it was over.");
    const keptOut = summaryOf(path(leavingIn(began - 1)));
    expect(keptOut.exit).to.deep.equal({ kind: "kept-out" });
    expect(troubleText(keptOut)).to.include("The keeper had nothing in compound-v3:usdc while it lasted.");
    const back = leavingIn(began).map((position, tick) =>
      tick === worst ? ([0, 50] as const) : tick > worst ? ([50, 50] as const) : position,
    );
    expect(summaryOf(path(back)).exit).to.deep.equal({ kind: "stayed", usd: 50 });
  });

  it("name the first veto, class and breaker that were not there before", () => {
    const known = {
      [began - 1]: { risks: [risk({ vetoes: [veto("market-age")] })] },
      [began]: { risks: [risk({ vetoes: [veto("market-age")] }), sampleRisk(1, { vetoes: [veto("paused")], riskClass: "high" })] },
      [began + 1]: { risks: [risk({ riskClass: "high", score: 91 })] },
      [began + 2]: { risks: [risk({ riskClass: "high", vetoes: [veto("market-age"), veto("exit-liquidity")] })] },
      [worst]: { breakerDue: "exit-liquidity", stuckUsd: { [COMPOUND]: 300 } },
    };
    const summary = summaryOf(path(leavingIn(began + 1), known));
    expect(summary.firstVeto).to.deep.include({ tick: began + 3, reason: "exit-liquidity" });
    expect(summary.firstHighTick).to.equal(began + 2);
    expect(summary.firstBreakerDue).to.deep.include({ tick: worst + 1, reason: "exit-liquidity" });
    expect(summary.mostStuckUsd).to.equal(300);
    const text = troubleText(summary);
    expect(text).to.include(
      "The first veto (exit-liquidity) fell in tick 12; the model said high from tick 11; the monitor on chain would have closed the vault in tick 13 (exit-liquidity), 4.0 h after it.",
    );
    expect(text).to.match(/^ *11 .* high 91 +– +normal +rebalance: risk-exit/m);
    expect(text).to.match(/^ *13 .*all cash taken .*exit-liquidity +normal .* 300$/m);
  });

  it("say so where nobody noticed anything, and show what an adapter reports", () => {
    const text = troubleText(summaryOf(path([], { [worst]: { unhealthy: { [COMPOUND]: "supply-paused" } } })));
    expect(text).to.include("No veto fell; the model never said high; the monitor on chain found nothing to close the vault for.");
    expect(text).to.match(/^ *13 .* unhealthy: supply-paused /m);
  });

  it("count as lost what the vault had earned at most, less what it had then, gas apart", () => {
    const known = { 3: { earnedNetUsd: 20 }, 4: { earnedNetUsd: 5, gasUsd: 8 }, 5: { earnedNetUsd: 30 } };
    // Twenty and then thirteen, with eight of gas paid meanwhile; at the end thirty-eight and then eight.
    expect(summaryOf(path([], known)).lostUsd).to.equal(30);
  });
});
