import type { Reads, Results } from "../../chain/batch.ts";
import type { Market } from "../../core/market.ts";
import type { Observation } from "../../core/observation.ts";
import type { Address, UnixSeconds } from "../../core/units.ts";
import type { SubgraphQuery } from "../subgraph/query.ts";
import type { SubgraphReading } from "../subgraph/read.ts";

/**
 * How one protocol is read. A source never talks to the node itself: it says which reads it needs, and all sources' reads of one block
 * travel together. To add a protocol, write one file that exports a `SourceFactory` and name it in `sources/index.ts`.
 */
export type SourceFactory = (market: Market) => Source;

export interface Source<Discovery extends Reads = Reads> {
  readonly market: Market;
  /** Read once, when the keeper starts: addresses and constants that a tick's reads depend on. May be empty. */
  readonly discovery: Discovery;
  /** Turns the discovery's results into what a tick reads. Throws if the market is not what it should be. */
  open(discovered: Results<Discovery>): OpenSource;
}

export interface OpenSource<Tick extends Reads = Reads> {
  /** Read at every tick's block. */
  readonly reads: Tick;
  /** Reads the same values at an earlier block too, for sources whose rate is the growth of a share price. */
  readonly needsEarlierBlock?: boolean;
  /**
   * For a rate that changes in steps: the time of which the same values are to be read, at the newest block that is not younger. It follows
   * from the results alone and stays the same until the next step, for as long as what was read is kept.
   */
  baselineTime?(now: Results<Tick>): UnixSeconds;
  /**
   * What it asks a subgraph, at the earlier block: a subgraph lags the head, and what the chain was at that block is read anyhow. All
   * sources' queries of one subgraph travel together.
   */
  readonly subgraph?: SubgraphQuery;
  /** Makes a reading of the results. Throws if one that must be there is missing, `SampleRejected` if they are not to be believed. */
  observe(now: Results<Tick>, context: ObserveContext<Tick>): MarketReading;
}

export interface ObserveContext<Tick extends Reads = Reads> {
  /** What the subgraph answered; null if the source asked none, or none is configured. */
  readonly subgraph: SubgraphReading | null;
  readonly blockTimeSeconds: UnixSeconds;
  /** USD prices by token symbol, null where the feed gave none. */
  readonly pricesUsd: Readonly<Record<string, number | null>>;
  /** The same reads at the earlier block, for sources that asked for them. */
  readonly earlier: EarlierReading<Tick> | null;
}

/** A source's reads at a block before the tick's. */
export interface EarlierReading<Tick extends Reads = Reads> {
  readonly blockTimeSeconds: UnixSeconds;
  readonly results: Results<Tick>;
}

/** What a source knows of its market; the collector adds block, bucket, origin and price. */
export type MarketReading = Omit<
  Observation,
  "marketId" | "blockNumber" | "blockTimeSeconds" | "bucketTimeSeconds" | "origin" | "assetPriceUsd"
> & {
  /** Where it was read if not from the node alone. */
  readonly origin?: string;
};

/** Keeps the discovery's types while a source is written; callers see the plain `Source`. */
export function defineSource<Discovery extends Reads>(source: Source<Discovery>): Source {
  return source as unknown as Source;
}

/** Keeps a tick's types likewise. */
export function openSource<Tick extends Reads>(source: OpenSource<Tick>): OpenSource {
  return source as unknown as OpenSource;
}

/** A constant read at discovery has changed (a new rate strategy, a new cash account): the source has to be opened anew. */
export class StaleDiscovery extends Error {}

/** The address of a contract that the market's source needs beside its own. */
export function companion(market: Market, name: string): Address {
  const address = market.companions[name];
  if (address === undefined) throw new Error(`${market.id} needs the address of its companion contract "${name}"`);
  return address;
}

/**
 * A source has read its market and does not believe what it read: thrown from `observe`, it becomes a rejected sample under the rule's name,
 * as if a rule of `quality/` had refused it. What could not be read at all is a plain error instead.
 */
export class SampleRejected extends Error {
  /** The name of the rule, in the words of `quality/`: "subgraph-gap", "block-skew", … */
  readonly rule: string;
  /** The value that broke it, if it is a number. */
  readonly value: number | null;
  /** What was read, as far as it got: kept with the rejection. */
  readonly sample: unknown;

  constructor(rule: string, value: number | null, detail: string, sample: unknown = null) {
    super(detail);
    this.name = "SampleRejected";
    this.rule = rule;
    this.value = value;
    this.sample = sample;
  }
}
