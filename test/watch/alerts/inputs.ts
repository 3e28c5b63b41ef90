import type { AlertInput } from "../../../bot/watch/alerts/input.ts";
import { SAMPLE_VAULT } from "../../store/samples.ts";
import { NOW } from "./samples.ts";

export const USDC_MARKET = "1:aave-v3:usdc";

/** Nothing is wrong and hardly anything is known. */
export function quietInput(changes: Partial<AlertInput> = {}): AlertInput {
  return {
    nowSeconds: NOW,
    vault: {
      name: "main",
      chainId: 1,
      address: SAMPLE_VAULT,
      tickSeconds: 300,
      marketIds: [USDC_MARKET],
      gasBudget: { maxUsdPerDay: 1_000, maxWeiPerDay: 10n ** 18n },
    },
    news: { watchedSinceSeconds: NOW, leads: true, state: null, account: null, failure: null, reorganised: [] },
    ticks: [],
    prices: { share: null, assetUsd: null },
    gaps: [],
    rejected: [],
    hourlyAprs: new Map(),
    risks: [],
    earlierRiskClasses: new Map(),
    bundles: [],
    drift: [],
    gasSpent: { wei: 0n, usd: 0 },
    modelEvents: [],
    failedTransactions: [],
    orphanedBlocks: 0,
    database: { bytes: 10e6, limitBytes: null, disk: null },
    leader: null,
    ...changes,
  };
}
