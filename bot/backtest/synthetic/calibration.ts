import type { MeanReversion } from "./meanReverting.ts";

/**
 * What the made-up world is tuned to: lending markets for dollar tokens on Ethereum, 2020 to 2024 (Aave V2 and V3, Compound V2 and III, by
 * the hour, each market counting the same, but for those that were being wound down), and gas, ether and dollar tokens by the day from 2021
 * to April 2024. Figures after "real:" are measured; `test/backtest/synthetic/calibration.test.ts` measures both sides again where the real
 * history is at hand, and says by which factor they may differ. Of all markets together, real:
 *
 * - 39 % of deposits lent out at the tenth percentile of hours, 72 % in the middle, 90 % at the ninetieth; above 95 % in 1.7 % of hours;
 * - half of a deviation of utilization from its mean of 30 days is gone after 50 hours;
 * - 2.3 % a year paid to lenders in the middle, 7.9 % at the ninetieth percentile;
 * - the rate moves by 0.32 points from hour to hour on average; from day to day by 0.08 in the middle, 4.3 at the ninetieth percentile and
 *   32 at the ninety-ninth, since whoever goes beyond a kink comes back within days;
 * - the logarithms of weekly mean rates of two markets correlate by 0.38; daily changes of utilization by 0.07 for one asset, by 0.01
 *   for one protocol, and by −0.04 otherwise: what comes and goes within a day is a market's own.
 *
 * What fits worst is the middle change from day to day: 0.22 points where real markets have 0.08, for theirs can be quiet for weeks.
 */

/** Dollar tokens, by the symbols that everything that reads history knows them by. */
export const ASSETS = ["USDC", "USDT", "DAI", "FRAX", "TUSD", "LUSD", "BUSD"] as const;

/** No protocol has such a name. */
export const PROTOCOLS = ["synthetic-alder", "synthetic-birch", "synthetic-cedar", "synthetic-doum"] as const;

/** The range a parameter of a market is drawn from, evenly. */
export type Range = readonly [least: number, most: number];

/** Kinked rates within what Aave and Compound have set for dollar tokens: the later the kink, the less is on top of it at the end. */
export const RATE_RANGES = {
  kinks: [
    { optimalUtilization: 0.8, slope2Apr: [0.6, 1] },
    { optimalUtilization: 0.9, slope2Apr: [0.4, 0.65] },
  ],
  baseBorrowApr: [0, 0.005],
  slope1Apr: [0.035, 0.06],
  reserveFactor: [0.08, 0.2],
} as const satisfies Record<string, Range | readonly unknown[]>;

/** Deposits. Real: means of 1.3 to 300 million USD, 41 in the middle. */
export const SUPPLY_USD = { median: 4e7, logDeviation: 1.3, least: 3e6, most: 1e9 } as const;

/**
 * The rate at which borrowers are content, which utilization is pulled towards. Its logarithm is a sum: one factor for all, for each asset,
 * for each protocol, for each market, and a level of the market's own. Together they make weekly rates correlate.
 */
export const CONTENT_BORROW_APR = {
  median: 0.045,
  levelDeviation: 0.25,
  leverage: { halfLifeDays: 30, deviation: 0.28 },
  asset: { halfLifeDays: 30, deviation: 0.12 },
  protocol: { halfLifeDays: 30, deviation: 0.1 },
  market: { halfLifeDays: 5, deviation: 0.25 },
} as const satisfies Record<string, MeanReversion | number>;

/** Deposits around their level, as logarithms. */
export const SUPPLY = {
  asset: { halfLifeDays: 60, deviation: 0.25 },
  protocol: { halfLifeDays: 60, deviation: 0.2 },
  /** How fast a market goes where its asset and protocol go. */
  followHalfLifeDays: 8,
} as const;

/** How fast borrowers and lenders come or go, per day and unit of the logarithm of what is paid over what would content them. */
export const ELASTICITY = {
  borrowers: [0.15, 0.5],
  lenders: [0.03, 0.1],
  /** Beyond these logarithms nobody hurries more. */
  mostAttracted: 0.5,
  mostDeterred: 2.5,
  /** Lenders expect this share of what contents borrowers. */
  lendersShare: 0.65,
  /** Rates this small make no difference. */
  leastApr: 0.002,
} as const;

/** What comes and goes for reasons of its own. Real: rows are of hours with activity only, and markets have them in 2 to 95 % of theirs, 20 % in the middle. */
export const FLOWS = {
  /** Share of hours with any. */
  active: [0.04, 0.4],
  /** Of the logarithm of deposits and debts in an hour with any. */
  ordinaryDeviation: [0.0005, 0.004],
  /** Whales a day, on either side. */
  whalesADay: [0.05, 0.35],
  /** After which half of what a whale brought has left again, or what it took has come back. */
  whaleHalfLifeDays: 0.7,
  /** The least move of a whale, in logarithms, and how heavy the tail of their sizes is. */
  leastWhale: 0.03,
  whaleTail: 1.4,
  mostWhale: 0.8,
} as const;

/** Times of stress: of one dollar token, or of everything at once. */
export const STRESS = {
  assetsAYear: 2,
  panicsAYear: 1.5,
  /** 1/e of them last longer, on top of the least. */
  leastHours: 6,
  meanFurtherHours: 24,
  /** How probable it is that a market of the asset is drawn in. */
  drawnIn: 0.6,
  drawnInByPanic: 0.3,
  /** Nobody repays for the rate's sake below this. */
  contentBorrowApr: 3,
  /** Of deposits, an hour, until nothing is left to withdraw; and of debts, an hour. */
  withdrawnAnHour: 0.08,
  borrowedAnHour: 0.04,
  /** Of the asset's episodes. */
  offPegShare: 0.5,
} as const;

/** Dollar tokens. Real: closing prices 0.01 to 0.1 % from par in the middle, 0.2 to 0.8 % on one day of a hundred; lows of 0.88 to 0.96. */
export const PEG = {
  around: { halfLifeDays: 1.5, deviation: 0.0006 },
  /** The middle and the logarithm's deviation of how deep it falls. */
  depth: { median: 0.03, logDeviation: 0.7, most: 0.15 },
  fallHours: 6,
  recoveryHalfLifeHours: 10,
} as const;

/**
 * Gas. Real: 37 gwei in the middle, a deviation of its logarithm of 0.81, which correlates by 0.94, 0.87 and 0.65 with itself after one, seven
 * and thirty days; one day of a hundred at six times the middle.
 */
export const GAS = {
  medianGwei: 36,
  slow: { halfLifeDays: 70, deviation: 0.75 },
  fast: { halfLifeDays: 0.8, deviation: 0.3 },
  /** Added to the logarithm by a panic, and for each unit of a jump of ether's logarithm; it wears off with the half-life of `fast`. */
  panic: 1.1,
  etherJump: 3,
} as const;

/** Ether. Real: returns of a day deviate by 4.3 %, with a kurtosis of 8.7. */
export const ETHER = {
  startUsd: 2000,
  dailyDeviation: 0.033,
  jumpsADay: 0.07,
  jumpDeviation: 0.1,
  /** The logarithm that a panic takes off, and how much leverage follows ether's diffusion. */
  panicFall: 0.15,
  leverageCorrelation: 0.3,
} as const;
