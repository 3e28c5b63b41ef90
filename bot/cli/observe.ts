import { Command } from "commander";
import { addressBookOf, configuredMarkets, configuredSubgraphs, openConfiguredStore, openProvider } from "../compose.ts";
import { createCollector } from "../observe/collector.ts";
import { upsertMarkets } from "../store/markets.ts";
import { insertObservations } from "../store/observations.ts";
import { table } from "../watch/table.ts";
import { observationRows } from "../watch/tickSummary.ts";
import { contextOf } from "./context.ts";

export function observeCommand(): Command {
  return new Command("observe")
    .description("Reads all markets at the newest block, shows and stores what they pay.")
    .option("--no-store", "only show")
    .addHelpText("after", "\nExamples:\n  $ npx keeper observe\n  $ npx keeper observe --no-store --json")
    .action(async (options: { store: boolean }, command: Command) => {
      const { configuration, output } = contextOf(command);
      const markets = configuredMarkets(configuration);
      const provider = await openProvider(configuration);
      try {
        const collector = createCollector({
          provider,
          addressBook: addressBookOf(configuration.chainId),
          markets,
          vault: null,
          bucketSeconds: configuration.tickSeconds,
          subgraphs: configuredSubgraphs(configuration),
        });
        const { block, observations, rejected } = await collector.collect();
        let stored = 0;
        if (options.store) {
          const store = await openConfiguredStore(configuration);
          try {
            await upsertMarkets(store.db, markets);
            stored = await insertObservations(store.db, observations);
          } finally {
            await store.close();
          }
        }
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
