import { Wallet } from "ethers";
import { sql } from "kysely";
import type { Configuration } from "../../bot/config/schema.ts";
import type { NodeFault } from "./faults/faultyNode.ts";
import { fieldsOf } from "./invariants/chainReader.ts";
import type { SentBytes } from "./invariants/record.ts";
import { type ChaosKeeper, startKeeper } from "./keeper.ts";
import type { TickEnd } from "./keeperMessages.ts";
import type { ChaosWorld } from "./world.ts";

/** One that leads, perhaps one that stands by, and what became of the others. */
export interface Team {
  readonly sent: readonly SentBytes[];
  /** Processes that were started in place of others. */
  restarts(): number;
  /** The one that leads, started if need be; null when none can, with the reason. */
  leader(): Promise<{ readonly keeper: ChaosKeeper } | { readonly keeper: null; readonly reason: string }>;
  /** Starts one that waits for the leader to go; it may fail to. */
  standBy(): Promise<void>;
  standsBy(): boolean;
  /** The leader was paused: takes the lead from it, has the other one take over and tick, lets the first go on, and waits for its end. */
  takeOver(paused: ChaosKeeper): Promise<TakeOver>;
  /** For all, also those to come. */
  setNodeFaults(first: NodeFault | null, second: NodeFault | null): void;
  setDatabaseRefused(refused: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface TakeOver {
  /** Of the tick of who took over; null when nobody did. */
  readonly end: TickEnd | null;
  /** What should not be; null when all went as it should. */
  readonly wrong: string | null;
}

/** Operators change their mind: a keeper takes up what another began, also the other way. */
function submissionOf({ chain, random }: ChaosWorld): Configuration["submission"] {
  if (random.uniform() < 0.4) return { route: "public" };
  return {
    route: "private",
    builders: [{ name: "relay", url: chain.relay.url, method: random.uniform() < 0.7 ? "bundle" : "private-transaction" }],
    publicFallbackAfterBlocks: random.uniform() < 0.5 ? PATIENCE_BLOCKS : null,
    timeoutSeconds: 1,
  };
}

const PATIENCE_BLOCKS = 4;

/** Ends the session by which a keeper leads. */
async function endLockHolder({ store }: ChaosWorld): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and mode = 'ExclusiveLock' and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(store.db);
}

export function createTeam(world: ChaosWorld): Team {
  const sent: SentBytes[] = [];
  const all = new Set<ChaosKeeper>();
  const byReputation = new Map<string, ChaosKeeper>();
  const deposed = new Set<ChaosKeeper>();
  let leading: ChaosKeeper | null = null;
  let standing: ChaosKeeper | null = null;
  let started = 0;
  let restarts = 0;
  let nodeFaults: readonly [NodeFault | null, NodeFault | null] = [null, null];
  let refused = false;

  function note(keeper: ChaosKeeper | undefined, rawTransaction: string): void {
    if (keeper === undefined) return;
    sent.push({ keeper: keeper.name, afterTakeover: deposed.has(keeper), transaction: fieldsOf(rawTransaction) });
  }

  async function start(): Promise<ChaosKeeper> {
    const reputation = Wallet.createRandom();
    const keeper = await startKeeper(
      {
        chain: world.chain,
        databaseUrl: world.databaseUrl,
        configuration: { ...world.configuration, submission: submissionOf(world) },
        privateKey: world.vault.keeper.privateKey,
        reputationKey: reputation.privateKey,
        onSent: note,
      },
      `keeper ${++started}`,
    );
    all.add(keeper);
    byReputation.set(reputation.address, keeper);
    await prepare(keeper);
    return keeper;
  }

  async function prepare({ nodes, database }: ChaosKeeper): Promise<void> {
    for (const [index, node] of nodes.entries()) node.fault = nodeFaults[index] ?? null;
    await (refused ? database.refuse() : database.accept());
  }

  async function retire(keeper: ChaosKeeper): Promise<void> {
    all.delete(keeper);
    await keeper.close();
  }

  async function leader(): ReturnType<Team["leader"]> {
    if (leading?.state === "leading") return { keeper: leading };
    if (leading !== null) {
      await retire(leading);
      restarts += 1;
    }
    leading = standing ?? (await start());
    standing = null;
    const reached = await leading.reaches("leading", "lost");
    if (reached === "leading") return { keeper: leading };
    const { reason } = leading;
    await retire(leading);
    leading = null;
    restarts += 1;
    return { keeper: null, reason };
  }

  async function takeOver(paused: ChaosKeeper): Promise<TakeOver> {
    const next = standing;
    if (next === null) throw new Error("nobody stands by");
    // Without its queries' connections it could not act anyhow: more often only the one that holds the lock goes, as by a failure of the network.
    if (world.random.uniform() < 0.3) await paused.database.refuse();
    else await endLockHolder(world);
    const reached = await next.reaches("leading", "lost");
    deposed.add(paused);
    standing = null;
    leading = next;
    const end = reached === "leading" ? await next.tick() : null;
    await paused.database.accept();
    paused.resume();
    const ended = await Promise.race([paused.reaches("gone"), new Promise<null>((resolve) => setTimeout(resolve, 30_000, null))]);
    await retire(paused);
    restarts += 1;
    return { end, wrong: ended === null ? `${paused.name} lost its lead and went on for 30 s` : null };
  }

  world.chain.onBundle = (signer, rawTransaction) => note(byReputation.get(signer), rawTransaction);
  return {
    sent,
    restarts: () => restarts,
    leader,
    async standBy() {
      if (standing !== null && standing.state === "waiting") return;
      if (standing !== null) await retire(standing);
      standing = await start();
      if ((await standing.reaches("waiting", "leading")) === "waiting") return;
      await retire(standing);
      standing = null;
    },
    standsBy: () => standing?.state === "waiting",
    takeOver,
    setNodeFaults(first, second) {
      nodeFaults = [first, second];
      for (const { nodes } of all) {
        nodes[0].fault = first;
        nodes[1].fault = second;
      }
    },
    async setDatabaseRefused(wanted) {
      refused = wanted;
      for (const { database } of all) await (wanted ? database.refuse() : database.accept());
    },
    async close() {
      for (const keeper of all) await keeper.close();
    },
  };
}
