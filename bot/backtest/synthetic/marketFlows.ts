import { ELASTICITY, FLOWS, STRESS, SUPPLY } from "./calibration.ts";
import { stepOf } from "./meanReverting.ts";
import type { RandomStream } from "./randomStream.ts";
import type { SyntheticMarket } from "./syntheticMarket.ts";
import { DAY_SECONDS, HOURS_A_DAY, type TimeGrid } from "./timeGrid.ts";

/** What the people of a market see before they act. */
export interface Situation {
  readonly borrowApr: number;
  readonly supplyApr: number;
  /** The rate that contents borrowers. */
  readonly contentApr: number;
  /** How far the logarithm of deposits is above where asset and protocol draw it. */
  readonly aboveGoal: number;
  readonly isStressed: boolean;
}

/** What they want: changes of the logarithms of deposits and of debts. */
export interface Flow {
  readonly supply: number;
  readonly borrow: number;
}

/**
 * What comes and goes in each step, to be asked once a step in turn. In most hours nobody does anything; who looks in at last does at once
 * what has become worth doing since. Whales come unasked, and most of what they bring leaves again within days.
 */
export function marketFlows(market: SyntheticMarket, { stepSeconds }: TimeGrid, random: RandomStream): (situation: Situation) => Flow {
  const stepDays = stepSeconds / DAY_SECONDS;
  const stepHours = stepDays * HOURS_A_DAY;
  const active = 1 - (1 - market.active) ** stepHours;
  const daysBetween = stepDays / active;
  const ordinary = market.ordinaryDeviation * Math.sqrt((market.active * stepHours) / active);
  const follow = lost(SUPPLY.followHalfLifeDays, stepSeconds) / active;
  const leaving = lost(FLOWS.whaleHalfLifeDays, stepSeconds) / active;
  const whaleComes = 1 - Math.exp(-market.whalesADay * stepDays);
  const whale = () => {
    if (random.uniform() >= whaleComes) return 0;
    const size = Math.min(FLOWS.mostWhale, FLOWS.leastWhale * random.pareto(FLOWS.whaleTail));
    return random.uniform() < 0.5 ? size : -size;
  };
  let visitingSupply = 0;
  let visitingBorrow = 0;
  return ({ borrowApr, supplyApr, contentApr, aboveGoal, isStressed }) => {
    let supply = whale();
    let borrow = whale();
    visitingSupply += supply;
    visitingBorrow += borrow;
    if (random.uniform() < active) {
      const forLenders = isStressed ? 0 : attraction(supplyApr, contentApr * ELASTICITY.lendersShare);
      const forBorrowers = attraction(contentApr, borrowApr);
      supply += market.lendersElasticity * forLenders * daysBetween - follow * aboveGoal - leaving * visitingSupply;
      borrow += market.borrowersElasticity * forBorrowers * daysBetween - leaving * visitingBorrow;
      supply += ordinary * random.normal();
      borrow += ordinary * random.normal();
      visitingSupply *= 1 - leaving;
      visitingBorrow *= 1 - leaving;
    }
    if (isStressed) {
      supply -= STRESS.withdrawnAnHour * stepHours;
      borrow += STRESS.borrowedAnHour * stepHours;
    }
    return { supply, borrow };
  };
}

/** The share of a deviation that a step takes away. */
function lost(halfLifeDays: number, stepSeconds: number): number {
  return 1 - stepOf({ halfLifeDays, deviation: 0 }, stepSeconds).kept;
}

/** The logarithm of what is good over what is bad about a rate, as far as anybody hurries for it. */
function attraction(good: number, bad: number): number {
  const { leastApr, mostAttracted, mostDeterred } = ELASTICITY;
  return Math.min(mostAttracted, Math.max(-mostDeterred, Math.log((good + leastApr) / (bad + leastApr))));
}
