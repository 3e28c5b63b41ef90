import { LIMIT_CEILINGS, type LimitName } from "../../../../core/vaultLimits.ts";
import { basisPoints, percent } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";

/** What every limit of the contract is for, in a few words. */
export const LIMIT_TEXTS: Readonly<Record<LimitName, string>> = {
  idleFloorBps: "Least that an allocation leaves idle",
  rebalanceLossBps: "Most that one rebalance may lose",
  dailyLossBps: "Most that rebalances of 24 hours may lose",
  rebalanceTurnoverBps: "Most that one rebalance may allocate",
  dailyTurnoverBps: "Most that rebalances of 24 hours may allocate",
  cooldownSeconds: "Time between a rebalance and the next that allocates",
  growthBpsPerYear: "Fastest the share price may rise, a year",
  priceFallBps: "Fall of the share price that trips the breaker",
  dailyPriceFallBps: "Falls within 24 hours that trip the breaker",
  dailyOutflowBps: "Net withdrawals within a day that trip the breaker",
  managementFeeBps: "Management fee, of total assets a year",
  performanceFeeBps: "Performance fee, of gains above the high-water mark",
  forceDeallocatePenaltyBps: "Penalty of forcing a market to pay",
  resetDelayHours: "Wait before the owner may reset a tripped breaker",
  timelockHours: "Wait before a change that raises risk can be made",
};

/** A limit in its unit, which its name ends with. */
export function limitText(name: LimitName, value: number): string {
  if (name === "dailyOutflowBps" && value === LIMIT_CEILINGS.dailyOutflowBps) return "never";
  if (name.endsWith("Hours")) return duration(value * 3_600);
  if (name.endsWith("Seconds")) return duration(value);
  return value >= 100 ? percent(value / 10_000) : basisPoints(value);
}
