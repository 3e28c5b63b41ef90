import { expect } from "chai";
import fc from "fast-check";
import { contributions } from "../../../bot/boosting/contributions.ts";
import { CAUSES, monotonicityOf } from "../../../bot/risk/classifier/causes.ts";
import type { RiskPart } from "../../../bot/risk/classifier/riskModel.ts";
import { RISK_FEATURE_NAMES } from "../../../bot/risk/features/riskFeatures.ts";
import { OUTCOME_CLASSES } from "../../../bot/risk/outcomes/outcome.ts";
import { expectNear } from "../../near.ts";
import { CALIBRATION, CAUSE_PARTS, CLASSES_PART, madeUpRows, modelOf } from "./madeUpModel.ts";

const WIDTH = RISK_FEATURE_NAMES.length;
const anyRow = fc.array(
  fc.oneof({ weight: 6, arbitrary: fc.float({ noDefaultInfinity: true }) }, { weight: 6, arbitrary: fc.float({ min: -4, max: 4 }) }),
  {
    minLength: WIDTH,
    maxLength: WIDTH,
  },
);

function partOf(name: string): RiskPart {
  return CAUSE_PARTS.find((part) => part.name === name) ?? expect.fail(`there is no ${name}`);
}

/** The columns that a part reads of whole rows. */
function ownColumns({ features }: RiskPart, rows: Float32Array): Float32Array {
  const columns = features.map((name) => RISK_FEATURE_NAMES.indexOf(name));
  return Float32Array.from({ length: (rows.length / WIDTH) * features.length }, (_value, i) => {
    return rows[Math.floor(i / features.length) * WIDTH + (columns[i % features.length] as number)] as number;
  });
}

describe("classifier of risk: probabilities", () => {
  const models = {
    "of causes": modelOf(CAUSE_PARTS),
    calibrated: modelOf(CAUSE_PARTS, CALIBRATION),
    "of classes": modelOf([CLASSES_PART]),
    "of both": modelOf([...CAUSE_PARTS, CLASSES_PART], CALIBRATION),
    "of one cause": modelOf([partOf("off-peg")]),
  };

  it("are a distribution for any row", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(models)), anyRow, (model, row) => {
        const [low = -1, medium = -1, high = -1] = model.probabilities(Float32Array.from(row), 1);
        for (const p of [low, medium, high]) expect(p).within(0, 1);
        expectNear(low + medium + high, 1, 1e-9);
      }),
    );
  });

  it("take causes as independent, and medium or worse as at least as likely as high", () => {
    const rows = madeUpRows(3, 200);
    const probabilities = modelOf(CAUSE_PARTS).probabilities(rows, 200);
    const answers = CAUSE_PARTS.map((part) => part.booster.predict(ownColumns(part, rows), 200));
    let contradictions = 0;
    for (let row = 0; row < 200; row++) {
      const ofCauses = CAUSE_PARTS.flatMap((part, p) => (part.answers === "high" ? [answers[p]?.[row] ?? 0] : []));
      expect(ofCauses.length).equal(3);
      const high = 1 - ofCauses.reduce((safe, p) => safe * (1 - p), 1);
      const mediumOrHigh = answers[CAUSE_PARTS.findIndex((part) => part.answers === "medium-or-high")]?.[row] ?? 0;
      if (mediumOrHigh < high) contradictions++;
      expectNear(probabilities[3 * row + 2] ?? -1, high, 1e-12);
      expectNear(probabilities[3 * row] ?? -1, 1 - Math.max(high, mediumOrHigh), 1e-12);
    }
    expect(contradictions).above(0);
  });

  it("of one booster of classes are its own", () => {
    const rows = madeUpRows(4, 50);
    const own = CLASSES_PART.booster.predict(rows, 50);
    modelOf([CLASSES_PART])
      .probabilities(rows, 50)
      .forEach((p, i) => {
        expectNear(p, own[i] ?? -1, 1e-6);
      });
  });

  it("are the same for a row alone and among others", () => {
    const rows = madeUpRows(5, 20);
    const model = modelOf([...CAUSE_PARTS, CLASSES_PART], CALIBRATION);
    const together = model.probabilities(rows, 20);
    for (let row = 0; row < 20; row++)
      expect([...model.probabilities(rows.subarray(row * WIDTH, (row + 1) * WIDTH), 1)]).deep.equal([
        ...together.subarray(3 * row, 3 * row + 3),
      ]);
  });

  it("of a blocked exit never fall where utilization is higher at all times, calibrated or not", () => {
    const columns =
      CAUSES[0]?.features.flatMap((name) => (name === "utilization-over-mean-168h" ? [] : [RISK_FEATURE_NAMES.indexOf(name)])) ?? [];
    expect(columns.length).equal(3);
    let risen = 0;
    fc.assert(
      fc.property(anyRow, fc.float({ min: 0, max: 3, noNaN: true }), fc.constantFrom(null, CALIBRATION), (row, rise, calibration) => {
        const model = modelOf([partOf("exit-blocked")], calibration);
        const higher = Float32Array.from(row, (value, column) => (columns.includes(column) ? value + rise : value));
        const [before = 0, after = 0] = [Float32Array.from(row), higher].map((one) => model.probabilities(one, 1)[2] ?? Number.NaN);
        expect(after).least(before);
        if (after > before) risen++;
      }),
      { numRuns: 500 },
    );
    expect(risen).above(20);
  });

  it("refuse a part that reads what rows do not have", () => {
    expect(() => modelOf([{ ...partOf("off-peg"), features: ["no-such"] }])).throw(RangeError, "off-peg reads the feature no-such");
  });

  it("become a class by the model's thresholds", () => {
    const model = modelOf(CAUSE_PARTS);
    expect(model.classOf({ low: 0.1, medium: 0.6, high: 0.3 })).equal("high");
    expect(model.classOf({ low: 0.4, medium: 0.4, high: 0.2 })).equal("medium");
    expect(model.classOf({ low: 0.7, medium: 0.2, high: 0.1 })).equal("low");
  });
});

describe("classifier of risk: what a row's features add", () => {
  const sum = (of: ReadonlyMap<string, number>) => [...of.values()].reduce((total, value) => total + value, 0);

  it("is all of the margin but its mean, of a single cause and of medium or worse", () => {
    for (const [name, which] of [
      ["exit-blocked", "high"],
      ["deposits-halved", "high"],
      ["medium-or-high", "mediumOrHigh"],
    ] as const) {
      const part = partOf(name);
      const rows = madeUpRows(6, 30);
      for (let row = 0; row < 30; row++) {
        const values = rows.subarray(row * WIDTH, (row + 1) * WIDTH);
        const own = ownColumns(part, values);
        const mean = contributions(part.booster, own, 1).at(-1) ?? Number.NaN;
        const margin = part.booster.predictMargins(own, 1)[0] ?? Number.NaN;
        expectNear(sum(modelOf([part]).contributions(values)[which]) + mean, margin, 1e-4, name);
      }
    }
  });

  it("is that of the worse class less that of low, of a booster of classes", () => {
    const rows = madeUpRows(8, 30);
    const { booster } = CLASSES_PART;
    for (let row = 0; row < 30; row++) {
      const values = rows.subarray(row * WIDTH, (row + 1) * WIDTH);
      const own = contributions(booster, values, 1);
      const mean = (k: number) => own[k * (WIDTH + 1) + WIDTH] ?? Number.NaN;
      const [low = 0, medium = 0, high = 0] = booster.predictMargins(values, 1);
      const of = modelOf([CLASSES_PART]).contributions(values);
      expectNear(sum(of.high), high - low - (mean(2) - mean(0)), 1e-4);
      expectNear(sum(of.mediumOrHigh), medium - low - (mean(1) - mean(0)), 1e-4);
    }
  });

  it("of several causes is weighed by how much the probability of high changes with each", () => {
    const causes = CAUSE_PARTS.filter(({ answers }) => answers === "high");
    const model = modelOf(causes);
    const rows = madeUpRows(9, 20);
    for (let row = 0; row < 20; row++) {
      const values = rows.subarray(row * WIDTH, (row + 1) * WIDTH);
      const margins = causes.map((part) => part.booster.predictMargins(ownColumns(part, values), 1)[0] ?? 0);
      const logOdds = (of: readonly number[]) => {
        const safe = of.reduce((product, margin) => product / (1 + Math.exp(margin)), 1);
        return Math.log((1 - safe) / safe);
      };
      const step = 1e-5;
      const slopes = margins.map((_margin, p) => {
        const moved = (by: number) => logOdds(margins.map((margin, i) => (i === p ? margin + by : margin)));
        return (moved(step) - moved(-step)) / (2 * step);
      });
      const expected = new Map<string, number>();
      causes.forEach((part, p) => {
        const own = contributions(part.booster, ownColumns(part, values), 1);
        part.features.forEach((name, i) => {
          expected.set(name, (expected.get(name) ?? 0) + (slopes[p] ?? 0) * (own[i] ?? 0));
        });
      });
      const given = model.contributions(values).high;
      expect([...given.keys()].sort()).deep.equal([...expected.keys()].sort());
      for (const [name, value] of expected) expectNear(given.get(name) ?? Number.NaN, value, 1e-4, name);
    }
  });
});

describe("classifier of risk: causes", () => {
  it("ask for every outcome of class high once, read known features, and have as many directions as features, or none", () => {
    const high = Object.entries(OUTCOME_CLASSES).flatMap(([kind, riskClass]) => (riskClass === "high" ? [kind] : []));
    const asked = CAUSES.flatMap(({ answers, outcomes }) => (answers === "high" ? outcomes : []));
    expect(new Set(asked).size).equal(asked.length);
    // Pauses and freezes are decided by people, of which no feature tells.
    expect([...asked, "paused", "frozen"].sort()).deep.equal(high.sort());
    for (const cause of CAUSES) {
      expect(new Set(cause.features).size, cause.name).equal(cause.features.length);
      for (const name of cause.features) expect(RISK_FEATURE_NAMES, cause.name).include(name);
      const directions = monotonicityOf(cause);
      expect(directions.length, cause.name).equal(cause.answers === "high" ? cause.features.length : 0);
    }
  });
});
