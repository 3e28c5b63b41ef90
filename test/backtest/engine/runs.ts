import type { Run } from "../../../bot/backtest/engine/run.ts";
import { type Simulation, simulate } from "../../../bot/backtest/engine/simulate.ts";
import { type WorldView, worldSurroundings } from "../../../bot/backtest/engine/worldSurroundings.ts";
import { persistenceForecasts } from "../../../bot/backtest/minds/persistenceForecasts.ts";
import type { World } from "../../../bot/backtest/world/world.ts";
import { DEFAULT_LIMITS } from "../../../bot/config/vaultDefaults.ts";
import type { VaultLimits } from "../../../bot/core/vaultLimits.ts";
import { DEFAULT_POLICY, type DecisionPolicy } from "../../../bot/decide/policy.ts";
import type { Strategy } from "../../../bot/decide/strategies/strategy.ts";

export const ASSET = { address: "0x0000000000000000000000000000000000000000", symbol: "USDC", decimals: 18 };
export const ONE = 10n ** 18n;

/** A vault without any floor, cooldown or breaker of its own in the way. */
export const OPEN_LIMITS: VaultLimits = { ...DEFAULT_LIMITS, idleFloorBps: 0, cooldownSeconds: 0, dailyTurnoverBps: 60_000 };
export const EAGER: DecisionPolicy = {
  ...DEFAULT_POLICY,
  cooldownSeconds: 0,
  minimumMoveUsd: 1,
  driftBandBps: 0,
  slackBps: 0,
  maxDataAgeSeconds: 7 * 86_400,
};

export interface RunRequest {
  readonly world: World;
  readonly strategy: Strategy;
  readonly capitalUsd?: number;
  readonly flows?: Simulation["flows"];
  readonly policy?: Partial<DecisionPolicy>;
  readonly limits?: Partial<VaultLimits>;
  readonly view?: Partial<WorldView>;
  readonly onMoment?: Simulation["onMoment"];
}

/** One vault through a small world, all caps open. */
export function runIn({ world, strategy, capitalUsd = 1_000_000, flows = [], policy, limits, view, onMoment }: RunRequest): Run {
  return simulate({
    contender: "test",
    surroundings: worldSurroundings({
      world,
      asset: ASSET,
      forecasts: persistenceForecasts(world, DEFAULT_POLICY.horizonSeconds),
      risks: null,
      seesCovariance: false,
      relativeCapBps: 10_000,
      feeModel: { kind: "gas" },
      gasMultiplier: 1,
      tradeUsd: capitalUsd,
      ...view,
    }),
    strategy,
    policy: { ...EAGER, ...policy },
    limits: { ...OPEN_LIMITS, ...limits },
    flows: [{ atSeconds: world.timeSeconds[0] ?? 0, amount: BigInt(capitalUsd) * ONE }, ...flows],
    ...(onMoment === undefined ? {} : { onMoment }),
  });
}
