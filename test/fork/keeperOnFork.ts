import { type OpenKeeper, openKeeper } from "../../bot/compose.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import type { Configuration } from "../../bot/config/schema.ts";
import type { CostInput } from "../../bot/decide/input.ts";
import { localSigner } from "../../bot/execute/signers/localSigner.ts";
import type { KeeperDeps } from "../../bot/keeper.ts";
import { tick } from "../../bot/keeper.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import { chainClock } from "../../scripts/demo/chainClock.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import type { VaultOnFork } from "./vaultOnFork.ts";

/** The vault right after a tick. */
export interface StateAfter {
  readonly timeSeconds: number;
  /** In the order of the withdrawal queue. */
  readonly positions: readonly bigint[];
  readonly idle: bigint;
  readonly totalAssets: bigint;
  readonly grossAssets: bigint;
}

/** A tick with what a replay needs beyond the database. */
export interface RecordedTick {
  readonly report: TickReport;
  readonly costs: CostInput;
  readonly after: StateAfter;
}

export interface KeeperOnFork {
  readonly keeper: OpenKeeper;
  readonly configuration: Configuration;
  readonly key: { readonly chainId: number; readonly vault: string };
  /** One tick of the real keeper over HTTP, at the chain's time; its transaction comes twelve seconds after the head. */
  tick(): Promise<RecordedTick>;
  close(): Promise<void>;
}

export interface KeeperSetting {
  readonly chain: VaultOnFork;
  readonly databaseUrl: string;
  readonly markets: string[];
  readonly privateKey: string | null;
  readonly settings?: Partial<Configuration>;
  readonly dryRun?: boolean;
}

const SECONDS_PER_BLOCK = 12;

export async function openKeeperOnFork(setting: KeeperSetting): Promise<KeeperOnFork> {
  const { chain, databaseUrl, markets, privateKey, settings = {}, dryRun = false } = setting;
  const configuration = loadConfiguration({
    file: null,
    environment: {},
    overrides: { rpcUrls: [chain.fork.rpcUrl], databaseUrl, markets, vault: chain.vault, ...settings },
  });
  const clock = chainClock();
  const keeper = await openKeeper({ configuration, signer: privateKey === null ? null : localSigner(privateKey), dryRun, clock });
  const key = { chainId: 1, vault: chain.vault };
  let costs: CostInput | undefined;
  const deps: KeeperDeps = {
    ...keeper.deps,
    costsAt: async (snapshot, ethPriceUsd) => {
      costs = await keeper.deps.costsAt(snapshot, ethPriceUsd);
      return costs;
    },
  };
  return {
    keeper,
    configuration,
    key,
    async tick() {
      await chain.setNextBlockTime(SECONDS_PER_BLOCK);
      clock.set((await readHead(chain.provider)).timestampSeconds);
      const report = await tick(deps);
      if (costs === undefined) throw new Error("the tick asked for no costs");
      return { report, costs, after: await stateOf(chain) };
    },
    close: () => keeper.close(),
  };
}

async function stateOf(chain: VaultOnFork): Promise<StateAfter> {
  const total = "function totalAssets() view returns (uint256)";
  return {
    timeSeconds: (await readHead(chain.provider)).timestampSeconds,
    positions: await Promise.all(chain.adapters.map((adapter) => chain.read(adapter, total))),
    idle: await chain.read(chain.vault, "function idle() view returns (uint256)"),
    totalAssets: await chain.read(chain.vault, total),
    grossAssets: await chain.read(chain.vault, "function grossAssets() view returns (uint256)"),
  };
}
