import { expect } from "chai";

/** For floating-point figures: a failure shows the figures and how far apart they may be. */
export function expectNear(actual: number, expected: number, tolerance: number, what = "value"): void {
  expect(Math.abs(actual - expected), `${what}: ${actual} is not within ${tolerance} of ${expected}`).at.most(tolerance);
}
