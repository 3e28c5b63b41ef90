import { expect } from "chai";
import { RiskModel } from "../../../bot/risk/classifier/riskModel.ts";
import { RISK_FEATURE_NAMES, RISK_TOPICS, riskValues } from "../../../bot/risk/features/riskFeatures.ts";
import { classChanges } from "../../../bot/risk/score/changes.ts";
import { LEVERS, type Lever } from "../../../bot/risk/score/levers.ts";
import { modelVerdict } from "../../../bot/risk/score/verdict.ts";
import { type RowValues, rowOf, rowValues } from "../../../bot/risk/score/whatIf.ts";
import { expectNear } from "../../near.ts";
import { momentAt, type Point, plainModel, QUIET } from "./markets.ts";

const model = plainModel();
const STATES: Readonly<Record<string, Point>> = {
  quiet: QUIET,
  busy: { ...QUIET, utilization: 0.93 },
  blocked: { ...QUIET, utilization: 0.985 },
  drained: { ...QUIET, supplyUsd: 3.6e7, utilization: (0.6 * 5) / 3.6 },
  "off its peg": { ...QUIET, priceUsd: 0.94 },
  "dear to borrow from": { ...QUIET, apr: 0.2 },
};

function classAt(values: RowValues) {
  const [low, medium, high] = model.probabilities(rowOf(values), 1) as unknown as [number, number, number];
  return model.classOf({ low, medium, high });
}

describe("a model's verdict", () => {
  it("is the class that its rules say", () => {
    const said = Object.entries(STATES).map(([name, point]) => [name, modelVerdict(model, momentAt(point)).riskClass]);
    expect(Object.fromEntries(said)).deep.equal({
      quiet: "low",
      busy: "medium",
      blocked: "high",
      drained: "medium",
      "off its peg": "high",
      "dear to borrow from": "medium",
    });
  });

  it("names what drives it, greatest first, at most three, in the words of its topic", () => {
    const first = (name: string) => modelVerdict(model, momentAt(STATES[name] as Point)).drivers[0];
    expect(first("blocked")).deep.include({ topic: "utilization" });
    expect(first("blocked")?.words).match(/^utilization 9[89] %, up \d+ points in 24 h$/);
    expect(first("off its peg")).deep.include({ topic: "peg" });
    expect(first("off its peg")?.words).match(/0\.940 USD/);
    expect(first("drained")).deep.include({ topic: "deposits" });
    expect(first("dear to borrow from")).deep.include({ topic: "rate" });
    for (const point of Object.values(STATES)) {
      const { drivers } = modelVerdict(model, momentAt(point));
      expect(drivers.length).within(1, 3);
      const sizes = drivers.map(({ contribution }) => contribution);
      if (sizes.length > 1) expect(sizes.every((size) => size > 0)).equal(true);
      expect(sizes).deep.equal(sizes.toSorted((a, b) => b - a));
    }
  });

  it("counts each feature's contribution once, in its topic", () => {
    const moment = momentAt(STATES.busy as Point);
    const { mediumOrHigh } = model.contributions(Float32Array.from(riskValues(moment)));
    const [driver] = modelVerdict(model, moment).drivers;
    const names = RISK_TOPICS.find(({ topic }) => topic === driver?.topic)?.names ?? [];
    expectNear(
      driver?.contribution ?? 0,
      names.reduce((sum, name) => sum + (mediumOrHigh.get(name) ?? 0), 0),
      1e-12,
    );
  });

  it("refuses what are no probabilities", () => {
    class Broken extends RiskModel {
      override probabilities(): Float64Array {
        return Float64Array.of(Number.NaN, 0.5, 0.5);
      }
    }
    const broken = new Broken(model.parts, RISK_FEATURE_NAMES, null, model.thresholds);
    expect(() => modelVerdict(broken, momentAt(QUIET))).throw(RangeError, /NaN/);
  });
});

describe("what would change a class", () => {
  /** All values of a lever's grid between here and there, nearest first, without there. */
  function shortOf(lever: Lever, now: number, value: number): readonly number[] {
    return lever.grid.filter((one) => (value > now ? one > now && one < value : one < now && one > value));
  }

  it("is the nearest value at which the class is another: there it is, and nowhere before", () => {
    let found = 0;
    for (const point of Object.values(STATES)) {
      const moment = momentAt(point);
      const row = rowValues(riskValues(moment));
      for (const lever of LEVERS) {
        const now = lever.now(row);
        const changes = classChanges(model, row, lever, moment);
        for (const { value, riskClass } of changes) {
          found++;
          const there = lever.set(row, value, moment) as RowValues;
          expect(classAt(there)).equal(riskClass).and.not.equal(classAt(row));
          for (const short of shortOf(lever, now, value)) {
            const before = lever.set(row, short, moment);
            if (before !== null) expect(classAt(before), `${lever.words(short, value > now)}`).equal(classAt(row));
          }
        }
        // Where none is told on a side, there is none within reach.
        for (const side of [-1, 1]) {
          if (changes.some(({ value }) => Math.sign(value - now) === side)) continue;
          const others = shortOf(lever, now, side * Number.POSITIVE_INFINITY)
            .filter((value) => Math.abs(value - now) <= lever.reach)
            .map((value) => lever.set(row, value, moment));
          expect(others.every((one) => one === null || classAt(one) === classAt(row))).equal(true);
        }
      }
    }
    expect(found).at.least(8);
  });

  it("is told in words, of the main drivers", () => {
    const told = (name: string) => modelVerdict(model, momentAt(STATES[name] as Point)).changes;
    expect(told("blocked")).satisfies((all: string[]) => all.some((one) => /^medium if utilization fell to 9[45](\.5)? %$/.test(one)));
    const busy = told("busy");
    expect(busy[0]).match(/^(low if utilization fell to 90|high if utilization rose to 95)(\.5)? %$/);
    expect(busy.filter((one) => one.includes("utilization")).length).equal(2);
    expect(told("off its peg")[0]).match(/if its dollar token rose to 0\.9\d\d USD$/);
    expect(told("drained").join()).match(/low if deposits were down (1\d|2\d) % in 24 h/);
    expect(told("dear to borrow from").join()).match(/low if the rate fell to 2(\.\d+)? times its mean of 30 days|to 2\.\d+ times/);
    for (const name of Object.keys(STATES)) expect(told(name).length).at.most(3);
  });

  it("does not take out of a market what is lent out", () => {
    const moment = momentAt({ ...QUIET, utilization: 0.9 });
    const row = rowValues(riskValues(moment));
    const deposits = LEVERS.find(({ topics }) => topics.includes("deposits")) as Lever;
    expect(deposits.set(row, -15, moment)).equal(null);
    expect(deposits.set(row, 15, moment)).not.equal(null);
  });

  it("is nothing of what is not known", () => {
    const moment = momentAt(QUIET);
    const row = new Map([...rowValues(riskValues(moment)), ["utilization", Number.NaN]]);
    const [utilization] = LEVERS as readonly [Lever];
    expect(classChanges(model, row, utilization, moment)).deep.equal([]);
  });
});
