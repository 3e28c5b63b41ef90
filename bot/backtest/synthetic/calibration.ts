import type { MeanReversion } from "./meanReverting.ts";

/**
 * What the made-up world is tuned to: lending markets for dollar tokens on Ethereum, 2020 to 2024 (Aave V2 and V3, Compound V2 and III:
 * thirteen markets by the hour, each counting the same), and its gas prices, ether and dollar tokens of 2021 to 2024 by the day. Figures
 * after "real:" are measured; `test/backtest/synthetic/calibration.test.ts` measures both sides again where the real history is at hand.
 */
export const ASSETS = ["USDC", "USDT", "DAI", "FRAX", "TUSD", "LUSD", "BUSD"] as const;

/** No protocol has such a name. */
export const PROTOCOLS = ["synthetic-alder", "synthetic-birch", "synthetic-cedar", "synthetic-doum"] as const;

/** The range a parameter of a market is drawn from, evenly. */
export type Range = readonly [least: number, most: number];

/** Kinked rates. Real: kinks of 80 to 92 %, slopes of 4 to 6 % below and 60 to 100 % beyond, reserve factors of 7 to 25 %. */
export const RATE_RANGES = {
  optimalUtilizations: [0.8, 0.8, 0.9, 0.93],
  baseBorrowApr: [0, 0.005],
  slope1Apr: [0.035, 0.06],
  slope2Apr: [0.4, 1],
  reserveFactor: [0.08, 0.2],
} as const satisfies Record<string, Range | readonly number[]>;

/** Deposits. Real: means of 1.3 to 300 million USD, 40 in the middle. */
export const SUPPLY_USD = { median: 4e7, logDeviation: 1.3, least: 3e6, most: 1e9 } as const;

/**
 * The rate at which borrowers are content, which utilization is pulled towards. Its logarithm is a sum: one factor for all, for each asset,
 * for each protocol, for each market, and a level of the market's own. Real: the logarithms of weekly mean rates of two markets correlate.
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

/** What comes and goes for reasons of its own. Real: most hours see nothing, some see a whale. */
export const FLOWS = {
  /** Share of hours with any. */
  active: [0.12, 0.5],
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
  assetsAYear: 1.2,
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
  withdrawnAnHour: 0.06,
  borrowedAnHour: 0.04,
  /** Of the asset's episodes. */
  offPegShare: 0.5,
} as const;

/** Dollar tokens. Real: closing prices 0.01 to 0.1 % from par in the middle, 0.2 to 0.8 % on one day of a hundred; lows of 0.88 to 0.96. */
export const PEG = {
  around: { halfLifeDays: 1.5, deviation: 0.0007 },
  /** The middle and the logarithm's deviation of how deep it falls. */
  depth: { median: 0.03, logDeviation: 0.7, most: 0.15 },
  fallHours: 6,
  recoveryHalfLifeHours: 10,
} as const;

/**
 * Gas. Real: 38 gwei in the middle, a deviation of its logarithm of 0.78, which correlates by 0.93, 0.86 and 0.65 with itself after one, seven
 * and thirty days; one day of a hundred at six times the middle.
 */
export const GAS = {
  medianGwei: 36,
  slow: { halfLifeDays: 60, deviation: 0.7 },
  fast: { halfLifeDays: 0.8, deviation: 0.3 },
  /** Added to the logarithm by a panic, and for each unit of a jump of ether's logarithm; it wears off with the half-life of `fast`. */
  panic: 1.1,
  etherJump: 3,
} as const;

/** Ether. Real: returns of a day deviate by 4.4 %, with a kurtosis of 8.6. */
export const ETHER = {
  startUsd: 2000,
  dailyDeviation: 0.0345,
  jumpsADay: 0.07,
  jumpDeviation: 0.1,
  /** The logarithm that a panic takes off, and how much leverage follows ether's diffusion. */
  panicFall: 0.15,
  leverageCorrelation: 0.3,
} as const;
