import { expect } from "chai";
import fc from "fast-check";
import { SEVERITIES, type Severity } from "../../../bot/core/alert.ts";
import { advance, type Hysteresis, type Track } from "../../../bot/watch/alerts/lifecycle.ts";

const GAP = 30;
const STEP = 60;

const endurance = fc.record({ evaluations: fc.integer({ min: 1, max: 5 }), seconds: fc.integer({ min: 0, max: 400 }) });
const hysteresis: fc.Arbitrary<Hysteresis> = fc.record({ raise: endurance, clear: endurance });
const findings = fc.array(fc.option(fc.constantFrom<Severity>(...SEVERITIES), { nil: null }), { minLength: 1, maxLength: 60 });

/** Every state an alert goes through, one evaluation a minute; it is acknowledged before the evaluations that `acknowledged` names. */
function play(found: readonly (Severity | null)[], rule: Hysteresis, acknowledged: ReadonlySet<number> = new Set()) {
  let track: Track | null = null;
  return found.map((severity, i) => {
    const before: Track | null =
      track?.state === "resolved" ? null : track?.state === "firing" && acknowledged.has(i) ? { ...track, state: "acknowledged" } : track;
    track = advance(before, severity, rule, i * STEP, GAP);
    return { before, after: track };
  });
}

describe("alerts: the life of one", () => {
  it("fires only after it was wrong for as many evaluations and as long as its rule says, and then at once", () => {
    fc.assert(
      fc.property(findings, hysteresis, (found, rule) => {
        play(found, rule).forEach(({ before, after }, i) => {
          if (before !== null && before.state !== "pending") return;
          let since = i;
          while (since > 0 && found[since - 1] !== null && isUnopened(play(found.slice(0, since), rule).at(-1)?.after ?? null)) since--;
          const run = found[i] === null ? 0 : i - since + 1;
          const due = run >= rule.raise.evaluations && (run - 1) * STEP >= rule.raise.seconds;
          expect(after?.state === "firing").to.equal(run > 0 && due);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("is resolved only after it was well for as many evaluations and as long as its rule says", () => {
    fc.assert(
      fc.property(findings, hysteresis, (found, rule) => {
        play(found, rule).forEach(({ before, after }, i) => {
          if (after?.state !== "resolved") return;
          expect(before?.state).to.be.oneOf(["firing", "acknowledged"]);
          const { evaluations, seconds } = rule.clear;
          const least = Math.max(evaluations, 1 + Math.ceil(seconds / STEP));
          expect(found.slice(i - least + 1, i + 1)).to.deep.equal(Array(least).fill(null));
        });
      }),
    );
  });

  it("does not flap: what comes and goes faster than its hysteresis neither fires nor, once it fires, is resolved", () => {
    const rule: Hysteresis = { raise: { evaluations: 3, seconds: 0 }, clear: { evaluations: 3, seconds: 0 } };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 30 }), fc.boolean(), (runs, firstFires) => {
        const flapping = runs.flatMap((length, i) => Array<Severity | null>(length).fill(i % 2 === 0 ? null : "warning"));
        const lead: readonly (Severity | null)[] = firstFires ? ["warning", "warning", "warning"] : [];
        const states = play([...lead, ...flapping], rule).slice(lead.length);
        for (const { after } of states) expect(after?.state ?? "pending").to.equal(firstFires ? "firing" : "pending");
      }),
    );
  });

  it("goes only from pending to firing, to acknowledged, to resolved; back to firing only when it gets worse", () => {
    const allowed = new Set([
      "null null",
      "null pending",
      "null firing",
      "pending pending",
      "pending firing",
      "pending null",
      "firing firing",
      "firing resolved",
      "acknowledged acknowledged",
      "acknowledged resolved",
      "acknowledged firing",
    ]);
    fc.assert(
      fc.property(findings, hysteresis, fc.uniqueArray(fc.nat(59)), (found, rule, acknowledged) => {
        for (const { before, after } of play(found, rule, new Set(acknowledged))) {
          expect(allowed.has(`${before?.state ?? null} ${after?.state ?? null}`), `${before?.state} → ${after?.state}`).to.equal(true);
          if (before === null || after === null) continue;
          expect(SEVERITIES.indexOf(after.severity)).to.be.at.least(SEVERITIES.indexOf(before.severity));
          if (before.state === "acknowledged" && after.state === "firing") expect(after.severity).not.to.equal(before.severity);
        }
      }),
    );
  });

  it("takes evaluations that follow each other faster than the least gap for one, and goes on when a clock was set back", () => {
    const rule: Hysteresis = { raise: { evaluations: 2, seconds: 0 }, clear: { evaluations: 2, seconds: 0 } };
    const first = advance(null, "warning", rule, 1_000, GAP);
    expect(advance(first, "warning", rule, 1_000 + GAP - 1, GAP)).to.equal(first);
    expect(advance(first, null, rule, 1_000 + GAP - 1, GAP)).to.equal(first);
    expect(advance(first, "warning", rule, 1_000 + GAP, GAP)?.state).to.equal("firing");
    expect(advance(first, "warning", { ...rule, raise: { evaluations: 2, seconds: 0 } }, 400, GAP)).not.to.equal(first);
  });
});

function isUnopened(track: Track | null): boolean {
  return track === null || track.state === "pending" || track.state === "resolved";
}
