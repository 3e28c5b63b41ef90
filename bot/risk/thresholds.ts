/** Where outcomes begin: ../outcomes defines each by them, features and words speak of the same. */

/** Nobody can withdraw. */
export const EXIT_BLOCKED_UTILIZATION = 0.99;
/** Withdrawing much is difficult. */
export const STRAINED_UTILIZATION = 0.95;
/** How long in all a market must be so within the horizon to count. */
export const SUSTAINED_SECONDS = 3_600;

/** A dollar token below this, in USD, is off its peg … */
export const OFF_PEG_PRICE = 0.97;
/** … unless it is back above this when the day ends. */
export const RECOVERED_PRICE = 0.99;

/** Of deposits, in USD. */
export const DEPOSITS_HALVED = 0.5;
export const DEPOSITS_FELL_IN_DAY = 0.15;
export const DEPOSITS_FELL = 0.3;

/** Of what shares were worth. */
export const SHARE_PRICE_LOSS = 0.01;

/** A rate that falls by this part, and by at least so much a year. */
export const RATE_FELL = 0.2;
export const RATE_FELL_APR = 0.005;

/** How far ahead outcomes are looked for. */
export const HORIZON_SECONDS = 7 * 86_400;
