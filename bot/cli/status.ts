import { Command } from "commander";
import { openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import { readStatus, statusText } from "../watch/status.ts";
import { contextOf, findVaultOffline } from "./context.ts";

export function statusCommand(): Command {
  return new Command("status")
    .description(
      "What the keeper knows: the last ticks, decisions, transactions and offers to builders of the vault. Reads the database only.",
    )
    .option("-n, --last <count>", "how many ticks to show", "10")
    .addHelpText("after", "\nExamples:\n  $ npx keeper status\n  $ npx keeper status --last 100 --json")
    .action(async (options: { last: string }, command: Command) => {
      const { configuration, output } = contextOf(command);
      const count = Number(options.last);
      if (!Number.isInteger(count) || count < 1)
        throw new MissingSettingError(`--last ${options.last} is no count`, "Give a whole number from 1 up.");
      const key = { chainId: configuration.chainId, vault: findVaultOffline(configuration) };
      const store = await openConfiguredStore(configuration);
      try {
        const status = await readStatus(store, key, count);
        output.result(status, statusText(status));
      } finally {
        await store.close();
      }
    });
}
