import { Command } from "commander";
import { openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import { importHistory } from "../observe/history/importHistory.ts";
import { LAYOUT_NAMES } from "../observe/history/layouts/index.ts";
import { historySink } from "../store/history.ts";
import { count, importText } from "../watch/historyText.ts";
import { contextOf } from "./context.ts";
import { keepMemoryFlat } from "./flatMemory.ts";
import { createProgress } from "./progress.ts";

export function importCommand(): Command {
  return new Command("import")
    .description("Brings somebody else's history in: a CSV file, packed with gzip or not.")
    .argument("<file>", "the file")
    .option("--layout <name>", `${["auto", ...LAYOUT_NAMES].join(", ")}`, "auto")
    .option("--market <id>", "the market of a file that does not name it, as a DefiLlama chart")
    .option("--skip-bad", "leave out lines that cannot be used, and list them, instead of stopping at the first", false)
    .addHelpText(
      "after",
      `
A file is stored whole or not at all. Samples that break a quality rule are not among the yields, but kept with the rule they broke.
Importing the same file again changes nothing. Layouts, units and rules are described in docs/history.md.

Examples:
  $ npx keeper import lending_hourly.csv.gz
  $ npx keeper import yields_daily.csv.gz --skip-bad --json
  $ npx keeper import aa70268e-4b52-42bf-a116-608b370f9501.csv --market defillama:aave-v3:usdc`,
    )
    .action(async (file: string, options: { layout: string; market?: string; skipBad: boolean }, command: Command) => {
      const { configuration, output } = contextOf(command);
      const layout = options.layout === "auto" ? null : options.layout;
      if (layout !== null && !LAYOUT_NAMES.includes(layout)) {
        throw new MissingSettingError(`There is no layout "${layout}"`, `Choose of auto, ${LAYOUT_NAMES.join(", ")}.`);
      }
      keepMemoryFlat();
      const startedAt = performance.now();
      const progress = createProgress(output.json);
      const store = await openConfiguredStore(configuration);
      try {
        const report = await store.db.transaction().execute((transaction) =>
          importHistory({
            file,
            layout,
            marketId: options.market ?? null,
            skipBad: options.skipBad,
            nowSeconds: Math.floor(Date.now() / 1000),
            sink: historySink(transaction),
            onProgress: ({ rows, bytesRead, sizeBytes }) => progress.show(bytesRead / sizeBytes, `${count(rows)} rows`),
          }),
        );
        progress.clear();
        const seconds = (performance.now() - startedAt) / 1000;
        const peakRssMB = Math.ceil(process.resourceUsage().maxRSS / 1024);
        const { rows, stored, rejected, ...rest } = report;
        output.result({ rows, stored, rejected, seconds: Number(seconds.toFixed(2)), peakRssMB, ...rest }, importText(report, seconds));
      } finally {
        progress.clear();
        await store.close();
      }
    });
}
