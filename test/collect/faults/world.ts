import type { Clock } from "../../../bot/core/clock.ts";
import type { Address } from "../../../bot/core/units.ts";
import type { DatabaseProxy } from "../../../scripts/chaos/faults/databaseProxy.ts";
import type { FaultyNode } from "../../../scripts/chaos/faults/faultyNode.ts";
import type { Life } from "../../../scripts/local-mainnet/life/createLife.ts";
import { createLife, LONGEST_STEP_SECONDS } from "../../../scripts/local-mainnet/life/createLife.ts";
import type { Random } from "../../../scripts/local-mainnet/life/random.ts";
import { readHead } from "../../../scripts/local-mainnet/provider.ts";
import type { SubgraphServer } from "../../../scripts/local-mainnet/subgraph/subgraphServer.ts";
import type { TestChain } from "../../local-mainnet/fixture.ts";
import { BUCKET_SECONDS } from "../../observe/localCollector.ts";

/** What a fault can get hold of. */
export interface World {
  readonly chain: TestChain;
  readonly node: FaultyNode;
  readonly database: DatabaseProxy;
  readonly subgraph: SubgraphServer;
  readonly random: Random;
  /** Ends all sessions of the database but those of the test itself. */
  killSessions(): Promise<void>;
  /** Lets time go by, for the clock and the chain. */
  pass(seconds: number): Promise<void>;
  /** Makes every call of a contract fail until it is mended. */
  breakContract(address: Address): Promise<() => Promise<void>>;
  /** Replaces all blocks since an `evm_snapshot` by others, of other content. */
  replaceSince(snapshot: unknown): Promise<void>;
}

/** Something that goes wrong, for one bucket or for some. */
export interface Fault {
  readonly layer: "rpc" | "chain" | "market" | "subgraph" | "database";
  readonly name: string;
  /** How often, against the others. */
  readonly weight: number;
  /** For how many buckets. */
  readonly buckets: readonly [least: number, most: number];
  /** Brings it about, and returns what ends it. */
  begin(world: World): Promise<() => Promise<void> | void>;
}

/** Seconds from a block to the time at which the simulation looks at it. */
const BLOCK_AGE_SECONDS = 6;

/** Life acts in every so many blocks; the others are empty, which is quick. */
const BLOCKS_PER_LIFE = 9;

/** A clock that goes on when somebody sleeps, and a chain that keeps its time. */
export async function simulatedTime(chain: TestChain, seed: string, beforeWaking: () => Promise<void>) {
  let milliseconds = ((await readHead(chain.provider)).timestampSeconds + BLOCK_AGE_SECONDS) * 1000;
  let life: Life = await createLife({ provider: chain.provider, seed });
  /** Life has a clock of its own, which is behind while others mine. */
  let livedUntil = (await readHead(chain.provider)).timestampSeconds;
  let blocks = 0;
  let broken = 0;

  async function pass(seconds: number): Promise<void> {
    milliseconds += seconds * 1000;
    await mineUntil(Math.floor(milliseconds / 1000) - BLOCK_AGE_SECONDS);
  }

  async function mineUntil(timeSeconds: number): Promise<void> {
    const head = await readHead(chain.provider);
    if (timeSeconds <= head.timestampSeconds) return;
    // Actors cannot act on a market that is broken.
    if (broken === 0 && blocks++ % BLOCKS_PER_LIFE === 0) return liveUntil(timeSeconds, head.timestampSeconds);
    await chain.provider.request({ method: "evm_setNextBlockTimestamp", params: [timeSeconds] });
    await chain.provider.request({ method: "evm_mine" });
  }

  async function liveUntil(timeSeconds: number, headSeconds: number): Promise<void> {
    if (timeSeconds - livedUntil > LONGEST_STEP_SECONDS) {
      life = await createLife({ provider: chain.provider, seed: `${seed}/${timeSeconds}` });
      livedUntil = headSeconds;
    }
    await life.advance(timeSeconds - livedUntil);
    livedUntil = timeSeconds;
  }

  /** Other actors, and a block a bucket like those that are gone. */
  async function replaceSince(snapshot: unknown): Promise<void> {
    await chain.provider.request({ method: "evm_revert", params: [snapshot] });
    life = await createLife({ provider: chain.provider, seed: `${seed}/replaced-${milliseconds}` });
    blocks = 0;
    const untilSeconds = Math.floor(milliseconds / 1000) - BLOCK_AGE_SECONDS;
    const { timestampSeconds } = await readHead(chain.provider);
    livedUntil = timestampSeconds;
    for (let time = timestampSeconds + BUCKET_SECONDS; time < untilSeconds; time += BUCKET_SECONDS) await mineUntil(time);
    await mineUntil(untilSeconds);
  }

  async function breakContract(address: Address): Promise<() => Promise<void>> {
    const code = await chain.provider.request({ method: "eth_getCode", params: [address, "latest"] });
    await chain.provider.request({ method: "hardhat_setCode", params: [address, "0x60006000fd"] });
    broken += 1;
    return async () => {
      await chain.provider.request({ method: "hardhat_setCode", params: [address, code] });
      broken -= 1;
    };
  }

  const clock: Clock = {
    nowMilliseconds: () => milliseconds,
    sleep: async (duration) => {
      await pass(duration / 1000);
      await beforeWaking();
    },
  };
  return {
    clock,
    pass,
    replaceSince,
    breakContract,
  };
}
