import type { ApiSettings } from "../../../bot/config/schema.ts";
import type { Store } from "../../../bot/store/connection.ts";
import type { ApiInstance, ConfiguredVault, ReadContract } from "../../../bot/watch/api/apiInstance.ts";
import { buildApi } from "../../../bot/watch/api/buildApi.ts";
import type { Operator } from "../../../bot/watch/api/operator.ts";
import { SAMPLE_VAULT } from "../../store/samples.ts";
import { storyContract } from "./story.ts";

export const API_SETTINGS: ApiSettings = {
  port: 0,
  host: "127.0.0.1",
  corsOrigins: [],
  hosts: [],
  requestsPerMinute: 1_000_000,
  streamClients: 3,
};

export const CONFIGURED: ConfiguredVault = {
  name: "main",
  chainId: 1,
  vault: SAMPLE_VAULT,
  tickSeconds: 300,
  gasBudgetPerDay: { wei: 10n ** 18n, usd: 1_000 },
};

export interface ApiUnderTest {
  readonly api: ApiInstance;
  /** What went wrong on our side. */
  readonly defects: readonly Error[];
}

/** An API on a store; `settings` override. */
export async function apiUnderTest(
  store: Store,
  nowSeconds: () => number,
  settings: Partial<ApiSettings> = {},
  operator: Operator | null = null,
  readContract: ReadContract | null = async () => storyContract,
): Promise<ApiUnderTest> {
  const defects: Error[] = [];
  const api = await buildApi({
    settings: { ...API_SETTINGS, ...settings },
    store,
    operator,
    vaults: [CONFIGURED],
    nowSeconds,
    readContract,
    onDefect: (error) => defects.push(error),
  });
  return { api, defects };
}
