import type { JsonRpcApiProvider } from "ethers";
import { blockHashRead, blockTimestampRead, type ReadResult, type Reads, type Results, readBatch, required } from "../chain/batch.ts";
import { type PinnedBlock, pinBlock } from "../chain/block.ts";
import type { AddressBook } from "../config/addressBook.ts";
import type { Market, MarketId } from "../core/market.ts";
import { bucketTime, type Observation } from "../core/observation.ts";
import type { RejectedSample } from "../core/rejectedSample.ts";
import type { ObservedBlock } from "../core/sampling.ts";
import type { Address } from "../core/units.ts";
import type { Trip, VaultState } from "../core/vaultState.ts";
import { createBaselines } from "./baselines.ts";
import { BlockSkewError } from "./errors.ts";
import { blockHashReads, orphanedBlocks } from "./orphans.ts";
import { priceReads, pricesUsd } from "./prices.ts";
import { BLOCK_SKEW, qualityBreach } from "./quality.ts";
import { sourceFor } from "./sources/index.ts";
import { type OpenSource, SampleRejected, StaleDiscovery } from "./sources/source.ts";
import type { Subgraphs } from "./subgraph/open.ts";
import { readSubgraphs, type SubgraphReading, type SubgraphReadings } from "./subgraph/read.ts";
import { withTripCondition } from "./tripCondition.ts";
import { openVaultReader, type VaultReader } from "./vaultReader.ts";

export interface CollectorOptions {
  readonly provider: JsonRpcApiProvider;
  readonly addressBook: AddressBook;
  readonly markets: readonly Market[];
  /** The vault whose state is read at the same block; none when only markets are watched. */
  readonly vault: Address | null;
  readonly bucketSeconds: number;
  /** Those that sources may ask; none by default. */
  readonly subgraphs?: Subgraphs;
}

/** Everything seen at one block. */
export interface Snapshot {
  readonly block: PinnedBlock;
  readonly observations: readonly Observation[];
  /** Markets that gave no usable observation, and why. The others are not affected. */
  readonly rejected: readonly RejectedSample[];
  readonly vault: VaultState | null;
  readonly ethPriceUsd: number | null;
  /** Of the blocks that the caller knew, those that are not part of this block's chain. */
  readonly orphaned: readonly ObservedBlock[];
}

export interface Collector {
  /**
   * Everything at the newest block, or at an earlier one, whose state the node must still have. Two requests to the node, three if a source
   * measures growth between two blocks, and one to each subgraph that sources ask, for up to about 200 markets, and one more for each 200
   * beyond. The first look at a vault that has tripped takes a few more, to find out why; so does each step of a rate that changes in steps,
   * once a day. Whether known blocks are still part of the chain is found out on the way, without another request.
   */
  collect(blockNumber?: number, knownBlocks?: readonly ObservedBlock[]): Promise<Snapshot>;
}

/** Where observations come from. */
const ORIGIN = "rpc";

/** How far back growth is measured for share prices: 100 blocks, 20 minutes, which every full node still has the state of. */
const EARLIER_BLOCKS = 100;

/** Makes a collector. Discovery happens at the first `collect`, and again for a source or vault whose set-up has changed. */
export function createCollector(options: CollectorOptions): Collector {
  const { provider, addressBook, markets, vault, bucketSeconds, subgraphs = new Map() } = options;
  const prices = priceReads(addressBook.usdPriceFeeds);
  const baselines = createBaselines(provider);
  const openSources = new Map<MarketId, OpenSource>();
  let vaultReader: VaultReader | null = null;
  let trip: Trip | null = null;

  async function discover(block: PinnedBlock): Promise<RejectedSample[]> {
    const sources = markets.filter((market) => !openSources.has(market.id)).map(sourceFor);
    if (sources.length === 0) return [];
    const discovered = await readBatch(
      provider,
      block.number,
      sources.map((source) => source.discovery),
    );
    return sources.flatMap((source, index) => {
      try {
        openSources.set(source.market.id, source.open(discovered[index] as Results<Reads>));
        return [];
      } catch (error) {
        return [rejection(source.market.id, block, error)];
      }
    });
  }

  async function collect(blockNumber?: number, knownBlocks: readonly ObservedBlock[] = []): Promise<Snapshot> {
    const block = await pinBlock(provider, blockNumber);
    const rejected = await discover(block);
    if (vault !== null) vaultReader ??= await openVaultReader(provider, block, addressBook, vault);

    const opened = markets.filter((market) => openSources.has(market.id));
    const sourceOf = (market: Market) => openSources.get(market.id) as OpenSource;
    const growing = opened.filter((market) => sourceOf(market).needsEarlierBlock);
    const earlierNumber = growing.length > 0 && block.number > EARLIER_BLOCKS ? block.number - EARLIER_BLOCKS : null;
    const earlierHash = earlierNumber === null ? {} : { earlierHash: blockHashRead(earlierNumber) };
    const [batch, earlier] = await Promise.all([
      readBatch(provider, block.number, [
        { timestamp: blockTimestampRead, ...blockHashReads(block, knownBlocks), ...earlierHash },
        prices,
        vaultReader?.reads ?? {},
        ...opened.map((market) => sourceOf(market).reads),
      ]),
      earlierNumber === null ? null : readEarlier(provider, earlierNumber, growing.map(sourceOf)),
    ]);
    const [chainResults, priceResults, vaultResults, ...sourceResults] = batch as readonly Results<Reads>[] as [
      Results<Reads>,
      Results<Reads>,
      Results<Reads>,
    ];
    // Header and reads are two requests, and fail-over may send them to two nodes: what is read must be of the block it is recorded with.
    const skewSeconds = Number(required(chainResults.timestamp as ReadResult<bigint>)) - block.timeSeconds;
    if (skewSeconds !== 0 && vault !== null) throw new BlockSkewError(block.number, skewSeconds);
    const usd = pricesUsd(priceResults, block.timeSeconds);
    const asked = opened.flatMap((market) => sourceOf(market).subgraph ?? []);
    const answers =
      earlierNumber === null || chainResults.earlierHash === undefined || asked.length === 0
        ? null
        : await readSubgraphs(subgraphs, asked, { number: earlierNumber, hash: required(chainResults.earlierHash) as string });

    const observations: Observation[] = [];
    for (const [index, market] of opened.entries()) {
      try {
        const source = sourceOf(market);
        const results = (sourceResults as Results<Reads>[])[index] as Results<Reads>;
        const earlierResults = earlier?.results[growing.indexOf(market)];
        const reading = source.observe(results, {
          blockTimeSeconds: block.timeSeconds,
          pricesUsd: usd,
          subgraph: subgraphAnswer(answers, source),
          earlier:
            earlier && earlierResults
              ? { blockTimeSeconds: earlier.blockTimeSeconds, results: earlierResults }
              : await baselines.read(market, source, results, block),
        });
        const observation: Observation = {
          marketId: market.id,
          blockNumber: block.number,
          blockTimeSeconds: block.timeSeconds,
          bucketTimeSeconds: bucketTime(block.timeSeconds, bucketSeconds),
          origin: ORIGIN,
          assetPriceUsd: usd[market.asset.symbol] ?? Number.NaN,
          ...reading,
        };
        const breach = skewSeconds === 0 ? qualityBreach(observation) : { rule: BLOCK_SKEW, value: skewSeconds };
        if (breach === null) observations.push(observation);
        else {
          const { rule, value } = breach;
          rejected.push({ ...sampleOf(market.id, block), rule, value, detail: String(value), sample: observation });
        }
      } catch (error) {
        if (error instanceof StaleDiscovery) openSources.delete(market.id);
        rejected.push(rejection(market.id, block, error));
      }
    }

    const vaultState = await explained(vaultReader?.state(vaultResults, block) ?? null);
    // The adapters or the monitor changed since they were discovered: the next tick starts with a new reader, this one has no vault to decide for.
    if (vaultState === null) vaultReader = null;
    const orphaned = skewSeconds === 0 ? orphanedBlocks(block, knownBlocks, chainResults) : [];
    return { block, observations, rejected, vault: vaultState, ethPriceUsd: usd.ETH ?? null, orphaned };
  }

  /** The state with the reason of its trip, looked up when the vault is first seen tripped. */
  async function explained(state: VaultState | null): Promise<VaultState | null> {
    if (state?.trip == null) return state;
    if (trip?.atSeconds !== state.trip.atSeconds) trip = (await withTripCondition(provider, state)).trip;
    return { ...state, trip };
  }

  return { collect };
}

/** The reads of sources that measure growth, at an earlier block. */
async function readEarlier(provider: JsonRpcApiProvider, blockNumber: number, sources: readonly OpenSource[]): Promise<EarlierResults> {
  const [clock, ...results] = await readBatch(provider, blockNumber, [
    { timestamp: blockTimestampRead },
    ...sources.map((source) => source.reads),
  ]);
  return { blockTimeSeconds: Number(required(clock.timestamp)), results };
}

interface EarlierResults {
  readonly blockTimeSeconds: number;
  readonly results: readonly Results<Reads>[];
}

/** Null where the source asked none, or there is none to ask. */
function subgraphAnswer(answers: SubgraphReadings | null, { subgraph }: OpenSource): SubgraphReading | null {
  return subgraph === undefined ? null : (answers?.get(subgraph) ?? null);
}

/** Why a market gave nothing: what its source says of a sample that it does not believe, or that it could not read it. */
function rejection(marketId: MarketId, block: PinnedBlock, error: unknown): RejectedSample {
  if (error instanceof SampleRejected) {
    return { ...sampleOf(marketId, block), rule: error.rule, value: error.value, detail: error.message, sample: error.sample };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { ...sampleOf(marketId, block), rule: "unreadable", value: null, detail, sample: null };
}

function sampleOf(marketId: MarketId, { number, timeSeconds }: PinnedBlock) {
  return { marketId, origin: ORIGIN, sampleTimeSeconds: timeSeconds, blockNumber: number };
}
