import { openCsv } from "../../observe/history/csvFile.ts";
import type { Conditions, StepSeries } from "./conditions.ts";

const DAY_SECONDS = 86_400;
const GAS_COLUMN = "avg_gas_price_gwei";
const ETHER_COLUMN = "eth_usd";
const CLOSE = /^([a-z0-9.]+)_close$/;

/** Whether a file's header is that of days of Ethereum: date, average gas price, ether's price, closing prices of stablecoins. */
export function isConditionsHeader(header: readonly string[]): boolean {
  return ["date", GAS_COLUMN, ETHER_COLUMN].every((column) => header.includes(column));
}

/** The conditions a file of days holds; a day's figures are known when it is over. Lines that are no such day are left out. */
export async function readConditions(file: string): Promise<Conditions> {
  const csv = await openCsv(file);
  try {
    const names = new Map(
      csv.header.flatMap((column, place) => (conditionOf(column) === null ? [] : [[place, conditionOf(column) as string]])),
    );
    const datePlace = csv.header.indexOf("date");
    const points = new Map([...names.values()].map((name) => [name, new Map<number, number>()]));
    for await (const line of csv.lines) {
      if ("reason" in line) continue;
      const known = Date.parse(`${line.fields[datePlace]}T00:00:00Z`) / 1000 + DAY_SECONDS;
      if (Number.isNaN(known)) continue;
      for (const [place, name] of names) {
        const text = line.fields[place] ?? "";
        const value = Number(text);
        if (text !== "" && value > 0) points.get(name)?.set(known, value);
      }
    }
    return new Map([...points].map(([name, values]) => [name, stepSeries(values)]));
  } finally {
    csv.close();
  }
}

function conditionOf(column: string): string | null {
  if (column === GAS_COLUMN) return "gas-gwei";
  if (column === ETHER_COLUMN) return "eth-usd";
  const symbol = CLOSE.exec(column)?.[1];
  return symbol === undefined ? null : `price:${symbol.toUpperCase()}`;
}

function stepSeries(values: ReadonlyMap<number, number>): StepSeries {
  const ascending = [...values].sort(([a], [b]) => a - b);
  return {
    timeSeconds: Float64Array.from(ascending, ([time]) => time),
    value: Float64Array.from(ascending, ([, value]) => value),
  };
}
