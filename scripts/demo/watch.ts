import { ONLY_VAULT } from "../../bot/config/vaults.ts";
import { watchedVault } from "../../bot/daemon/alerting.ts";
import { createNewsBoard } from "../../bot/daemon/vaultNews.ts";
import { nowSeconds } from "../../bot/execute/clock.ts";
import { databaseSpace } from "../../bot/store/databaseSpace.ts";
import { createAlerting } from "../../bot/watch/alerts/alerting.ts";
import { rules } from "../../bot/watch/alerts/rules/all.ts";
import { createReporting } from "../../bot/watch/reports/reporting.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import type { LiveVault } from "./liveVault.ts";

/** What a daemon does beside ticks: it looks after the store and judges alerts. Nobody is told. */
export interface Watch {
  ticked(report: TickReport): Promise<void>;
}

export function createWatch({ keeper, configuration, clock, address }: LiveVault): Watch {
  const now = () => nowSeconds(clock);
  const { chainId, tickSeconds, strategy } = configuration;
  const news = createNewsBoard(now);
  const watched = watchedVault(ONLY_VAULT, configuration, news);
  const alerting = createAlerting({
    db: keeper.store.db,
    rules,
    routes: [],
    reporting: createReporting({ db: keeper.store.db, settings: null, routes: [], vaults: () => [watched] }),
    everySeconds: tickSeconds,
    repeatSeconds: configuration.alerts.repeatSeconds,
    groupSeconds: configuration.alerts.groupSeconds,
    // Its database is gone when it ends.
    readSpace: () => databaseSpace(keeper.store.db, { dataFolder: null, limitBytes: null }),
    watched: () => [{ vault: watched, news: news.newsOf(ONLY_VAULT) }],
    alive: () => true,
    heartbeat: null,
    clock,
    random: Math.random,
    onDelivery: () => undefined,
    onTrouble: (error) => {
      throw error;
    },
  });
  news.observe({ vault: ONLY_VAULT, type: "leading", chainId, address, strategy, tickSeconds });
  return {
    async ticked(report) {
      news.observe({ vault: ONLY_VAULT, type: "ticked", report });
      await keeper.deps.maintain?.(now());
      await alerting.evaluate(now());
    },
  };
}
