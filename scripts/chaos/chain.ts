import { keccak256 } from "ethers";
import { createLife, type Life, LONGEST_STEP_SECONDS } from "../local-mainnet/life/createLife.ts";
import type { Random } from "../local-mainnet/life/random.ts";
import { type BlockHeader, type Eip1193Provider, readBlockHeader, readHead, toQuantity } from "../local-mainnet/provider.ts";
import { exclusively } from "../relay/chainHold.ts";
import { type Relay, startRelay } from "../relay/startRelay.ts";
import { createTurns } from "./turns.ts";

export const SECONDS_PER_BLOCK = 12;

export interface ChaosChainOptions {
  /** A fork of a local mainnet. */
  readonly provider: Eip1193Provider;
  readonly seed: string;
  readonly random: Random;
  /** Whose transactions meet the faults of the mempool. */
  readonly account: string;
}

/**
 * A chain whose time goes on only when somebody lets it, with a block every twelve seconds, and whose blocks and mempool can be tampered with.
 * What keepers ask of it waits while it is.
 */
export interface ChaosChain {
  /** For keepers. */
  readonly provider: Eip1193Provider;
  /** Makes all blocks but those in which other people act. */
  readonly relay: Relay;
  /** Told of the bytes of everything that the relay is sent, and by whose reputation; null tells nobody. */
  onBundle: ((signer: string, rawTransaction: string) => void) | null;
  nowMilliseconds(): number;
  /** Blocks come meanwhile. */
  pass(milliseconds: number): Promise<void>;
  passUntil(milliseconds: number): Promise<void>;
  /** The same with all that other people do, in blocks of up to an hour. */
  live(seconds: number): Promise<void>;
  /** Multiplies the base fee of all blocks to come. */
  setBaseFeeMultiplier(multiplier: number): void;
  /** Blocks leave out the account's transactions. */
  setStalled(stalled: boolean): void;
  /** As often as this, nodes forget the account's transactions that wait, just before the block they would be in. */
  setForgetting(times: number): void;
  /** What nodes forgot, or reorganisations lost, comes up again; returns how many there were. */
  returnLost(): Promise<number>;
  /** Once `depth` more blocks have come, others take their place. Ended early, as many as there are. Resolves to how many were replaced. */
  beginReorganisation(depth: number): Promise<{ end(): Promise<number> }>;
  close(): Promise<void>;
}

export async function openChaosChain({ provider, seed, random, account }: ChaosChainOptions): Promise<ChaosChain> {
  const request = (method: string, ...params: readonly unknown[]) => provider.request({ method, params });
  /** Nobody asks the chain anything while it is in somebody's hands, the relay's among them. */
  const held = <Result>(work: () => Promise<Result>) => exclusively(provider, work);
  const time = createTurns();
  const relay = await startRelay({
    provider,
    slotMilliseconds: null,
    bundleModes: ({ signer, transactions }) => {
      for (const { raw } of transactions) {
        remember(raw);
        chain.onBundle?.(signer, raw);
      }
      return undefined;
    },
  });
  /** Signed bytes of the account by hash, as far as they came through here. */
  const seen = new Map<string, string>();
  const lost = new Map<string, string>();
  let now = (await readHead(provider)).timestampSeconds * 1000;
  let life: Life;
  let livedUntil = 0;
  let lives = 0;
  let baseFeeWei = (await readHead(provider)).baseFeeWei;
  let multiplier = 1;
  let stalled = false;
  let forgetting = 0;
  let reorganisation: { readonly snapshot: unknown; readonly from: number; readonly depth: number; done: number | null } | null = null;

  await request("evm_setAutomine", false);
  await beginLife();

  async function beginLife(): Promise<void> {
    life = await createLife({ provider, seed: `${seed}/${lives++}` });
    life.setBaseFeeMultiplier(multiplier);
    livedUntil = (await readHead(provider)).timestampSeconds;
    await announceNextBlock();
  }

  /** What is simulated on the pending block has the time that block will have, and not that of this machine. */
  async function announceNextBlock(): Promise<void> {
    const { timestampSeconds } = await readHead(provider);
    await request("evm_setNextBlockTimestamp", timestampSeconds + SECONDS_PER_BLOCK);
  }

  async function waiting(): Promise<readonly string[]> {
    const all = (await request("eth_pendingTransactions")) as readonly { readonly hash: string; readonly from: string }[];
    return all.filter(({ from }) => from.toLowerCase() === account.toLowerCase()).map(({ hash }) => hash);
  }

  async function drop(hashes: readonly string[]): Promise<readonly string[]> {
    for (const hash of hashes) await request("hardhat_dropTransaction", hash);
    return hashes.flatMap((hash) => seen.get(hash) ?? []);
  }

  /** Bytes that the chain has no use for any more are refused, as they are by any node. */
  async function offer(raw: readonly string[]): Promise<void> {
    for (const bytes of raw) await request("eth_sendRawTransaction", bytes).catch(() => undefined);
  }

  async function forget(): Promise<void> {
    const dropped = await drop(await waiting());
    if (dropped.length > 0) forgetting -= 1;
    for (const bytes of dropped) lost.set(keccak256(bytes), bytes);
  }

  function remember(rawTransaction: string): void {
    seen.set(keccak256(rawTransaction), rawTransaction);
  }

  /** A block, with what happens to the mempool before it and to the chain after it. */
  async function mined(mine: () => Promise<void>): Promise<void> {
    const aside = await held(async () => {
      if (forgetting > 0) await forget();
      await setBaseFee();
      return stalled ? drop(await waiting()) : [];
    });
    await mine();
    await held(async () => {
      await offer(aside);
      await announceNextBlock();
      if (reorganisation !== null && (await readHead(provider)).number >= reorganisation.from + reorganisation.depth) await replaceBlocks();
    });
  }

  async function setBaseFee(): Promise<void> {
    await request("hardhat_setNextBlockBaseFeePerGas", toQuantity(baseFeeWei * BigInt(multiplier)));
  }

  async function mineAt(timestampSeconds: number): Promise<void> {
    await setBaseFee();
    await request("evm_setNextBlockTimestamp", timestampSeconds);
    await request("evm_mine");
  }

  /** Life has a clock of its own, which stands while others mine. */
  async function liveFor(seconds: number): Promise<void> {
    await life.advance(seconds);
    const head = await readHead(provider);
    livedUntil = head.timestampSeconds;
    baseFeeWei = head.baseFeeWei / BigInt(multiplier);
  }

  async function liveUntil(timeSeconds: number): Promise<void> {
    while (livedUntil < timeSeconds) {
      const step = Math.min(LONGEST_STEP_SECONDS, timeSeconds - livedUntil);
      await mined(() => held(() => liveFor(step)));
    }
  }

  async function passUntil(milliseconds: number): Promise<void> {
    now = Math.max(now, milliseconds);
    for (;;) {
      const next = (await readHead(provider)).timestampSeconds + SECONDS_PER_BLOCK;
      if (next * 1000 > now) break;
      await mined(relay.buildBlock);
    }
  }

  async function replaceBlocks(): Promise<void> {
    const planned = reorganisation;
    if (planned === null) return;
    reorganisation = null;
    const old = await blocksSince(planned.from);
    const raw = [...old.flatMap(({ hashes }) => hashes), ...(await waiting())].flatMap((hash) => seen.get(hash) ?? []);
    await request("evm_revert", planned.snapshot);
    await drop(await waiting());
    await beginLife();
    for (const bytes of raw) {
      if (random.uniform() < 0.5) await offer([bytes]);
      else lost.set(keccak256(bytes), bytes);
    }
    for (const { header } of old) {
      const head = await readHead(provider);
      const timeSeconds = Math.max(head.timestampSeconds + 1, header.timestampSeconds - 1);
      await (timeSeconds - head.timestampSeconds > SECONDS_PER_BLOCK ? liveFor(timeSeconds - livedUntil) : mineAt(timeSeconds));
    }
    await announceNextBlock();
    planned.done = old.length;
  }

  async function blocksSince(from: number): Promise<readonly { readonly header: BlockHeader; readonly hashes: readonly string[] }[]> {
    const { number: last } = await readHead(provider);
    const blocks = [];
    for (let number = from + 1; number <= last; number++) {
      const header = await readBlockHeader(provider, number);
      const { transactions } = (await request("eth_getBlockByNumber", toQuantity(number), false)) as { transactions: readonly string[] };
      if (header !== null) blocks.push({ header, hashes: transactions });
    }
    return blocks;
  }

  const chain: ChaosChain = {
    onBundle: null,
    provider: {
      request: (call) =>
        held(async () => {
          const [bytes] = call.params ?? [];
          if (call.method === "eth_sendRawTransaction" && typeof bytes === "string") remember(bytes);
          return provider.request(call);
        }),
    },
    relay,
    nowMilliseconds: () => now,
    close: () => relay.close(),
    pass: (milliseconds) => time.take(() => passUntil(now + milliseconds)),
    passUntil: (milliseconds) => time.take(() => passUntil(milliseconds)),
    live: (seconds) =>
      time.take(async () => {
        now += seconds * 1000;
        await liveUntil(Math.floor(now / 1000));
      }),
    setBaseFeeMultiplier: (wanted) => {
      multiplier = wanted;
      life.setBaseFeeMultiplier(wanted);
    },
    setStalled: (wanted) => {
      stalled = wanted;
    },
    setForgetting: (times) => {
      forgetting = times;
    },
    returnLost: () =>
      held(async () => {
        const all = [...lost.values()];
        lost.clear();
        await offer(all);
        return all.length;
      }),
    beginReorganisation: (depth) =>
      held(async () => {
        const { number: from } = await readHead(provider);
        const planned = { snapshot: await request("evm_snapshot"), from, depth, done: null as number | null };
        reorganisation = planned;
        return {
          end: () =>
            held(async () => {
              if (reorganisation === planned) await replaceBlocks();
              return planned.done ?? 0;
            }),
        };
      }),
  };
  return chain;
}
