import type { VaultLimits } from "../core/vaultLimits.ts";

/** What a vault on mainnet starts with unless told otherwise; docs/configuration.md says why. */
export const DEFAULT_LIMITS: VaultLimits = {
  idleFloorBps: 100,
  rebalanceLossBps: 10,
  dailyLossBps: 30,
  rebalanceTurnoverBps: 10_000,
  dailyTurnoverBps: 20_000,
  cooldownSeconds: 300,
  growthBpsPerYear: 10_000,
  priceFallBps: 50,
  dailyPriceFallBps: 100,
  dailyOutflowBps: 5_000,
  managementFeeBps: 0,
  performanceFeeBps: 0,
  forceDeallocatePenaltyBps: 10,
  resetDelayHours: 24,
  timelockHours: 48,
};

/** What each adapter, and each risk but the issuer of the asset itself, may hold. */
export const DEFAULT_RELATIVE_CAP_BPS = 6_000;
export const DEFAULT_ABSOLUTE_CAP_TOKENS = 10_000_000;
