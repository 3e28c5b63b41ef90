import { openConfiguredStore } from "../compose.ts";
import type { ApiSettings, Configuration } from "../config/schema.ts";
import type { VaultConfiguration } from "../config/vaults.ts";
import { nowSeconds, systemClock } from "../execute/clock.ts";
import { executionPolicy } from "../execute/policy.ts";
import type { ConfiguredVault } from "../watch/api/apiInstance.ts";
import { type ApiServer, serveApi } from "../watch/api/serveApi.ts";
import { vaultKnownOffline } from "./context.ts";

export interface ApiOpening {
  readonly vaults: readonly VaultConfiguration[];
  readonly settings: ApiSettings;
  /** Told why a request could not be answered. */
  readonly onFailure: (error: Error) => void;
}

/** Shows the configured database over HTTP, with connections of its own. @throws what opening the database throws, and ApiPortError. */
export async function openApi(configuration: Configuration, { vaults, settings, onFailure }: ApiOpening): Promise<ApiServer> {
  const store = await openConfiguredStore(configuration);
  try {
    const server = await serveApi({
      settings,
      store,
      vaults: vaults.map(configuredVault),
      nowSeconds: () => nowSeconds(systemClock),
      onDefect: onFailure,
    });
    return {
      url: server.url,
      close: async () => {
        await server.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function configuredVault({ name, configuration }: VaultConfiguration): ConfiguredVault {
  const { chainId, tickSeconds, execution, rpcTimeoutSeconds } = configuration;
  const { budget } = executionPolicy(execution, { dryRun: true, rpcTimeoutSeconds });
  return {
    name,
    chainId,
    vault: vaultKnownOffline(configuration),
    tickSeconds,
    gasBudgetPerDay: { wei: budget.maxWeiPerDay, usd: budget.maxUsdPerDay },
  };
}
