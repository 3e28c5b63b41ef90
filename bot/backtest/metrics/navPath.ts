import { NavPathError } from "./errors.ts";

/** What a portfolio was worth over time: columns of one length, ascending in time. */
export interface NavPath {
  /** Unix time, UTC. */
  readonly timeSeconds: ArrayLike<number>;
  /** Worth at that time in USD (or any other unit), after the flow of that time. */
  readonly navUsd: ArrayLike<number>;
  /** What came in from outside at that very time, negative for what was taken out. The first one is part of the initial capital. */
  readonly flowUsd: ArrayLike<number>;
}

/**
 * What one unit of initial capital has grown to at each point, as if nobody had ever deposited or withdrawn: the time-weighted return, chained
 * between flows (GIPS 2020, provision 2.A; Bacon, Practical Portfolio Performance Measurement and Attribution, chapter 3). Between two points
 * it grows by (NAV at the end − flow at the end) / NAV at the start. It is chained at flows only, so that a path without any is
 * NAV / initial NAV, free of accumulated rounding.
 *
 * @throws NavPathError for an empty path, columns of different lengths, times that do not ascend, a NAV (before or after its flow) that is
 * not finite and above zero, or a flow that is not finite.
 */
export function growthOf({ timeSeconds, navUsd, flowUsd }: NavPath): Float64Array {
  if (timeSeconds.length === 0) throw new NavPathError("it is empty");
  if (navUsd.length !== timeSeconds.length || flowUsd.length !== timeSeconds.length) {
    throw new NavPathError(`it has ${timeSeconds.length} times, ${navUsd.length} values and ${flowUsd.length} flows`);
  }
  const growth = new Float64Array(timeSeconds.length);
  let chained = 1;
  let navAfterFlow = navUsd[0] as number;
  for (let i = 0; i < growth.length; i++) {
    const nav = navUsd[i] as number;
    const flow = i === 0 ? 0 : (flowUsd[i] as number);
    checkPoint(i, timeSeconds, nav, flow);
    growth[i] = chained * ((nav - flow) / navAfterFlow);
    if (flow !== 0) {
      chained = growth[i] as number;
      navAfterFlow = nav;
    }
  }
  return growth;
}

function checkPoint(i: number, timeSeconds: ArrayLike<number>, nav: number, flow: number): void {
  const time = timeSeconds[i] as number;
  if (!Number.isFinite(time)) throw new NavPathError(`time ${i} is ${time}`);
  if (i > 0 && !(time > (timeSeconds[i - 1] as number)))
    throw new NavPathError(`time ${time} at ${i} does not come after the one before it`);
  if (!Number.isFinite(flow)) throw new NavPathError(`the flow at ${time} is ${flow}`);
  if (!(Number.isFinite(nav) && nav > 0)) throw new NavPathError(`the net asset value at ${time} is ${nav}`);
  if (!(nav - flow > 0)) throw new NavPathError(`the net asset value at ${time} is ${nav - flow} before the flow of ${flow}`);
}
