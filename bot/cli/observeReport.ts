import { Command } from "commander";
import { configuredMarkets, openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import { samplingReport } from "../store/samplingReport.ts";
import { samplingText } from "../watch/samplingText.ts";
import { contextOf } from "./context.ts";

const SECONDS_PER_DAY = 86_400;

export function observeReportCommand(): Command {
  return new Command("report")
    .description("How well the markets were sampled: stored, rejected by which rule, missed and why. Reads the database only.")
    .option("--days <count>", "how far back", "7")
    .addHelpText("after", "\nExamples:\n  $ npx keeper observe report\n  $ npx keeper observe report --days 30 --json")
    .action(async (options: { days: string }, command: Command) => {
      const { configuration, output } = contextOf(command);
      const days = Number(options.days);
      if (!(days > 0 && days <= 36_500)) {
        throw new MissingSettingError(`--days ${options.days} is no number of days`, "Give a number above 0.");
      }
      const marketIds = configuredMarkets(configuration).map((market) => market.id);
      const store = await openConfiguredStore(configuration);
      try {
        const toSeconds = Math.floor(Date.now() / 1000);
        const { chainId, tickSeconds: bucketSeconds } = configuration;
        const fromSeconds = toSeconds - days * SECONDS_PER_DAY;
        const markets = await samplingReport(store.db, { chainId, marketIds, bucketSeconds, fromSeconds, toSeconds });
        output.result({ fromSeconds, toSeconds, bucketSeconds, markets }, samplingText(markets));
      } finally {
        await store.close();
      }
    });
}
