import type { UnixSeconds } from "../core/units.ts";
import { DEFAULT_POLICY, type DecisionPolicy } from "../decide/policy.ts";
import type { ModelFolder } from "../predict/models/modelFolder.ts";
import { isDollarToken } from "../risk/facts/dollarTokens.ts";
import { DEFAULT_VETO_SETTINGS } from "../risk/vetoes/settings.ts";
import type { BacktestSpec } from "./backtest.ts";
import type { Contender } from "./contenders.ts";
import { fallingBackOn } from "./minds/fallingBackOn.ts";
import type { ForecastColumns } from "./minds/forecastColumns.ts";
import { foresight } from "./minds/foresight.ts";
import { persistenceForecasts } from "./minds/persistenceForecasts.ts";
import type { RiskColumns } from "./minds/riskColumns.ts";
import type { OnThinking } from "./minds/thinking.ts";
import { trailingMean } from "./minds/trailingMean.ts";
import { walkForwardForecasts } from "./minds/walkForwardForecasts.ts";
import { walkForwardRisks } from "./minds/walkForwardRisks.ts";
import type { Past } from "./past.ts";
import { spanOf } from "./past.ts";
import { buildWorld } from "./world/buildWorld.ts";
import type { World } from "./world/world.ts";

/** What all contenders of a backtest compete on. */
export interface Stage {
  readonly world: World;
  readonly policy: DecisionPolicy;
  /** By kind of contender. */
  readonly forecasts: Readonly<Partial<Record<Contender["forecasts"], ForecastColumns>>>;
  /** Null unless somebody asks for them. */
  readonly risks: RiskColumns | null;
}

export interface StageDeps {
  /** Used where they have not seen the time; null trains anew. */
  readonly shippedForecaster: ModelFolder | null;
  readonly shippedClassifier: ModelFolder | null;
  /** Where what models said is kept; null keeps nothing. */
  readonly cacheFolder: string | null;
  readonly onThinking: OnThinking;
}

/** The vault's: six decimals of USDC would round the yield of an hour by a millionth. */
export const ASSET = { address: "0x0000000000000000000000000000000000000000", symbol: "USDC", decimals: 18 } as const;

const TRAILING_SECONDS = 14 * 86_400;

/** As old as a forecast may be that stands: minds speak every six hours. */
const MIND_AGE_SECONDS = 6 * 3_600;

/** Without them nothing would tell what a transaction costs. */
const PRICES_OF_GAS = ["gas-gwei", "eth-usd"];

/** @throws EmptyWorldError, and what minds throw. */
export async function prepareStage(spec: BacktestSpec, past: Past, contenders: readonly Contender[], deps: StageDeps): Promise<Stage> {
  const world = worldOf(spec, past);
  const policy = policyOf(spec);
  const needs = (kind: Contender["forecasts"]) => contenders.some((one) => one.forecasts === kind);
  const persistence = needs("persistence") || needs("learned") ? persistenceForecasts(world, policy.horizonSeconds) : null;
  const learned =
    persistence === null || !needs("learned")
      ? null
      : await walkForwardForecasts({
          world,
          history: past,
          horizonSeconds: policy.horizonSeconds,
          members: spec.members,
          seed: spec.seed,
          shipped: deps.shippedForecaster,
          cacheFolder: deps.cacheFolder,
          onThinking: deps.onThinking,
        });
  return {
    world,
    policy,
    forecasts: {
      ...(persistence === null ? {} : { persistence }),
      ...(learned === null || persistence === null ? {} : { learned: fallingBackOn(learned, persistence) }),
      ...(needs("trailing") ? { trailing: trailingMean(world, policy.horizonSeconds, TRAILING_SECONDS) } : {}),
      ...(needs("foresight") ? { foresight: foresight(world, policy.horizonSeconds) } : {}),
    },
    risks: contenders.some(({ risk }) => risk === "learned")
      ? await walkForwardRisks({
          world,
          history: { series: [...past.series, ...past.daily], conditions: past.conditions },
          preset: "causes",
          seed: spec.seed,
          shipped: deps.shippedClassifier,
          cacheFolder: deps.cacheFolder,
          onThinking: deps.onThinking,
        })
      : null,
  };
}

/** The keeper's policy, and what the backtest lays over it. */
export function policyOf({ policy, everySeconds }: Pick<BacktestSpec, "policy" | "everySeconds">): DecisionPolicy {
  return { ...DEFAULT_POLICY, maxDataAgeSeconds: Math.max(MIND_AGE_SECONDS, everySeconds), ...policy };
}

function worldOf(spec: BacktestSpec, past: Past): World {
  const span = spanOf(past);
  // A day's gas is known when the day is over: by its markets a past may begin earlier.
  const costsKnownSeconds = PRICES_OF_GAS.map((name) => past.conditions.get(name)?.timeSeconds[0] ?? span.fromSeconds);
  const firstSeconds = wholeSteps(Math.max(span.fromSeconds, ...costsKnownSeconds), spec.everySeconds, Math.ceil);
  return buildWorld({
    isSynthetic: past.isSynthetic,
    series: past.series.filter(({ symbol }) => spec.universe === "all" || isDollarToken(symbol)),
    conditions: past.conditions,
    rateModels: past.rateModels,
    fromSeconds: Math.max(firstSeconds, spec.fromSeconds ?? firstSeconds),
    toSeconds: Math.min(span.toSeconds, spec.toSeconds ?? span.toSeconds),
    stepSeconds: spec.everySeconds,
    leastSupplyUsd: spec.leastSupplyUsd,
    // A made-up market was always there.
    leastKnownDays: past.isSynthetic ? 0 : DEFAULT_VETO_SETTINGS.leastMarketAgeDays,
    prices: spec.universe === "all" ? "par" : spec.prices,
    assetSymbol: ASSET.symbol,
  });
}

function wholeSteps(seconds: UnixSeconds, step: number, round: (steps: number) => number): UnixSeconds {
  return round(seconds / step) * step;
}
