import type { Kysely } from "kysely";
import type { AddressBook } from "../../config/addressBook.ts";
import type { Market } from "../../core/market.ts";
import { deriskOrderOf, NO_ORDERS } from "../../core/operatorOrders.ts";
import type { RiskScore, RiskTolerance } from "../../core/risk.ts";
import type { VaultState } from "../../core/vaultState.ts";
import type { YieldCovariance } from "../../core/yieldCovariance.ts";
import type { Snapshot } from "../../observe/collector.ts";
import type { KnownPast } from "../../predict/live/askModel.ts";
import { createPastReader, type PastReader } from "../../predict/live/pastReader.ts";
import { upsertMarkets } from "../../store/markets.ts";
import { operatorOrders } from "../../store/operatorActions.ts";
import { insertRisks } from "../../store/risks.ts";
import { insertTolerance } from "../../store/riskTolerances.ts";
import type { Database } from "../../store/schema.ts";
import { marketFacts } from "../facts/marketFacts.ts";
import { riskScale } from "../score/scale.ts";
import { HORIZON_SECONDS } from "../thresholds.ts";
import { riskTolerance } from "../tolerance/riskTolerance.ts";
import type { VetoSettings } from "../vetoes/settings.ts";
import { vetoesOf } from "../vetoes/vetoesOf.ts";
import type { LoadedClassifier } from "./classifier.ts";
import { liveCovariance } from "./covariance.ts";
import { knownPrices } from "./prices.ts";
import { marketStress, meanGasGwei } from "./stress.ts";
import { vaultNow, vaultPast } from "./vaultPast.ts";
import { type Verdicts, verdictsAt } from "./verdicts.ts";

const GWEI = 1e9;

/** What scores are called that no classifier has a part in. */
const VETOES_ALONE = { id: "none", version: "0" } as const;

export interface RiskDeps {
  readonly db: Kysely<Database>;
  /** Null judges by vetoes alone. */
  readonly classifier: LoadedClassifier | null;
  /** Every market that an observation or a position may be of. */
  readonly markets: readonly Market[];
  /** What breakers are told by. */
  readonly priceFeeds: AddressBook["usdPriceFeeds"];
  readonly vetoSettings: VetoSettings;
  /** Whether decisions ask how markets vary together. */
  readonly needsCovariance?: boolean;
  /** Shared with whoever asks for the same past in the same tick; by default one of its own. */
  readonly readPast?: PastReader | undefined;
}

/** What a tick sees, with its vault. */
export type SeenWithVault = Pick<Snapshot, "block" | "observations"> & { readonly vault: VaultState };

/** What a tick fears. */
export interface RiskAssessment {
  /** Of every market that was observed, and of every one the vault has an adapter for. */
  readonly risks: readonly RiskScore[];
  readonly tolerance: RiskTolerance;
  /** How the vault's markets vary together; null while nobody asks or their past is short. */
  readonly yieldCovariance: YieldCovariance | null;
  /** What went wrong and did not stop it, for a person. */
  readonly warnings: readonly string[];
}

export type AssessRisk = (seen: SeenWithVault) => Promise<RiskAssessment>;

/**
 * The keeper's view of risk: scores every market by its vetoes and by what the classifier says, works out how much risk the vault bears now, and
 * stores both. Vetoes come of what the tick has seen, and of the operator's orders as they were last known: without the database or the classifier they
 * are made all the same, with a warning.
 */
export function createRiskAssessment(deps: RiskDeps): AssessRisk {
  const { db, classifier, markets } = deps;
  const readPast = deps.readPast ?? createPastReader(db);
  let orders = NO_ORDERS;

  return async ({ block, observations, vault }) => {
    const warnings: string[] = [];
    const tried = async <Result>(work: () => Promise<Result>, otherwise: Result, failing: string): Promise<Result> => {
      try {
        return await work();
      } catch (error) {
        warnings.push(`${failing}: ${error instanceof Error ? error.message : String(error)}`);
        return otherwise;
      }
    };
    const atSeconds = block.timeSeconds;
    const observed = observations.map(({ marketId }) => marketId);

    const past = await tried(() => readPast(observed, atSeconds), NOTHING_KNOWN, "the past that risk is judged by cannot be read");
    // Where the vault cannot put money, nobody waits for a class to change.
    const reachable = new Set(vault.positions.map(({ marketId }) => marketId));
    const { verdicts, warnings: failures } = await tried(
      async () => (classifier === null ? NO_VERDICTS : verdictsAt(classifier, past, atSeconds, (id) => reachable.has(id))),
      NO_VERDICTS,
      `the risk model ${classifier?.id} fails`,
    );
    warnings.push(...failures);

    // An order is obeyed until it is known to be lifted.
    orders = await tried(
      () => operatorOrders(db, { chainId: vault.chainId, vault: vault.address }),
      orders,
      "the operator's orders cannot be read, and the last ones known hold",
    );
    const pricesUsd = knownPrices(markets, observations, past.conditions, atSeconds);
    const { id: model, version: modelVersion } = classifier ?? VETOES_ALONE;
    const risks = markets.flatMap((market): readonly RiskScore[] => {
      const observation = observations.find(({ marketId }) => marketId === market.id) ?? null;
      const position = vault.positions.find(({ marketId }) => marketId === market.id) ?? null;
      if (observation === null && position === null) return [];
      const vetoes = vetoesOf({
        market,
        atSeconds,
        observation,
        position,
        breakerDue: vault.breakerDue,
        pricesUsd,
        priceFeeds: deps.priceFeeds,
        facts: marketFacts(market.id),
        deriskOrder: deriskOrderOf(orders, market.id),
        settings: deps.vetoSettings,
      });
      const verdict = verdicts.get(market.id);
      return [
        {
          marketId: market.id,
          blockNumber: block.number,
          madeAtSeconds: atSeconds,
          horizonSeconds: HORIZON_SECONDS,
          model,
          modelVersion,
          probabilities: verdict?.probabilities ?? null,
          riskClass: verdict?.riskClass ?? null,
          score: riskScale(verdict?.probabilities ?? null, classifier?.model.thresholds ?? null, vetoes),
          drivers: verdict?.drivers ?? [],
          changes: verdict?.changes ?? [],
          vetoes,
        },
      ];
    });

    const own = await tried(() => vaultPast(db, vault), vaultNow(vault), "the vault's past cannot be read");
    const gas = { gasPrice: Number(block.baseFeePerGasWei) / GWEI, meanGasPrice: meanGasGwei(past.conditions, atSeconds) };
    const tolerance = riskTolerance({ atSeconds, ...own, stress: marketStress(risks, pricesUsd, gas) });

    const yieldCovariance = deps.needsCovariance
      ? await tried(async () => liveCovariance(vault, past, atSeconds), null, "how markets vary together cannot be worked out")
      : null;

    const store = async () => {
      // A position may be in a market that is not watched, of which the database has not heard.
      await upsertMarkets(
        db,
        markets.filter(({ id }) => risks.some(({ marketId }) => marketId === id) && !observed.includes(id)),
      );
      await insertRisks(db, risks);
      await insertTolerance(db, {
        chainId: vault.chainId,
        vault: vault.address,
        blockNumber: block.number,
        madeAtSeconds: atSeconds,
        ...tolerance,
      });
    };
    await tried(store, undefined, "risk scores cannot be stored");
    return { risks, tolerance, yieldCovariance, warnings };
  };
}

const NOTHING_KNOWN: KnownPast = { series: [], conditions: new Map() };
const NO_VERDICTS: Verdicts = { verdicts: new Map(), warnings: [] };
