import type { UnixSeconds } from "../../core/units.ts";
import { BadField, type CsvRecord } from "./csvRecord.ts";

/** Figures about the surroundings of markets, all known from one time on: "gas-gwei", "eth-usd", "price:USDC" in USD, and a day's lowest, "price-low:USDC". */
export interface ConditionsAt {
  readonly timeSeconds: UnixSeconds;
  readonly values: ReadonlyMap<string, number>;
}

const DAY_SECONDS = 86_400;
const PRICE = /^([a-z0-9]+)_(close|low)$/;

/** The layout of Ethereum's days: the average gas price, the price of ether, and stablecoins' prices in columns `<symbol>_close` and `<symbol>_low`. */
export const CONDITIONS_DAILY = {
  name: "conditions-daily",
  columns: ["date", "avg_gas_price_gwei", "eth_usd"],
} as const;

/** What a line says of its day, which is known when the day is over. @throws BadField */
export function readConditionDay(record: CsvRecord, header: readonly string[]): ConditionsAt {
  const prices = header.flatMap((column) => {
    const [, symbol, which] = PRICE.exec(column) ?? [];
    return symbol === undefined ? [] : [[`${which === "low" ? "price-low" : "price"}:${symbol.toUpperCase()}`, column] as const];
  });
  const columns = [["gas-gwei", "avg_gas_price_gwei"], ["eth-usd", "eth_usd"], ...prices] as const;
  const values = new Map<string, number>();
  for (const [name, column] of columns) {
    const value = record.number(column);
    if (value === null) continue;
    if (value <= 0) throw new BadField(`${column} is not positive: ${value}`);
    values.set(name, value);
  }
  return { timeSeconds: record.day("date") + DAY_SECONDS, values };
}
