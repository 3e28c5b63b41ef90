import { Command } from "commander";
import { configuredMarkets, openConfiguredStore } from "../compose.ts";
import { marketRiskText, readMarketRisk, readRiskStatus, riskStatusText } from "../watch/riskStatus.ts";
import { contextOf, vaultKnownOffline } from "./context.ts";
import { marketNamed } from "./marketNamed.ts";

export function riskCommand(): Command {
  return new Command("risk")
    .description("What may go wrong in markets, why, and what forbids them now. Reads the database only.")
    .argument("[market]", "one market, by its id (1:aave-v3:usdc) or without the chain (aave-v3:usdc); all that are configured by default")
    .addHelpText("after", "\nExamples:\n  $ npx keeper risk\n  $ npx keeper risk aave-v3:usdc --json")
    .action(async (market: string | undefined, _options: unknown, command: Command) => {
      const { configuration, output } = contextOf(command);
      const configured = configuredMarkets(configuration).map(({ id }) => id);
      const one = market === undefined ? null : marketNamed(market, configured);
      const vault = vaultKnownOffline(configuration);
      const key = vault === null ? null : { chainId: configuration.chainId, vault };
      const store = await openConfiguredStore(configuration);
      try {
        if (one === null) {
          const status = await readRiskStatus(store.db, configured, key);
          output.result(status, riskStatusText(status));
        } else {
          const status = await readMarketRisk(store.db, one, key);
          output.result(status, marketRiskText(status));
        }
      } finally {
        await store.close();
      }
    });
}
