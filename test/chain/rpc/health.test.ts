import { expect } from "chai";
import fc from "fast-check";
import { type Candidate, chooseEndpoint } from "../../../bot/chain/rpc/choice.ts";
import {
  afterAnswer,
  afterFailure,
  afterHead,
  circuitOf,
  type EndpointHealth,
  healthScore,
  isBehind,
  UNKNOWN_HEALTH,
} from "../../../bot/chain/rpc/health.ts";

const NOW = 1_700_000_000_000;
/** True answers, false fails; each takes so many milliseconds. */
const pasts = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 20_000 })), { maxLength: 50 });

function lived(past: readonly (readonly [boolean, number])[], random = 0.5): { health: EndpointHealth; now: number } {
  let [health, now] = [UNKNOWN_HEALTH, NOW];
  for (const [answers, milliseconds] of past) {
    now += milliseconds;
    health = answers ? afterAnswer(health, milliseconds, now) : afterFailure(health, now, random);
  }
  return { health, now };
}

describe("an endpoint's health", () => {
  it("is a score from 0 to 1, which a failure lowers and time heals", () => {
    fc.assert(
      fc.property(pasts, (past) => {
        const { health, now } = lived(past);
        const score = healthScore(health, now);
        expect(score).to.be.within(0, 1);
        const failed = afterFailure(health, now, 0);
        expect(healthScore(failed, now)).to.be.below(score);
        expect(healthScore(failed, now + 3_600_000)).to.be.above(healthScore(failed, now));
      }),
    );
  });

  it("is the better the quicker it answers", () => {
    fc.assert(
      fc.property(pasts, fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (past, one, more) => {
        const { health, now } = lived(past);
        expect(healthScore(afterAnswer(health, one, now), now)).to.be.above(healthScore(afterAnswer(health, one + more, now), now));
      }),
    );
  });

  it("keeps its average latency between the least and the greatest", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1 }), (latencies) => {
        const { health } = lived(latencies.map((latency) => [true, latency] as const));
        expect(health.latencyMilliseconds).to.be.within(Math.min(...latencies) - 1e-6, Math.max(...latencies) + 1e-6);
      }),
    );
  });

  it("opens its circuit at the third failure in a row, for longer each time, and closes it at the first answer", () => {
    const twice = lived([
      [false, 1],
      [false, 1],
    ]);
    expect(circuitOf(twice.health, twice.now)).to.equal("closed");
    let { health, now } = { health: afterFailure(twice.health, twice.now, 0), now: twice.now };
    let before = 0;
    for (let trip = 1; trip <= 12; trip++) {
      const openFor = (health.openUntilMilliseconds ?? 0) - now;
      expect(circuitOf(health, now)).to.equal("open");
      expect(circuitOf(health, now + openFor - 1)).to.equal("open");
      expect(circuitOf(health, now + openFor)).to.equal("half-open");
      expect(openFor).to.be.at.least(before).and.at.most(300_000);
      [before, now] = [openFor, now + openFor];
      health = afterFailure(health, now, 0);
    }
    health = afterAnswer(health, 10, now);
    expect(circuitOf(health, now)).to.equal("closed");
    expect(health.trips).to.equal(0);
  });

  it("counts as behind only what another endpoint had already seen by then", () => {
    const other = { number: 110, atMilliseconds: NOW };
    const at = (number: number, atMilliseconds: number) => afterHead(UNKNOWN_HEALTH, { number, atMilliseconds }, [other, null]);
    expect(at(100, NOW - 1).blocksBehind).to.equal(0);
    expect(at(100, NOW).blocksBehind).to.equal(10);
    expect(isBehind(at(107, NOW + 60_000))).to.equal(false);
    expect(isBehind(at(106, NOW + 60_000))).to.equal(true);
    expect(isBehind(at(135, NOW + 300_000))).to.equal(false);
    const behind = at(100, NOW);
    expect(healthScore(behind, NOW)).to.be.below(healthScore(at(110, NOW), NOW) / 5);
    expect(isBehind(afterHead(behind, { number: 111, atMilliseconds: NOW + 1 }, [other]))).to.equal(false);
  });
});

describe("the choice of an endpoint", () => {
  const candidate = fc.record({
    verified: fc.boolean(),
    lacksData: fc.boolean(),
    circuit: fc.constantFrom("closed" as const, "open" as const, "half-open" as const),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const fit: Candidate = { verified: true, lacksData: false, circuit: "closed", score: 0.8 };

  it("is one of the candidates whenever there is any, and a fit one whenever there is a fit one", () => {
    expect(chooseEndpoint([], null)).to.equal(null);
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 1, maxLength: 6 }), fc.nat(5), (candidates, index) => {
        const chosen = chooseEndpoint(candidates, candidates[index] ?? null);
        expect(candidates).to.include(chosen);
        const isFit = (one: Candidate) => one.verified && !one.lacksData && one.circuit === "closed";
        expect(chosen !== null && isFit(chosen)).to.equal(candidates.some(isFit));
      }),
    );
  });

  it("is the first of equals, stays where it is for small differences, and leaves for large ones", () => {
    const [first, second] = [{ ...fit }, { ...fit }];
    expect(chooseEndpoint([first, second], null)).to.equal(first);
    expect(chooseEndpoint([first, second], second)).to.equal(second);
    const slightlyWorse = { ...fit, score: 0.7 };
    expect(chooseEndpoint([first, slightlyWorse], slightlyWorse)).to.equal(slightlyWorse);
    const muchWorse = { ...fit, score: 0.5 };
    expect(chooseEndpoint([first, muchWorse], muchWorse)).to.equal(first);
  });

  it("prefers what has the data over what is sound, and what is sound over what is proved", () => {
    const lacking = { ...fit, lacksData: true };
    const open: Candidate = { ...fit, circuit: "open" };
    const unproved = { ...fit, verified: false };
    expect(chooseEndpoint([lacking, open, unproved], lacking)).to.equal(unproved);
    expect(chooseEndpoint([lacking, open], lacking)).to.equal(open);
  });
});
