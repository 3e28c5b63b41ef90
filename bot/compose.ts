import type { JsonRpcApiProvider } from "ethers";
import { isDevelopmentNode } from "./chain/developmentNode.ts";
import { connect, type FailoverProvider } from "./chain/failoverProvider.ts";
import type { DaemonDeps } from "./collect/daemon.ts";
import { createMissLog } from "./collect/missLog.ts";
import { createRefiller, type Refiller } from "./collect/refiller.ts";
import { addressBooks, knownMarkets } from "./config/addressBook.ts";
import { MissingSettingError } from "./config/errors.ts";
import { measuredGas } from "./config/measuredGas.ts";
import type { Configuration } from "./config/schema.ts";
import type { Market } from "./core/market.ts";
import type { Address } from "./core/units.ts";
import { DEFAULT_POLICY } from "./decide/policy.ts";
import { strategyByName } from "./decide/strategies/registry.ts";
import type { SigningAccount } from "./execute/account.ts";
import { type Clock, systemClock } from "./execute/clock.ts";
import { withTrustedClock } from "./execute/clockSkew.ts";
import type { ExecutionEvent } from "./execute/events.ts";
import { openExecution } from "./execute/openExecution.ts";
import { permitUnlessPaused } from "./execute/permit.ts";
import type { Signer } from "./execute/signers/signer.ts";
import type { KeeperDeps } from "./keeper.ts";
import { type Collector, createCollector, type Snapshot } from "./observe/collector.ts";
import { openSubgraphs, type Subgraphs } from "./observe/subgraph/open.ts";
import { readGasOutlook } from "./predict/live/liveGasOutlook.ts";
import { createPastReader, type PastReader } from "./predict/live/pastReader.ts";
import { chosenForecaster, openForecasting } from "./predict/online/openForecasting.ts";
import { openRisk } from "./risk/live/openRisk.ts";
import { postgresBundleLog } from "./store/bundles.ts";
import { openStore, type Store } from "./store/connection.ts";
import { becomeLeader, type Standby } from "./store/leader.ts";
import { DEFAULT_MAINTENANCE, periodicMaintenance } from "./store/maintenance.ts";
import { upsertMarkets } from "./store/markets.ts";
import { postgresMoveLog } from "./store/moveResults.ts";
import { operatorOrders } from "./store/operatorActions.ts";
import { postgresOutbox } from "./store/outbox.ts";
import { markInterruptedTicks } from "./store/ticks.ts";

export interface KeeperOptions {
  readonly configuration: Configuration;
  /** What signs rebalances. Without it nothing can be executed, only decided. */
  readonly signer: Signer | null;
  /** What private offers are signed with, so that builders know who sends; without it a random one for this run. */
  readonly reputationKey?: string | null;
  /** Do everything but send. */
  readonly dryRun: boolean;
  /** Waits, while another keeper leads the vault, for it to stop, unless aborted; without it that is an error. */
  readonly standby?: Standby;
  /** Aborted, an execution does not wait any longer for what it has sent. */
  readonly stop?: AbortSignal;
  /** Runs what uses the account's nonces when nobody else does who has the same account; at once unless given. */
  readonly inTurn?: InTurn;
  readonly clock?: Clock;
  readonly onExecution?: (event: ExecutionEvent) => void;
  /** Told when looking after the store failed, which stops nothing. */
  readonly onMaintenanceFailure?: (error: Error) => void;
  /** Told when a night's work on the models failed, which stops nothing either. */
  readonly onNightFailure?: (error: Error) => void;
}

/** Runs work when its turn has come. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A keeper that is ready to tick: the only one of its vault on this database. */
export interface OpenKeeper {
  readonly deps: KeeperDeps;
  readonly provider: FailoverProvider;
  readonly store: Store;
  /** What the account that signs has and needs, asked of the node; null without a signer. */
  readAccount(): Promise<SigningAccount | null>;
  /** Shared by what a tick expects and what it fears. */
  readonly readPast: PastReader;
  /** Aborted when the database connection that makes it the only one is lost: it must not act any more. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

/**
 * The markets of the configuration; by default the chain's lending and savings markets, and every one the keeper knows for "all". Throws
 * for an id that the address book does not have.
 */
export function configuredMarkets({ chainId, markets }: Configuration): readonly Market[] {
  const book = addressBookOf(chainId);
  const known = knownMarkets(book);
  if (markets === null) return book.markets;
  if (markets === "all") return known;
  return markets.map((id) => {
    const market = known.find((one) => one.id === id);
    if (market !== undefined) return market;
    throw new MissingSettingError(`The market "${id}" is not known`, `Choose of ${known.map((one) => one.id).join(", ")}.`);
  });
}

/** Those of them that a new vault may put money into: pools and single vaults only if they are named. */
export function marketsForVault(configuration: Configuration): readonly Market[] {
  return configuredMarkets(configuration.markets === "all" ? { ...configuration, markets: null } : configuration);
}

export function addressBookOf(chainId: number) {
  const book = addressBooks.get(chainId);
  if (book === undefined) throw new MissingSettingError(`There is no address book for chain ${chainId}`, "Use a supported chain.");
  return book;
}

/**
 * The subgraphs that sources ask, those on The Graph's network with the key of the environment, which stands in no file.
 * @throws MissingSettingError for one that is configured there when there is no key.
 */
export function configuredSubgraphs(configuration: Configuration): Subgraphs {
  return openSubgraphs(configuration, addressBookOf(configuration.chainId), process.env.THEGRAPH_API_KEY || null);
}

export async function openProvider(configuration: Configuration): Promise<FailoverProvider> {
  const { rpcUrls, chainId, rpcTimeoutSeconds, rpcRequestsPerSecond } = configuration;
  if (rpcUrls.length === 0) {
    throw new MissingSettingError(
      "No RPC endpoint is configured",
      "Set MAINNET_RPC_URL or `rpcUrls`, or pass --rpc; http://127.0.0.1:8545 is where `npm run local-mainnet` serves one.",
    );
  }
  return connect({
    urls: rpcUrls,
    chainId,
    timeoutMilliseconds: rpcTimeoutSeconds * 1000,
    deadlineMilliseconds: rpcDeadlineSeconds(configuration) * 1000,
    requestsPerSecond: rpcRequestsPerSecond,
    onWarning: (warning) => process.stderr.write(`warning: ${warning}\n`),
  });
}

/** How long a request may take over all endpoints: enough for three that hang, unless the configuration says otherwise. */
function rpcDeadlineSeconds({ rpcTimeoutSeconds, rpcDeadlineSeconds }: Configuration): number {
  return rpcDeadlineSeconds ?? 3 * rpcTimeoutSeconds;
}

/** Reads the configured markets, and a vault if there is one, from a node. */
export function openCollector(configuration: Configuration, provider: JsonRpcApiProvider, vault: Address | null): Collector {
  return createCollector({
    provider,
    addressBook: addressBookOf(configuration.chainId),
    markets: configuredMarkets(configuration),
    vault,
    bucketSeconds: configuration.tickSeconds,
    subgraphs: configuredSubgraphs(configuration),
  });
}

/** What reads missed buckets again, from the node itself or the configured archive. */
export function openRefiller(configuration: Configuration, provider: JsonRpcApiProvider, store: Store): Refiller {
  const { chainId, archiveRpcUrls, tickSeconds, refillBucketsPerTick } = configuration;
  return createRefiller({
    store,
    chainId,
    marketIds: configuredMarkets(configuration).map((market) => market.id),
    bucketSeconds: tickSeconds,
    mostBuckets: refillBucketsPerTick,
    provider,
    openArchive: archiveRpcUrls.length === 0 ? null : () => openProvider({ ...configuration, rpcUrls: archiveRpcUrls }),
    collectorOn: (node) => openCollector(configuration, node, null),
  });
}

/** How old a block may be; null on a development node, whose clock may be any. */
export async function maxBlockAgeSeconds(configuration: Configuration, provider: JsonRpcApiProvider): Promise<number | null> {
  return (await isDevelopmentNode(provider)) ? null : configuration.maxBlockAgeSeconds;
}

function maintenanceOf({ storage }: Configuration, store: Store, onFailure: (error: Error) => void = () => undefined) {
  return periodicMaintenance(store.db, { ...DEFAULT_MAINTENANCE, ...definedOf(storage) }, onFailure);
}

/** An observer that is ready to run: all configured markets, no vault, no key. */
export interface OpenObserver {
  readonly deps: DaemonDeps;
  close(): Promise<void>;
}

export async function openObserver(
  configuration: Configuration,
  onMaintenanceFailure: (error: Error) => void,
  clock: Clock = systemClock,
): Promise<OpenObserver> {
  const opened: { close(): unknown }[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  try {
    const provider = await openProvider(configuration);
    opened.push({ close: () => provider.destroy() });
    const store = await openConfiguredStore(configuration);
    opened.push(store);
    await upsertMarkets(store.db, configuredMarkets(configuration));
    const refiller = openRefiller(configuration, provider, store);
    opened.push(refiller);
    const deps: DaemonDeps = {
      db: store.db,
      chainId: configuration.chainId,
      collector: openCollector(configuration, provider, null),
      bucketSeconds: configuration.tickSeconds,
      maxBlockAgeSeconds: await maxBlockAgeSeconds(configuration, provider),
      clock,
      refill: refiller.refill,
      maintain: maintenanceOf(configuration, store, onMaintenanceFailure),
    };
    return { deps, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export function openConfiguredStore({ databaseUrl, dataFolder }: Configuration): Promise<Store> {
  return openStore(databaseUrl === null ? { dataFolder } : { databaseUrl });
}

/** Opens everything a keeper needs, becomes the vault's leader, and finds out what became of transactions sent before. */
export async function openKeeper(options: KeeperOptions): Promise<OpenKeeper> {
  const { configuration, dryRun, signer } = options;
  const { chainId, vault } = configuration;
  if (vault === null) {
    throw new MissingSettingError("No vault is configured", "Set KEEPER_VAULT or `vault`, or pass --vault; `keeper deploy` creates one.");
  }
  const markets = configuredMarkets(configuration);
  const strategy = strategyByName(configuration.strategy);
  const start = await chosenForecaster(configuration.forecaster, configuration.dataFolder);
  const policy = { ...DEFAULT_POLICY, ...definedOf(configuration.decision) };
  const usesCovariance = strategy.usesCovariance === true || policy.riskAversion > 0;
  const assessmentOn = await openRisk(configuration, addressBookOf(chainId), usesCovariance);
  const clock = options.clock ?? systemClock;
  const inTurn: InTurn = options.inTurn ?? ((work) => work());

  const opened: { close(): unknown }[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  try {
    const provider = await openProvider(configuration);
    opened.push({ close: () => provider.destroy() });
    const ownClock = await isDevelopmentNode(provider);
    const store = await openConfiguredStore(configuration);
    opened.push(store);
    const leadership = await becomeLeader(store, { chainId, vault }, options.standby);
    opened.push({ close: () => leadership.release() });
    await markInterruptedTicks(store.db, { chainId, vault });
    await upsertMarkets(store.db, markets);
    const refiller = openRefiller(configuration, provider, store);
    opened.push(refiller);

    const execution = openExecution({
      configuration,
      vault,
      rpcTimeoutSeconds: rpcDeadlineSeconds(configuration),
      provider,
      outbox: postgresOutbox(store.db, leadership.fence),
      fence: leadership.fence,
      permit: permitUnlessPaused(async () => (await operatorOrders(store.db, { chainId, vault })).pause),
      signer,
      reputationKey: options.reputationKey ?? null,
      bundles: postgresBundleLog(store.db),
      moveLog: postgresMoveLog(store.db),
      dryRun,
      ownClock,
      clock,
      stop: options.stop,
      emit: (event) => options.onExecution?.(event),
    });
    const settle = () => inTurn(execution.settle);
    const execute = withTrustedClock(execution.execute, clock, ownClock ? null : configuration.maxClockSkewSeconds);
    await settle();

    const readPast = createPastReader(store.db);
    const forecasting = await openForecasting({
      db: store.db,
      readPast,
      start,
      dataFolder: configuration.dataFolder,
      marketIds: markets.map((market) => market.id),
      horizonSeconds: policy.horizonSeconds,
      nowSeconds: Math.floor(clock.nowMilliseconds() / 1000),
      onNightFailure: options.onNightFailure,
    });
    opened.push(forecasting);
    const maintainStore = maintenanceOf(configuration, store, options.onMaintenanceFailure);

    const deps: KeeperDeps = {
      chainId,
      vault,
      tickSeconds: configuration.tickSeconds,
      collector: openCollector(configuration, provider, vault),
      store,
      misses: createMissLog(),
      maxBlockAgeSeconds: ownClock ? null : configuration.maxBlockAgeSeconds,
      refill: refiller.refill,
      predict: forecasting.predict,
      assessRisk: assessmentOn(store.db, readPast),
      strategy,
      policy,
      maintain: async (nowSeconds) => {
        await maintainStore(nowSeconds);
        forecasting.beginNight(nowSeconds);
      },
      clock,
      costsAt: async (snapshot, ethPriceUsd) => ({
        baseFeePerGasWei: snapshot.block.baseFeePerGasWei,
        priorityFeePerGasWei: await execution.priorityFeePerGasWei(),
        ethPriceUsd,
        gas: measuredGas,
        conversion: conversionCosts(snapshot),
      }),
      gasOutlookAt: (state, baseFee) => readGasOutlook(store.db, state, baseFee, policy.gasDeadlineSeconds),
      settle,
      execute: (...decided) => inTurn(() => execute(...decided)),
    };
    return { deps, provider, store, readAccount: execution.account, readPast, lost: leadership.lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function conversionCosts({ observations }: Snapshot) {
  return Object.fromEntries(observations.map(({ marketId, enterBps, exitBps }) => [marketId, { enterBps, exitBps }]));
}

/** Without the keys that are present but undefined, which would hide a default. */
function definedOf<T extends object>(settings: T): { [Key in keyof T]: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as never;
}
