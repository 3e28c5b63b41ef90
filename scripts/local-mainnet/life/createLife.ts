import type { Address } from "../../../bot/core/units.ts";
import { marketActors } from "../actors.ts";
import { readContract, readContracts } from "../calls.ts";
import { NotALocalMainnetError } from "../errors.ts";
import { createImpersonator } from "../impersonation.ts";
import type { LendingMarketName } from "../lendingMarkets.ts";
import { LENDING_MARKETS } from "../lendingMarkets.ts";
import { type Eip1193Provider, readHead } from "../provider.ts";
import type { Actor, ActorTransaction } from "./actor.ts";
import { type FailedTransaction, mineBlock } from "./blockProducer.ts";
import { CURVE_POOL_ACTOR, createCurvePoolActor } from "./curvePoolActor.ts";
import { createDaiSavingsRateActor } from "./daiSavingsRateActor.ts";
import { createFeedActor, FEED_NAMES, type FeedName } from "./feedActor.ts";
import { createLendingActor } from "./lendingActor.ts";
import { createLiquidityActor } from "./liquidityActor.ts";
import { HOUR, type MeanReversion, stepMeanReversion } from "./processes.ts";
import { createRandom } from "./random.ts";
import { createSavingsRateActor } from "./savingsRateActor.ts";
import { createStakingActor } from "./stakingActor.ts";
import { createSwapActor, SWAPPED_POOLS } from "./swapActor.ts";

/** The longest time between two blocks of life. */
export const LONGEST_STEP_SECONDS = HOUR;

const SECONDS_PER_BLOCK = 12;

/** Logarithm of the base fee in gwei: 1.3 gwei in the middle, between 0.5 and 3.3 nearly always. */
const LOG_BASE_FEE: MeanReversion = { mean: Math.log(1.3), standardDeviation: 0.45, halfLifeSeconds: 4 * HOUR };

export type ActorName =
  | LendingMarketName
  | FeedName
  | "sky-governance"
  | "maker-governance"
  | "lido-oracle"
  | `uniswap-${string}`
  | typeof CURVE_POOL_ACTOR;

export interface LifeOptions {
  /** A local mainnet or a fork of one. */
  readonly provider: Eip1193Provider;
  /** The same seed at the same block gives the same life. */
  readonly seed: number | string;
}

/** What goes on on a chain besides ourselves. */
export interface Life {
  readonly provider: Eip1193Provider;
  /** Lets time pass: blocks of at most an hour each, every one with what the actors do in it. */
  advance(seconds: number): Promise<void>;
  /** Mines transactions into a block of their own, twelve seconds on; rejects if one reverts. */
  mine(transactions: readonly ActorTransaction[]): Promise<void>;
  /** An actor at rest sends nothing; its processes go on. It rests until it has been resumed as often as it was put to rest. */
  rest(actor: ActorName): void;
  resume(actor: ActorName): void;
  /** Multiplies the base fee of life's blocks from the next one on. */
  setBaseFeeMultiplier(multiplier: number): void;
  /** Actors' transactions that reverted: none as long as no scenario stands in their way. */
  readonly failed: readonly FailedTransaction[];
}

/**
 * Brings actors onto a chain. They act on what the chain has, so life may begin anew on a fork or after a pause.
 * @throws NotALocalMainnetError when the actors have no positions there.
 */
export async function createLife({ provider, seed }: LifeOptions): Promise<Life> {
  await requireLocalMainnet(provider);
  const start = await readHead(provider);
  const random = (stream: string) => createRandom(`${seed}/${start.number}/${stream}`);
  const actors: readonly Actor[] = [
    ...FEED_NAMES.map((name) => createFeedActor(name, random(name))),
    createSavingsRateActor(random("sky-governance")),
    ...LENDING_MARKETS.map(({ name }) => createLendingActor(name, random(name))),
    ...SWAPPED_POOLS.map((pool) => createSwapActor(pool, random(pool.name))),
    createLiquidityActor(random("uniswap-liquidity")),
    createCurvePoolActor(random(CURVE_POOL_ACTOR)),
    createDaiSavingsRateActor(random("maker-governance")),
    createStakingActor(random("lido-oracle")),
  ];
  const impersonator = createImpersonator(provider);
  for (const account of new Set(actors.flatMap((actor) => actor.accounts))) await impersonator.unlock(account);

  const feeRandom = random("base-fee");
  const resting = new Map<string, number>();
  const failed: FailedTransaction[] = [];
  let logBaseFee = Math.log(Number(start.baseFeeWei) / 1e9);
  let baseFeeMultiplier = 1;
  let clockSeconds = start.timestampSeconds;

  async function advance(seconds: number): Promise<void> {
    const endSeconds = clockSeconds + seconds;
    while (clockSeconds < endSeconds) await step(Math.min(LONGEST_STEP_SECONDS, endSeconds - clockSeconds));
  }

  async function step(elapsedSeconds: number): Promise<void> {
    const timeSeconds = await passTime(elapsedSeconds);
    const answers = await readContracts<readonly unknown[]>(
      provider,
      actors.flatMap((actor) => actor.reads),
    );
    const transactions: ActorTransaction[] = [];
    let answered = 0;
    for (const actor of actors) {
      const own = answers.slice(answered, answered + actor.reads.length);
      answered += actor.reads.length;
      const wanted = actor.act({ elapsedSeconds, timeSeconds }, own);
      if ((resting.get(actor.name) ?? 0) === 0) transactions.push(...wanted);
    }
    logBaseFee = stepMeanReversion(logBaseFee, LOG_BASE_FEE, elapsedSeconds, feeRandom);
    failed.push(...(await mineAt(timeSeconds, transactions)));
  }

  async function mine(transactions: readonly ActorTransaction[]): Promise<void> {
    for (const from of new Set(transactions.map((transaction) => transaction.from))) await impersonator.unlock(from);
    const [reverted] = await mineAt(await passTime(SECONDS_PER_BLOCK), transactions);
    if (reverted !== undefined) await explainRevert(provider, reverted);
  }

  /** Life has its own clock, so that its blocks come at the same times whoever else mines in between. */
  async function passTime(elapsedSeconds: number): Promise<number> {
    const head = await readHead(provider);
    clockSeconds = Math.max(clockSeconds + elapsedSeconds, head.timestampSeconds + 1);
    return clockSeconds;
  }

  function mineAt(timestampSeconds: number, transactions: readonly ActorTransaction[]): Promise<readonly FailedTransaction[]> {
    return mineBlock(provider, {
      transactions,
      timestampSeconds,
      baseFeeWei: gwei(Math.exp(logBaseFee) * baseFeeMultiplier),
      priorityFeeWei: gwei(0.02 + 0.2 * feeRandom.uniform()),
    });
  }

  return {
    provider,
    advance,
    mine,
    rest: (actor) => {
      resting.set(actor, (resting.get(actor) ?? 0) + 1);
    },
    resume: (actor) => {
      resting.set(actor, Math.max(0, (resting.get(actor) ?? 0) - 1));
    },
    setBaseFeeMultiplier: (multiplier) => {
      baseFeeMultiplier = multiplier;
    },
    failed,
  };
}

async function requireLocalMainnet(provider: Eip1193Provider): Promise<void> {
  for (const market of LENDING_MARKETS) {
    const [lender] = marketActors(market.name).lenders as readonly [Address];
    const deposited = await readContract(provider, market.deposited(lender)).catch(() => 0n);
    if (deposited === 0n) throw new NotALocalMainnetError(`its lenders have nothing in ${market.name}`);
  }
}

/** Repeats a reverted transaction as a call, whose error says why. */
async function explainRevert(provider: Eip1193Provider, { from, to, data, hash }: FailedTransaction): Promise<never> {
  await provider.request({ method: "eth_call", params: [{ from, to, data }, "latest"] });
  throw new Error(`Transaction ${hash} reverted`);
}

function gwei(amount: number): bigint {
  return BigInt(Math.round(amount * 1e9));
}
