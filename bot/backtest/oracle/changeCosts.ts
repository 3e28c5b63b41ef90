import type { Days } from "./days.ts";
import { type OracleGas, usdPerUnitAt } from "./settings.ts";

/** In gas units. */
export interface CheapestLegs {
  /** By boundary: of the markets that take money there; infinite where none does. */
  readonly allocateUnits: Float64Array;
  /** Of all markets. */
  readonly deallocateUnits: number;
}

export function cheapestLegs({ markets, moments, isOpen }: Pick<Days, "markets" | "moments" | "isOpen">, gas: OracleGas): CheapestLegs {
  const allocateUnits = new Float64Array(moments.length).fill(Number.POSITIVE_INFINITY);
  for (let d = 0; d < moments.length; d++) {
    for (let m = 0; m < markets; m++) {
      const units = gas.allocateUnits[m] as number;
      if (isOpen[d * markets + m] === 1 && units < (allocateUnits[d] as number)) allocateUnits[d] = units;
    }
  }
  return { allocateUnits, deallocateUnits: Math.min(...gas.deallocateUnits) };
}

/** By boundary, in USD: what a change with legs of so many units costs; infinite where it cannot be made, however cheap gas is. */
export function changeCosts({ moments }: Pick<Days, "moments">, gas: OracleGas, legUnits: Float64Array): Float64Array {
  return legUnits.map((units, d) => {
    if (units === Number.POSITIVE_INFINITY) return units;
    return usdPerUnitAt(gas, moments[d] as number) * (gas.baseUnits + units);
  });
}
