import { Command } from "commander";
import type { FailoverProvider } from "../chain/failoverProvider.ts";
import { createMissLog } from "../collect/missLog.ts";
import { takeSample } from "../collect/sample.ts";
import { configuredMarkets, maxBlockAgeSeconds, openCollector, openConfiguredStore, openProvider } from "../compose.ts";
import type { Configuration } from "../config/schema.ts";
import { nowSeconds, systemClock } from "../execute/clock.ts";
import type { Collector } from "../observe/collector.ts";
import { upsertMarkets } from "../store/markets.ts";
import { recordSnapshot } from "../store/recording.ts";
import { table } from "../watch/table.ts";
import { observationRows } from "../watch/tickSummary.ts";
import { contextOf } from "./context.ts";
import { observeReportCommand } from "./observeReport.ts";
import { observeRunCommand } from "./observeRun.ts";

export function observeCommand(): Command {
  return new Command("observe")
    .description("Reads all markets at the newest block, shows and stores what they pay.")
    .option("--no-store", "only show")
    .addCommand(observeRunCommand())
    .addCommand(observeReportCommand())
    .addHelpText(
      "after",
      "\nExamples:\n  $ npx keeper observe\n  $ npx keeper observe --no-store --json\n  $ npx keeper observe run\n  $ npx keeper observe report",
    )
    .action(async (options: { store: boolean }, command: Command) => {
      const { configuration, output } = contextOf(command);
      const markets = configuredMarkets(configuration);
      const provider = await openProvider(configuration);
      try {
        const collector = openCollector(configuration, provider, null);
        const { block, observations, rejected, stored } = options.store
          ? await storedSample(configuration, provider, collector)
          : { ...(await collector.collect()), stored: 0 };
        const lines = rejected.map(({ marketId, rule, detail }) => `${marketId} rejected (${rule}): ${detail}`);
        const summary = `Block ${block.number}: ${observations.length} markets, ${stored} new observations stored.`;
        output.result(
          { block, observations, rejected, stored },
          [table(observationRows(observations, markets)), ...lines, summary].join("\n"),
        );
      } finally {
        provider.destroy();
      }
    });
}

async function storedSample(configuration: Configuration, provider: FailoverProvider, collector: Collector) {
  const { chainId, tickSeconds: bucketSeconds } = configuration;
  const store = await openConfiguredStore(configuration);
  try {
    await upsertMarkets(store.db, configuredMarkets(configuration));
    const snapshot = await takeSample(
      { db: store.db, chainId, collector },
      { nowSeconds: nowSeconds(systemClock), maxBlockAgeSeconds: await maxBlockAgeSeconds(configuration, provider) },
    );
    const missOf = createMissLog().reasonOf;
    return { ...snapshot, ...(await recordSnapshot(store.db, snapshot, { chainId, bucketSeconds, missOf })), rejected: snapshot.rejected };
  } finally {
    await store.close();
  }
}
