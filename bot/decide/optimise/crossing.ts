/** What was found at one price, and by how much too much it takes; not too much where that is zero or less. */
export interface Look<Answer> {
  readonly answer: Answer;
  readonly excess: number;
}

export interface CrossingOptions {
  /** The first price to look at. */
  readonly start: number;
  /** How close both prices shall come, relative to them. */
  readonly precision: number;
  /** An excess of no more than this below zero is as good as none. */
  readonly enough: number;
  /** Whether the prices may be brought closer. */
  mayGoOn(): boolean;
}

const ITERATIONS = 200;
/** Less than this is as good as nothing for a token. */
const NO_PRICE = 1e-15;

/**
 * The prices just below and just above which an excess that falls with the price, in jumps or steadily, comes to an end: false position with
 * the weights of the Illinois method, and the middle at every second step, for jumps.
 *
 * @param free What is found at a price of zero: too much.
 */
export function crossing<Answer>(
  lookAt: (price: number) => Look<Answer>,
  free: Look<Answer>,
  { start, precision, enough, mayGoOn }: CrossingOptions,
): { readonly over: Look<Answer>; readonly under: Look<Answer> } {
  let [low, over] = [0, free];
  let [high, under] = [start, lookAt(start)];
  while (under.excess > 0) {
    [low, over] = [high, under];
    high *= 4;
    under = lookAt(high);
  }
  while (low === 0 && under.excess < -enough && high > NO_PRICE && mayGoOn()) {
    const lower = lookAt(high / 2);
    if (lower.excess > 0) [low, over] = [high / 2, lower];
    else [high, under] = [high / 2, lower];
  }
  let [lowWeight, highWeight] = [over.excess, under.excess];
  let lastSide = 0;
  for (let i = 1; i < ITERATIONS && high - low > precision * high && under.excess < -enough && mayGoOn(); i += 1) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    const falsePosition = low + (lowWeight / (lowWeight - highWeight)) * (high - low);
    const price = i % 2 !== 0 && falsePosition > low && falsePosition < high ? falsePosition : middle;
    const look = lookAt(price);
    if (look.excess > 0) {
      [low, over, lowWeight] = [price, look, look.excess];
      if (lastSide > 0) highWeight /= 2;
    } else {
      [high, under, highWeight] = [price, look, look.excess];
      if (lastSide < 0) lowWeight /= 2;
    }
    lastSide = Math.sign(look.excess);
  }
  return { over, under };
}
