import type { Market, Token } from "../../core/market.ts";
import type { Observation } from "../../core/observation.ts";
import { type ClassProbabilities, FULL_TOLERANCE, RISK_CLASSES, type RiskScore, type RiskTolerance } from "../../core/risk.ts";
import { type Position, sharePriceOf, type VaultState } from "../../core/vaultState.ts";
import type { MarketFacts } from "../../risk/facts/marketFacts.ts";
import { marketStress, meanGasGwei } from "../../risk/live/stress.ts";
import { HORIZON_SECONDS } from "../../risk/thresholds.ts";
import { riskTolerance } from "../../risk/tolerance/riskTolerance.ts";
import type { SharePrice } from "../../risk/tolerance/sharePrices.ts";
import { DEFAULT_VETO_SETTINGS } from "../../risk/vetoes/settings.ts";
import { vetoesOf } from "../../risk/vetoes/vetoesOf.ts";
import { NO_CLASS, type RiskColumns } from "../minds/riskColumns.ts";
import { momentsOf, type WorldMarket } from "../world/world.ts";
import type { PricesUsd } from "./closingPrices.ts";
import type { WorldView } from "./worldView.ts";

/** One market at one moment, as its risk is judged. */
export interface JudgedMarket {
  readonly moment: number;
  readonly market: number;
  /** Null where nothing is known of it. */
  readonly observation: Observation | null;
  readonly position: Position;
}

export interface SeenRisks {
  /** What may be feared in a market; null where there is nothing to say. */
  scoreOf(judged: JudgedMarket, vault: VaultState): RiskScore | null;
  /** As in the keeper, by the day: what it looks at moves slowly. To be asked at every moment, in order. */
  toleranceAt(moment: number, vault: VaultState, scores: readonly RiskScore[]): RiskTolerance;
}

/** The age of the longest memory of share prices, as in the keeper. */
const SHARE_PRICE_DAYS = 90;
const DAY_SECONDS = 86_400;

/** What is to be feared of a world's markets: vetoes, and what a classifier said if one is listened to. */
export function seenRisks({ world, asset, risks }: WorldView, pricesUsd: (moment: number) => PricesUsd): SeenRisks {
  const moments = momentsOf(world);
  const known = world.markets.map(knownMarket(asset));
  const remembered: SharePrice[] = [];
  let tolerance: RiskTolerance = FULL_TOLERANCE;
  return {
    scoreOf: ({ moment, market, observation, position }, vault) => {
      const { id, facts } = known[market] as KnownMarket;
      const vetoes = vetoesOf({
        market: id,
        atSeconds: vault.blockTimeSeconds,
        observation,
        position,
        breakerDue: null,
        pricesUsd: pricesUsd(moment),
        priceFeeds: {},
        facts,
        deriskOrder: null,
        settings: DEFAULT_VETO_SETTINGS,
      });
      const at = market * moments + moment;
      const probabilities = risks === null || Number.isNaN(risks.high[at] as number) ? null : probabilitiesAt(risks, at);
      if (vetoes.length === 0 && probabilities === null) return null;
      const classified = risks === null ? NO_CLASS : (risks.riskClass[at] as number);
      return {
        marketId: id.id,
        blockNumber: vault.blockNumber,
        madeAtSeconds: vault.blockTimeSeconds,
        horizonSeconds: HORIZON_SECONDS,
        model: risks?.name ?? "none",
        modelVersion: risks?.version ?? "0",
        probabilities,
        riskClass: RISK_CLASSES[classified] ?? null,
        score: null,
        drivers: [],
        changes: [],
        vetoes,
      };
    },
    toleranceAt: (moment, vault, scores) => {
      if (risks === null) return FULL_TOLERANCE;
      const now = vault.blockTimeSeconds;
      const last = remembered.at(-1)?.timeSeconds;
      const sharePrice = sharePriceOf(vault);
      if (sharePrice === null || (last !== undefined && Math.floor(last / DAY_SECONDS) === Math.floor(now / DAY_SECONDS))) return tolerance;
      remembered.push({ timeSeconds: now, price: sharePrice });
      if (remembered.length > SHARE_PRICE_DAYS) remembered.shift();
      const gas = { gasPrice: world.gasPriceGwei[moment] as number, meanGasPrice: meanGasGwei(world.conditions, now) };
      tolerance = riskTolerance({
        atSeconds: now,
        sharePrices: remembered,
        stress: marketStress(scores, pricesUsd(moment), gas),
        breaker: { status: vault.status, isDue: false, lastClosedSeconds: null },
      });
      return tolerance;
    },
  };
}

function probabilitiesAt({ low, medium, high }: RiskColumns, at: number): ClassProbabilities {
  return { low: low[at] as number, medium: medium[at] as number, high: high[at] as number };
}

/** What vetoes ask of a market beside its moment. */
export interface KnownMarket {
  readonly id: Market;
  readonly facts: Pick<MarketFacts, "kind" | "launchedOn" | "dependencies">;
}

/** Its age has been looked at: a young market is not open. */
export function knownMarket(asset: Token): (market: WorldMarket) => KnownMarket {
  return ({ id, protocol, symbol }) => {
    const token = symbol.toUpperCase();
    return {
      id: {
        id,
        chainId: 1,
        protocol,
        asset: token === asset.symbol ? asset : { ...asset, symbol: token },
        address: asset.address,
        companions: {},
      },
      facts: { kind: "lending", launchedOn: null, dependencies: [] },
    };
  };
}
