import type { Allocation } from "./allocations.ts";
import type { OracleSettings } from "./settings.ts";

/** What it takes to get from one allocation to another, by `to * allocations + from`; nothing from one to itself. */
export interface Changes {
  readonly gasUnits: Float32Array;
  /** Of the vault, what conversions cost; infinite where the vault would refuse the change for what it loses. */
  readonly lossFraction: Float32Array;
}

/** Weights that differ by less are the same. */
const SAME = 1e-9;
/** Kept of the loss limit, as positions and their tokens' prices drift. */
const LOSS_SLACK = 0.98;

export function changesBetween(
  allocations: readonly Allocation[],
  { gas, conversion, rebalanceLossFraction }: Pick<OracleSettings, "gas" | "conversion" | "rebalanceLossFraction">,
): Changes {
  const count = allocations.length;
  const gasUnits = new Float32Array(count * count);
  const lossFraction = new Float32Array(count * count);
  const sparse = allocations.map(membersOf);
  for (let to = 0; to < count; to++) {
    for (let from = 0; from < count; from++) {
      if (from === to) continue;
      const [target, source] = [allocations[to] as Allocation, allocations[from] as Allocation];
      let units = gas.baseUnits;
      let lost = 0;
      let expected = 0;
      const leg = (m: number) => {
        const change = (target[m] as number) - (source[m] as number);
        const [enter, exit] = [conversion.enterFraction[m] as number, conversion.exitFraction[m] as number];
        if (change > SAME) {
          units += gas.allocateUnits[m] as number;
          lost += change * enter;
          expected += change * (enter + exit);
        } else if (change < -SAME) {
          units += gas.deallocateUnits[m] as number;
          lost -= change * exit;
          expected -= change * exit;
        }
      };
      for (const m of sparse[to] as Int32Array) leg(m);
      for (const m of sparse[from] as Int32Array) if (target[m] === 0) leg(m);
      const at = to * count + from;
      gasUnits[at] = units;
      // As decide's `expectedLoss` has it: an allocation counts the way in and out.
      lossFraction[at] = expected > rebalanceLossFraction * LOSS_SLACK ? Number.POSITIVE_INFINITY : lost;
    }
  }
  return { gasUnits, lossFraction };
}

/** The markets an allocation holds. */
export function membersOf(allocation: Allocation): Int32Array {
  return Int32Array.from([...allocation.keys()].filter((m) => allocation[m] !== 0));
}
