/**
 * The vault's numeric limits in the order of `Limit` in contracts/libraries/PackedLimits.sol, each with its unit at the end of its name.
 * Basis points are of gross assets where nothing else is said. A test holds names, order and ceilings against the contract.
 */
export const LIMIT_NAMES = [
  /** Least that an allocation must leave idle. */
  "idleFloorBps",
  /** Most that one rebalance may lose. */
  "rebalanceLossBps",
  /** Most that all rebalances of any 24 hours may lose together. */
  "dailyLossBps",
  /** Most that one rebalance may allocate. */
  "rebalanceTurnoverBps",
  /** Most that all rebalances of any 24 hours may allocate together. */
  "dailyTurnoverBps",
  /** Least time between a rebalance and the next one that allocates. */
  "cooldownSeconds",
  /** Fastest the share price may rise, simple, a year. */
  "growthBpsPerYear",
  /** A fall of the share price from one accrual to the next beyond which the vault only reduces risk. */
  "priceFallBps",
  /** The same for all falls of any 24 hours together. */
  "dailyPriceFallBps",
  /** Net withdrawals within about a day beyond which the vault only reduces risk; 10,000: never. */
  "dailyOutflowBps",
  /** Charged on total assets, a year. */
  "managementFeeBps",
  /** Charged on what the share price gains above its high-water mark. */
  "performanceFeeBps",
  /** What forcing an adapter to pay costs whoever forces it, of the amount. */
  "forceDeallocatePenaltyBps",
  /** How long after a breaker tripped the owner may reset it. */
  "resetDelayHours",
  /** How long a change that raises risk is visible before it can be made. */
  "timelockHours",
] as const;

export type LimitName = (typeof LIMIT_NAMES)[number];
export type VaultLimits = Readonly<Record<LimitName, number>>;

/** What each limit can never exceed. */
export const LIMIT_CEILINGS: VaultLimits = {
  idleFloorBps: 10_000,
  rebalanceLossBps: 100,
  dailyLossBps: 500,
  rebalanceTurnoverBps: 10_000,
  dailyTurnoverBps: 60_000,
  cooldownSeconds: 43_200,
  growthBpsPerYear: 20_000,
  priceFallBps: 1_000,
  dailyPriceFallBps: 2_000,
  dailyOutflowBps: 10_000,
  managementFeeBps: 500,
  performanceFeeBps: 5_000,
  forceDeallocatePenaltyBps: 200,
  resetDelayHours: 720,
  timelockHours: 720,
};

/** The limits out of their values in the contract's order. */
export function limitsOf(values: readonly number[]): VaultLimits {
  return Object.fromEntries(LIMIT_NAMES.map((name, i) => [name, values[i] ?? 0])) as Record<LimitName, number>;
}

/** Their values in the contract's order. */
export function limitValues(limits: VaultLimits): readonly number[] {
  return LIMIT_NAMES.map((name) => limits[name]);
}
