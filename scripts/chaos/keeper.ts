import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Configuration } from "../../bot/config/schema.ts";
import type { ChaosChain } from "./chain.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./faults/databaseProxy.ts";
import { type FaultyNode, startFaultyNode } from "./faults/faultyNode.ts";
import type { Order, TickEnd, Word } from "./keeperMessages.ts";

const SCRIPT = fileURLToPath(new URL("./keeperProcess.ts", import.meta.url));
/** More than any tick takes with nodes that hang. */
const PATIENCE_MILLISECONDS = 120_000;

export type KeeperState = "opening" | "waiting" | "leading" | "lost" | "gone";

export type Occasion = "call" | "query";

export interface KeeperSite {
  readonly chain: ChaosChain;
  readonly databaseUrl: string;
  readonly configuration: Configuration;
  readonly privateKey: string;
  readonly reputationKey: string;
  /** Told of all bytes that it offers to a node. */
  readonly onSent: (keeper: ChaosKeeper, rawTransaction: string) => void;
}

/** A keeper's process with its own ways to two nodes and to the database, all of which can fail. */
export interface ChaosKeeper {
  readonly name: string;
  readonly nodes: readonly [FaultyNode, FaultyNode];
  readonly database: DatabaseProxy;
  readonly state: KeeperState;
  /** Why it does not lead, or lives no more. */
  readonly reason: string;
  /** Told of each event of its executions. */
  onEvent: ((event: string) => void) | null;
  /** Null when its process ended first. Rejects when it does neither. */
  tick(at?: { readonly dieAt?: string | null; readonly stopAt?: string | null }): Promise<TickEnd | null>;
  /** Has something happen when it says its `count`th word from now on, to a node or to the database. */
  at(occasion: Occasion, count: number, action: () => void): void;
  /** Whatever was to happen does not. */
  forget(): void;
  /** Resolves once its state is one of these, or it is gone. */
  reaches(...states: readonly KeeperState[]): Promise<KeeperState>;
  /** Ends the process as a power cut does. */
  kill(): void;
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export class HungKeeperError extends Error {}

export async function startKeeper(site: KeeperSite, name: string): Promise<ChaosKeeper> {
  const { chain, configuration, privateKey, reputationKey } = site;
  const nodes: [FaultyNode, FaultyNode] = [await startFaultyNode(chain.provider), await startFaultyNode(chain.provider)];
  const database = await startDatabaseProxy(site.databaseUrl);
  const child: ChildProcess = fork(SCRIPT, { serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const gone = once(child, "exit");
  const changes = new Set<() => void>();
  let state: KeeperState = "opening";
  let reason = "";
  let onTicked: (end: TickEnd | null) => void = () => undefined;

  const become = (next: KeeperState) => {
    state = next;
    for (const tell of changes) tell();
  };
  const tell = (order: Order) => {
    if (child.connected) child.send(order, () => undefined);
  };
  child.on("message", (word: Word) => {
    switch (word.type) {
      case "waiting":
      case "leading":
        return become(word.type);
      case "failed":
      case "lost":
        reason = word.reason;
        return word.type === "lost" ? become("lost") : undefined;
      case "executed":
        return keeper.onEvent?.(word.event);
      case "ticked":
        return onTicked(word);
      case "sleep":
        void chain.passUntil(word.untilMilliseconds).then(() => {
          tell({ type: "wake", sleep: word.sleep, nowMilliseconds: chain.nowMilliseconds() });
        });
    }
  });
  void gone.then(() => {
    become("gone");
    onTicked(null);
  });
  let planned: { readonly occasion: Occasion; left: number; readonly action: () => void }[] = [];
  const happens = (occasion: Occasion) => {
    for (const plan of planned) {
      if (plan.occasion === occasion && --plan.left === 0) plan.action();
    }
  };
  database.onQuery = () => happens("query");
  for (const node of nodes) {
    node.onCall = (method, params) => {
      happens("call");
      if (method === "eth_sendRawTransaction") site.onSent(keeper, String(params[0]));
    };
  }
  const rpcUrls = nodes.map(({ url }) => url);
  tell({
    type: "open",
    configuration: { ...configuration, rpcUrls, databaseUrl: database.databaseUrl },
    privateKey,
    reputationKey,
    nowMilliseconds: chain.nowMilliseconds(),
  });

  const inTime = async <Result>(work: Promise<Result>, what: string): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new HungKeeperError(`${name} did not ${what} in ${PATIENCE_MILLISECONDS / 1000} s`)),
        PATIENCE_MILLISECONDS,
      );
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  };
  const signal = (which: NodeJS.Signals) => {
    if (child.exitCode === null) child.kill(which);
  };

  const keeper: ChaosKeeper = {
    name,
    nodes,
    database,
    onEvent: null,
    get state() {
      return state;
    },
    get reason() {
      return reason;
    },
    tick({ dieAt = null, stopAt = null } = {}) {
      const ended = new Promise<TickEnd | null>((resolve) => {
        onTicked = resolve;
        if (state === "gone") resolve(null);
      });
      tell({ type: "tick", nowMilliseconds: chain.nowMilliseconds(), dieAt, stopAt });
      return inTime(ended, "end its tick");
    },
    at: (occasion, count, action) => {
      planned.push({ occasion, left: count, action });
    },
    forget: () => {
      planned = [];
    },
    reaches(...states) {
      const reached = new Promise<KeeperState>((resolve) => {
        const look = () => {
          if (state !== "gone" && !states.includes(state)) return;
          changes.delete(look);
          resolve(state);
        };
        changes.add(look);
        look();
      });
      return inTime(reached, `become ${states.join(" or ")}`);
    },
    kill: () => signal("SIGKILL"),
    pause: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    async close() {
      // What is stopped hears nothing else.
      signal("SIGKILL");
      await gone;
      for (const node of nodes) await node.close();
      await database.close();
    },
  };
  return keeper;
}
