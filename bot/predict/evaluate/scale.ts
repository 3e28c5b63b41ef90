/** Below this a rate is as good as none, and relative figures say nothing. */
const LEAST_SCALE_APR = 0.001;

/** What rates of a market are measured in, as in `SampleBatch`: the rate quoted at the moment, at least 0.1 %. */
export function scaleOf(persistenceApr: number): number {
  return Math.max(persistenceApr, LEAST_SCALE_APR);
}
