import type { BacktestSpec } from "../backtest.ts";
import { contenderByName } from "../contenders.ts";
import { fingerprint } from "../minds/fingerprint.ts";
import { ParameterError } from "./errors.ts";
import { checkParameter, type ParameterValue, parseParameter, withParameter } from "./parameters.ts";

/** A parameter and the values it takes. */
export interface SweepAxis {
  readonly name: string;
  readonly values: readonly ParameterValue[];
}

/** One contender of a backtest, tried at every combination of values. */
export interface Sweep {
  readonly spec: BacktestSpec;
  readonly contender: string;
  readonly axes: readonly SweepAxis[];
}

/** The values of one combination, by parameter. */
export type SweepPoint = Readonly<Record<string, ParameterValue>>;

/** One trial to be run: plain JSON, and all there is to know. */
export interface TrialJob {
  /** SHA-256 of its ground and all its settings; where the past lies does not count, what is in it does. */
  readonly id: string;
  readonly point: SweepPoint;
  readonly spec: BacktestSpec;
  readonly contender: string;
}

const MOST_POINTS = 100_000;

/**
 * "marginBps=1,2,5".
 * @throws ParameterError
 */
export function parseAxis(text: string): SweepAxis {
  const [, name, list] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || list === undefined) {
    throw new ParameterError(`"${text}" is no parameter with its values`, "Write it as marginBps=1,2,5.");
  }
  return { name, values: list.split(",").map((value) => parseParameter(name, value)) };
}

/**
 * A job for each point, the last parameter varying quickest.
 *
 * @param ground See `groundOf`.
 * @throws UnknownContenderError; ParameterError for parameters and values there are not, for those named twice, and for too many points.
 */
export function trialJobs({ spec, contender, axes }: Sweep, ground: string): readonly TrialJob[] {
  contenderByName(contender);
  refuseRepetition(axes);
  return pointsOf(axes).map((point) => {
    const at = Object.entries(point).reduce<BacktestSpec>((before, [name, value]) => withParameter(before, name, value), {
      ...spec,
      contenders: [contender],
    });
    const { source: _, ...settings } = at;
    return { id: fingerprint({ ground, settings }), point, spec: at, contender };
  });
}

/** "paybackSeconds 604800, marginBps 2"; "the policy as it is" for a grid without parameters. */
export function pointText(point: SweepPoint): string {
  const values = Object.entries(point).map(([name, value]) => `${name} ${value ?? "none"}`);
  return values.length === 0 ? "the policy as it is" : values.join(", ");
}

function pointsOf(axes: readonly SweepAxis[]): readonly SweepPoint[] {
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_POINTS)
    throw new ParameterError(`a grid of ${count} points is too many`, `Give fewer values: up to ${MOST_POINTS} points.`);
  return axes.reduce<readonly SweepPoint[]>(
    (points, { name, values }) => points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

function refuseRepetition(axes: readonly SweepAxis[]): void {
  const names = axes.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new ParameterError(`${twice} is given twice`, "Give all of a parameter's values at once, as marginBps=1,2,5.");
  for (const { name, values } of axes) {
    for (const value of values) checkParameter(name, value);
    if (values.length === 0 || new Set(values).size < values.length) {
      throw new ParameterError(
        `${name} has ${values.length === 0 ? "no" : "one and the same"} value${values.length === 0 ? "s" : " twice"}`,
        "Give different values.",
      );
    }
  }
}
