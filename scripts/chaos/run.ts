import { recentTransactions } from "../../bot/store/outbox.ts";
import { recentTicks } from "../../bot/store/ticks.ts";
import type { Fate } from "./faults/fault.ts";
import { breachesOf } from "./invariants/check.ts";
import type { Breach, ChaosRecord } from "./invariants/record.ts";
import type { ChaosKeeper } from "./keeper.ts";
import type { TickEnd } from "./keeperMessages.ts";
import type { Schedule } from "./schedule.ts";
import { createTeam, type Team } from "./team.ts";
import type { ChaosWorld } from "./world.ts";

export interface ChaosOptions {
  readonly ticks: number;
  readonly schedule: Schedule;
  /** Ends the run with the tick that is under way. */
  readonly stop?: AbortSignal;
  readonly onTick: (tick: ChaosTick) => void;
}

export interface ChaosTick {
  readonly number: number;
  /** What went wrong in it. */
  readonly faults: readonly string[];
  readonly status: string;
  readonly reason: string | null;
  readonly violations: readonly Violation[];
}

/** A breach, when it was found and what was going wrong then. */
export interface Violation extends Breach {
  readonly tick: number;
  readonly faults: readonly string[];
}

export interface ChaosSummary {
  readonly ticks: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly restarts: number;
  /** Of the keeper, in the chain. */
  readonly transactions: number;
  /** By how they ended in the database. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How ticks ended. */
  readonly ends: Readonly<Record<string, number>>;
  readonly checks: { readonly always: number; readonly quiet: number };
  readonly violations: readonly Violation[];
}

/** Ticks at the end in which nothing goes wrong. */
const QUIET_TICKS = 3;
/** The keeper has this many ticks to recover. */
const RECOVERY_TICKS = 2;
const HOUR_SECONDS = 3600;
const USE_VAULT = 0.7;
/** How often the next tick comes soon, while what the last one sent may still be on its way. */
const SOON = 0.25;
const SOON_SECONDS = 60;
const ALL_ROWS = 1_000_000;

/** Lets keepers tick while things go wrong, and holds what they do against all invariants after every tick. */
export async function runChaos(world: ChaosWorld, { ticks, schedule, stop, onTick }: ChaosOptions): Promise<ChaosSummary> {
  const { chain, random, rules } = world;
  const team = createTeam(world);
  const ends: TickEnd[] = [];
  const statuses = new Map<string, number>();
  const known = new Set<string>();
  const violations: Violation[] = [];
  const checks = { always: 0, quiet: 0 };
  let clean = 0;
  let record: ChaosRecord | null = null;

  async function read(): Promise<ChaosRecord> {
    const key = { chainId: rules.chainId, vault: rules.vault };
    return {
      chain: await world.reader.read(),
      database: {
        transactions: await patiently(() => recentTransactions(world.store.db, key, ALL_ROWS)),
        ticks: await patiently(() => recentTicks(world.store.db, key, ALL_ROWS)),
      },
      sent: team.sent,
      ends,
      rules,
    };
  }

  try {
    for (let number = 1; number <= ticks; number++) {
      const fate: Fate = { dieAt: null, beforeTick: [], pauseAt: null };
      if (number > ticks - QUIET_TICKS) await schedule.endAll();
      else await schedule.next({ world, team, fate, random });
      const active = schedule.active();
      const found: Breach[] = [];
      const { status, reason } = await tickOnce(team, fate, ends, found);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);

      clean = active.length === 0 ? clean + 1 : 0;
      const quiet = clean >= RECOVERY_TICKS;
      if (quiet && NOT_RECOVERED.has(status))
        found.push({ invariant: "not-recovered", explanation: `tick ${clean} without faults ended ${status}: ${reason}` });
      record = await read();
      checks[quiet ? "quiet" : "always"] += 1;
      found.push(...breachesOf(record, { quiet }));
      const fresh = found
        .filter(({ invariant, explanation }) => !known.has(`${invariant} ${explanation}`))
        .map((breach) => ({ ...breach, tick: number, faults: active }));
      for (const { invariant, explanation } of fresh) known.add(`${invariant} ${explanation}`);
      violations.push(...fresh);
      onTick({ number, faults: active, status, reason, violations: fresh });
      stop?.throwIfAborted();

      if (random.uniform() < SOON) await chain.pass(SOON_SECONDS * 1000);
      else {
        if (random.uniform() < USE_VAULT) await world.useVault();
        await chain.live(HOUR_SECONDS);
      }
    }
    return {
      ticks,
      faults: Object.fromEntries(schedule.begun),
      restarts: team.restarts(),
      transactions: record?.chain.transactions.length ?? 0,
      statuses: counts(
        (record?.database.transactions ?? []).map((row) => (row.purpose === "cancel" ? `${row.status} cancellation` : row.status)),
      ),
      ends: Object.fromEntries(statuses),
      checks,
      violations,
    };
  } finally {
    await team.close();
  }
}

const NOT_RECOVERED: ReadonlySet<string> = new Set(["failed", "gone", "no leader", "hung"]);

/** One tick of whoever leads, and of who takes over if that one is paused. */
async function tickOnce(team: Team, fate: Fate, ends: TickEnd[], found: Breach[]): Promise<{ status: string; reason: string | null }> {
  const { keeper, ...missing } = await team.leader();
  if (keeper === null) return { status: "no leader", reason: "reason" in missing ? missing.reason : null };
  for (const prepare of fate.beforeTick) prepare(keeper);
  try {
    const end = await (fate.pauseAt === null || !team.standsBy() ? keeper.tick(fate) : pausedTick(team, keeper, fate.pauseAt, ends, found));
    if (end === null) return { status: "gone", reason: keeper.reason || null };
    ends.push(end);
    return { status: end.status, reason: end.reason };
  } catch (error) {
    found.push({ invariant: "hung", explanation: error instanceof Error ? error.message : String(error) });
    keeper.kill();
    return { status: "hung", reason: null };
  } finally {
    keeper.forget();
  }
}

async function pausedTick(team: Team, keeper: ChaosKeeper, at: number | string, ends: TickEnd[], found: Breach[]): Promise<TickEnd | null> {
  const paused = new Promise<"paused">((resolve) => {
    if (typeof at === "number") {
      keeper.at("call", at, () => {
        keeper.pause();
        resolve("paused");
      });
    }
    keeper.onEvent = (event) => {
      if (event === at) resolve("paused");
    };
  });
  const ticking = keeper.tick({ stopAt: typeof at === "string" ? at : null });
  const first = await Promise.race([ticking, paused]);
  // It was done before it came to be paused: then it is now.
  if (first !== "paused") {
    keeper.pause();
    if (first !== null) ends.push(first);
  }
  const { end, wrong } = await team.takeOver(keeper);
  if (wrong !== null) found.push({ invariant: "fence", explanation: wrong });
  // What it makes of the rest of its tick is refused.
  await ticking;
  return end;
}

/** The server may be on its way back. */
async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function counts(words: readonly string[]): Readonly<Record<string, number>> {
  const counted = new Map<string, number>();
  for (const word of words) counted.set(word, (counted.get(word) ?? 0) + 1);
  return Object.fromEntries(counted);
}
