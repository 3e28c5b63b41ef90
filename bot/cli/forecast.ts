import { Command } from "commander";
import { configuredMarkets, openConfiguredStore } from "../compose.ts";
import { forecastStatusText, readForecastStatus } from "../watch/forecastStatus.ts";
import { contextOf } from "./context.ts";
import { marketNamed } from "./marketNamed.ts";

export function forecastCommand(): Command {
  return new Command("forecast")
    .description("What markets are expected to pay, how sure that is, and how good earlier forecasts were. Reads the database only.")
    .argument("[market]", "one market, by its id (1:aave-v3:usdc) or without the chain (aave-v3:usdc); all that are configured by default")
    .addHelpText("after", "\nExamples:\n  $ npx keeper forecast\n  $ npx keeper forecast aave-v3:usdc --json")
    .action(async (market: string | undefined, _options: unknown, command: Command) => {
      const { configuration, output } = contextOf(command);
      const configured = configuredMarkets(configuration).map(({ id }) => id);
      const marketIds = market === undefined ? configured : [marketNamed(market, configured)];
      const store = await openConfiguredStore(configuration);
      try {
        const status = await readForecastStatus(store, marketIds);
        output.result(status, forecastStatusText(status));
      } finally {
        await store.close();
      }
    });
}
