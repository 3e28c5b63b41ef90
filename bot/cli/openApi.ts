import { openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import type { ApiSettings, Configuration } from "../config/schema.ts";
import type { VaultConfiguration } from "../config/vaults.ts";
import { type Clock, nowSeconds, systemClock } from "../execute/clock.ts";
import { executionPolicy } from "../execute/policy.ts";
import type { ConfiguredVault } from "../watch/api/apiInstance.ts";
import { type Operator, SHORTEST_TOKEN } from "../watch/api/operator.ts";
import { type ApiServer, serveApi } from "../watch/api/serveApi.ts";
import { builtDashboard } from "../watch/web/build.ts";
import { vaultKnownOffline } from "./context.ts";
import { openContractReads } from "./contractReads.ts";
import { secret } from "./secrets.ts";

export interface ApiOpening {
  readonly vaults: readonly VaultConfiguration[];
  readonly settings: ApiSettings;
  /** Told why a request could not be answered. */
  readonly onFailure: (error: Error) => void;
  /** Null where nothing can be done, only read. */
  readonly operator: Operator | null;
  /** What ages are told by; the machine's unless given. */
  readonly clock?: Clock;
}

/** Shows the configured database over HTTP, with connections of its own. @throws what opening the database throws, and ApiPortError. */
export async function openApi(configuration: Configuration, opening: ApiOpening): Promise<ApiServer> {
  const { vaults, settings, operator, onFailure, clock = systemClock } = opening;
  const store = await openConfiguredStore(configuration);
  const contracts = openContractReads(configuration, vaults);
  try {
    const server = await serveApi({
      settings,
      operator,
      dashboardFolder: await builtDashboard(),
      store,
      vaults: vaults.map(configuredVault),
      nowSeconds: () => nowSeconds(clock),
      readContract: contracts.read,
      onDefect: onFailure,
    });
    return {
      url: server.url,
      close: async () => {
        await server.close();
        contracts.close();
        await store.close();
      },
    };
  } catch (error) {
    contracts.close();
    await store.close();
    throw error;
  }
}

/** Who shows KEEPER_API_TOKEN may act; without that variable nobody may. @throws MissingSettingError when it is too short to be a secret. */
export function configuredOperator(requestTick: Operator["requestTick"]): Operator | null {
  const token = secret("KEEPER_API_TOKEN");
  if (token === null) return null;
  if (token.length >= SHORTEST_TOKEN) return { token, requestTick };
  throw new MissingSettingError(`KEEPER_API_TOKEN has fewer than ${SHORTEST_TOKEN} characters`, "Make one with `openssl rand -hex 32`.");
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
