import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { CONDITIONS_DAILY } from "../../observe/history/conditionDays.ts";
import { lendingHourly } from "../../observe/history/layouts/lendingHourly.ts";
import type { Conditions } from "../../predict/series/conditions.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import { SyntheticFilesThereError, SyntheticFilesUnwritableError } from "./errors.ts";
import { SYNTHETIC } from "./syntheticMarket.ts";
import type { SyntheticHistory } from "./syntheticMarkets.ts";
import { DAY_SECONDS } from "./timeGrid.ts";

/** The files of a made-up history: nobody can take them for a real one's. */
export const SYNTHETIC_FILES = [`${SYNTHETIC}-lending-hourly.csv.gz`, `${SYNTHETIC}-conditions-daily.csv`] as const;

/**
 * Writes a made-up history into a folder as files of the known layouts, so that everything that reads history reads it. Prices of assets
 * go into the conditions only, and what was paid is what was quoted: the layout of hours has neither. A file appears when it is complete.
 *
 * @param history By the hour: the layout holds one row of a market and an hour.
 * @returns The paths of the files.
 * @throws SyntheticFilesThereError unless they may be replaced; SyntheticFilesUnwritableError.
 */
export async function writeSyntheticFiles(history: SyntheticHistory, folder: string, mayReplace: boolean): Promise<readonly string[]> {
  const [lending, conditions] = SYNTHETIC_FILES;
  const there = SYNTHETIC_FILES.filter((name) => existsSync(join(folder, name)));
  if (there.length > 0 && !mayReplace) throw new SyntheticFilesThereError(folder, there);
  try {
    await mkdir(folder, { recursive: true });
    await write(join(folder, lending), lendingLines(history.markets));
    await write(join(folder, conditions), conditionLines(history.conditions));
  } catch (cause) {
    throw new SyntheticFilesUnwritableError(folder, cause);
  }
  return SYNTHETIC_FILES.map((name) => join(folder, name));
}

async function write(file: string, texts: Iterable<string>): Promise<void> {
  const partial = `${file}.partial`;
  try {
    const out = createWriteStream(partial);
    if (file.endsWith(".gz")) await pipeline(Readable.from(texts), createGzip(), out);
    else await pipeline(Readable.from(texts), out);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

/** A text for the header and one for each market. */
function* lendingLines(markets: readonly MarketSeries[]): Generator<string> {
  yield `${lendingHourly.columns.join(",")}\n`;
  for (const { marketId, protocol, symbol, timeSeconds, quotedApr, totalSupplyUsd, totalBorrowUsd } of markets) {
    let text = "";
    timeSeconds.forEach((time, i) => {
      const aprPercent = ((quotedApr[i] as number) * 100).toPrecision(9);
      const supplyUsd = (totalSupplyUsd[i] as number).toFixed(2);
      const borrowUsd = (totalBorrowUsd[i] as number).toFixed(2);
      // There are no blocks, and what came and went within an hour is not told apart.
      text += `${time},,${marketId},${protocol},${symbol},${aprPercent},${supplyUsd},${borrowUsd},,,,\n`;
    });
    yield text;
  }
}

/** A line a day, each of which says that it is made up. */
function* conditionLines(conditions: Conditions): Generator<string> {
  const [date, gas, ether] = CONDITIONS_DAILY.columns;
  const columns = [...conditions.keys()].map((name) => {
    const [kind, symbol] = name.split(":");
    if (symbol === undefined) return name === "gas-gwei" ? gas : ether;
    return `${symbol.toLowerCase()}_${kind === "price-low" ? "low" : "close"}`;
  });
  yield `${[date, ...columns, "source"].join(",")}\n`;
  const days = conditions.get("gas-gwei")?.timeSeconds ?? new Float64Array();
  for (const [i, knownSeconds] of days.entries()) {
    const day = new Date((knownSeconds - DAY_SECONDS) * 1000).toISOString().slice(0, 10);
    const values = [...conditions.values()].map(({ value }) => (value[i] as number).toPrecision(9));
    yield `${[day, ...values, SYNTHETIC].join(",")}\n`;
  }
}
