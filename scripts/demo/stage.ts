import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase } from "../../bot/store/administration.ts";
import { startEmbeddedServer } from "../../bot/store/embeddedServer.ts";
import { confirmHead } from "../local-mainnet/confirmHead.ts";
import { createLife } from "../local-mainnet/life/createLife.ts";
import { startLocalMainnet } from "../local-mainnet/startLocalMainnet.ts";
import { type LiveVault, openLiveVault } from "./liveVault.ts";
import type { Scenario } from "./scenario.ts";

/** A database server and a chain, on which strategies live through the same scenario, each on a fork of its own. */
export interface Stage {
  /** The block they fork at. */
  readonly blockNumber: number;
  openVault(strategy: string): Promise<LiveVault>;
  close(): Promise<void>;
}

const DAY_SECONDS = 86_400;

export async function openStage(scenario: Scenario): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-demo-"));
  // Root's PostgreSQL runs as another user, who has to pass.
  chmodSync(folder, 0o711);
  const closing: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const database = await startEmbeddedServer({ dataFolder: path.join(folder, "data") });
    closing.push(() => database.close());
    const mainnet = await startLocalMainnet();
    closing.push(() => mainnet.close());
    // A day of history, so that the fork finds a chain that is already alive.
    await (await createLife({ provider: mainnet.provider, seed: scenario.seed })).advance(DAY_SECONDS);
    const upstream = { rpcUrl: mainnet.rpcUrl, blockNumber: await confirmHead(mainnet.provider) };
    return {
      blockNumber: upstream.blockNumber,
      openVault: async (strategy) =>
        openLiveVault({
          scenario,
          strategy,
          upstream,
          databaseUrl: await createDatabase(database, strategy.replaceAll("-", "_")),
          recordsFolder: path.join(folder, "deployments", strategy),
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
