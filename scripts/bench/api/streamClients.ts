import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import { quantile } from "../../../bot/predict/interval.ts";
import type { Database } from "../../../bot/store/schema.ts";
import { finishTick, startTick } from "../../../bot/store/ticks.ts";
import { rounded } from "./closedLoop.ts";
import { BUCKET_SECONDS } from "./past.ts";
import { BENCH_VAULT } from "./vaultPast.ts";

/** The server looks at the database every second and a half: what is there before its first look is not told. */
const SETTLING_MS = 2_000;
const DEADLINE_MS = 15_000;
/** Between changes, at random: they fall anywhere between two looks. */
const LONGEST_PAUSE_MS = 250;

export interface StreamFigures {
  /** Clients that were told of every change exactly once, and of nothing else. */
  readonly clients: number;
  readonly changes: number;
  /** From the commit of a change until the last client has it; the server looks every 1.5 seconds, which is in it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** One who follows: when each change arrived, by what it says. */
interface Follower {
  readonly arrivals: Map<string, number[]>;
  close(): void;
}

/** Has so many clients follow, begins and ends so many ticks, and looks who was told of what. */
export async function measureStream(
  url: string,
  db: Kysely<Database>,
  { clients, ticks, afterSeconds }: { readonly clients: number; readonly ticks: number; readonly afterSeconds: number },
): Promise<StreamFigures> {
  const followers = await Promise.all(Array.from({ length: clients }, () => follow(url)));
  try {
    await sleep(SETTLING_MS);
    const committed = new Map<string, number>();
    const ids: number[] = [];
    for (let tick = 1; tick <= ticks; tick++) {
      const id = await startTick(db, BENCH_VAULT, afterSeconds + tick * BUCKET_SECONDS);
      committed.set(`tick ${id} running`, performance.now());
      ids.push(id);
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
    await arrival(followers, committed);
    for (const id of ids) {
      await finishTick(db, id, { status: "held" });
      committed.set(`tick ${id} held`, performance.now());
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
    await arrival(followers, committed);
    // Whatever is told twice is told by now.
    await sleep(SETTLING_MS);
    const delays = Float64Array.from(
      [...committed].map(([change, at]) => Math.max(...followers.map(({ arrivals }) => arrivals.get(change)?.at(0) ?? Number.NaN)) - at),
    ).sort();
    return {
      clients: followers.filter(({ arrivals }) => toldOnce(arrivals, committed)).length,
      changes: committed.size,
      p50Ms: rounded(quantile(delays, 0.5)),
      p99Ms: rounded(quantile(delays, 0.99)),
    };
  } finally {
    for (const follower of followers) follower.close();
  }
}

function toldOnce(arrivals: Follower["arrivals"], committed: ReadonlyMap<string, number>): boolean {
  return arrivals.size === committed.size && [...committed.keys()].every((change) => arrivals.get(change)?.length === 1);
}

/** Until everybody was told of everything, or so long that somebody never will be. */
async function arrival(followers: readonly Follower[], committed: ReadonlyMap<string, number>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline && followers.some(({ arrivals }) => arrivals.size < committed.size)) await sleep(50);
}

/** Follows, from when the server has said its first word. @throws when it is refused. */
async function follow(url: string): Promise<Follower> {
  const arrivals = new Map<string, number[]>();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/v1/stream`, { agent: false }, resolve).on("error", reject);
  });
  if (response.statusCode !== 200) throw new Error(`a stream was answered with ${response.statusCode}`);
  // Whoever is cut off has not been told everything, which is what counts.
  response.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    let unread = "";
    response.on("data", (piece: Buffer) => {
      const now = performance.now();
      const events = `${unread}${piece}`.split("\n\n");
      unread = events.pop() ?? "";
      for (const event of events) {
        const change = changeOf(event);
        if (change !== null) arrivals.set(change, [...(arrivals.get(change) ?? []), now]);
      }
      resolve();
    });
  });
  return { arrivals, close: () => response.destroy() };
}

/** "tick 12 held"; null for what keeps the connection open. */
function changeOf(event: string): string | null {
  const name = /^event: (.*)$/m.exec(event)?.[1];
  const data = /^data: (.*)$/m.exec(event)?.[1];
  if (name === undefined || data === undefined) return null;
  const { id, status } = JSON.parse(data) as { readonly id: string; readonly status: string };
  return `${name} ${id} ${status}`;
}
