import type { Booster } from "../../boosting/booster.ts";
import { contributions } from "../../boosting/contributions.ts";
import type { ClassProbabilities, RiskClass } from "../../core/risk.ts";
import { type ClassCalibration, calibrateClasses } from "../calibrate/classCalibration.ts";
import { type ClassThresholds, classOf } from "../calibrate/classThresholds.ts";

/** A booster and what it answers; "classes" is one of all three classes, low, medium and high. */
export interface RiskPart {
  readonly name: string;
  readonly answers: "high" | "medium-or-high" | "classes";
  /** The names of its columns. */
  readonly features: readonly string[];
  readonly booster: Booster;
}

/** What a row's features add to the log-odds of high, and of medium or worse; by feature name. */
export interface RowContributions {
  readonly high: ReadonlyMap<string, number>;
  readonly mediumOrHigh: ReadonlyMap<string, number>;
}

/** A classifier of risk: boosters, what their probabilities turned out to mean, and from where on a class is said. */
export class RiskModel {
  readonly parts: readonly RiskPart[];
  readonly calibration: ClassCalibration | null;
  readonly thresholds: ClassThresholds;
  /** The names of the columns of rows it is given. */
  readonly featureNames: readonly string[];
  readonly #columns: readonly Int32Array[];

  /**
   * @param calibration Null leaves probabilities as boosters give them.
   * @throws RangeError when a part reads a feature that rows do not have.
   */
  constructor(
    parts: readonly RiskPart[],
    featureNames: readonly string[],
    calibration: ClassCalibration | null,
    thresholds: ClassThresholds,
  ) {
    this.parts = parts;
    this.featureNames = featureNames;
    this.calibration = calibration;
    this.thresholds = thresholds;
    this.#columns = parts.map(({ name, features }) =>
      Int32Array.from(features, (feature) => {
        const column = featureNames.indexOf(feature);
        if (column < 0) throw new RangeError(`${name} reads the feature ${feature}, which is not known`);
        return column;
      }),
    );
  }

  /**
   * The probabilities of low, medium and high, rows × 3: causes are taken as independent, and medium or worse is at least as likely as high.
   *
   * @param features Row by row, rows × featureNames; NaN is "not known".
   */
  probabilities(features: Float32Array, rows: number): Float64Array {
    const safe = new Float64Array(rows).fill(1);
    const worse = new Float64Array(rows);
    this.parts.forEach((part, p) => {
      const answer = part.booster.predict(this.#rowsOf(p, features, rows), rows);
      for (let row = 0; row < rows; row++) {
        if (part.answers === "classes") {
          safe[row] = (safe[row] as number) * (1 - (answer[3 * row + 2] as number));
          worse[row] = Math.max(worse[row] as number, 1 - (answer[3 * row] as number));
        } else if (part.answers === "high") safe[row] = (safe[row] as number) * (1 - (answer[row] as number));
        else worse[row] = Math.max(worse[row] as number, answer[row] as number);
      }
    });
    const probabilities = new Float64Array(3 * rows);
    for (let row = 0; row < rows; row++) {
      const high = 1 - (safe[row] as number);
      const mediumOrHigh = Math.max(high, worse[row] as number);
      probabilities.set([1 - mediumOrHigh, mediumOrHigh - high, high], 3 * row);
    }
    return this.calibration === null ? probabilities : calibrateClasses(this.calibration, probabilities);
  }

  classOf(probabilities: ClassProbabilities): RiskClass {
    return classOf(probabilities, this.thresholds);
  }

  /**
   * What each feature of one row adds to the log-odds before calibration (TreeSHAP). Those of several causes add up in proportion to how
   * much the probability of high changes with each: ∂ logit P / ∂ margin.
   */
  contributions(row: Float32Array): RowContributions {
    const high = new Map<string, number>();
    const mediumOrHigh = new Map<string, number>();
    const answers = this.parts.map(({ booster }, p) => booster.predict(this.#rowsOf(p, row, 1), 1));
    const safe = this.parts.reduce(
      (product, { answers: kind }, p) => (kind === "high" ? product * (1 - (answers[p]?.[0] ?? 0)) : product),
      1,
    );
    this.parts.forEach(({ answers: kind, features, booster }, p) => {
      const own = contributions(booster, this.#rowsOf(p, row, 1), 1);
      const width = features.length + 1;
      features.forEach((name, i) => {
        if (kind === "classes") {
          const [low, medium, worst] = [0, 1, 2].map((k) => own[k * width + i] as number) as [number, number, number];
          add(high, name, worst - low);
          add(mediumOrHigh, name, medium - low);
        } else if (kind === "high") {
          // P = 1 − Π (1 − pᵢ): ∂ logit P / ∂ marginᵢ = pᵢ / P.
          const share = 1 - safe > 0 ? (answers[p]?.[0] ?? 0) / (1 - safe) : 0;
          add(high, name, share * (own[i] as number));
        } else add(mediumOrHigh, name, own[i] as number);
      });
    });
    return { high, mediumOrHigh };
  }

  /** The columns that a part reads, row by row. */
  #rowsOf(part: number, features: Float32Array, rows: number): Float32Array {
    const columns = this.#columns[part] as Int32Array;
    const width = this.featureNames.length;
    const picked = new Float32Array(rows * columns.length);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < columns.length; i++) picked[row * columns.length + i] = features[row * width + (columns[i] as number)] as number;
    }
    return picked;
  }
}

function add(sums: Map<string, number>, name: string, value: number): void {
  sums.set(name, (sums.get(name) ?? 0) + value);
}
