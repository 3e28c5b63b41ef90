/** What was returned more than something else, the risk-free rate or a benchmark, day by day the same days. A fraction a day. */
export function excessReturns(returns: Float64Array, over: Float64Array): Float64Array {
  return returns.map((value, day) => value - (over[day] as number));
}
