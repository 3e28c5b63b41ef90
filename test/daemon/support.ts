import { createMissLog } from "../../bot/collect/missLog.ts";
import type { OpenKeeper } from "../../bot/compose.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import type { Configuration } from "../../bot/config/schema.ts";
import { FULL_TOLERANCE } from "../../bot/core/risk.ts";
import type { DaemonEvent } from "../../bot/daemon/events.ts";
import type { KeptVault, LoopListeners } from "../../bot/daemon/vaultLoop.ts";
import { DEFAULT_POLICY } from "../../bot/decide/policy.ts";
import { strategyByName } from "../../bot/decide/strategies/registry.ts";
import type { SigningAccount } from "../../bot/execute/account.ts";
import type { Clock } from "../../bot/execute/clock.ts";
import type { KeeperDeps } from "../../bot/keeper.ts";
import type { Snapshot } from "../../bot/observe/collector.ts";
import type { Store } from "../../bot/store/connection.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import { sampleReport } from "../watch/reports.ts";

/** A clock that stands still until it is moved; who sleeps wakes when it is, or when told to stop. */
export class StandingClock implements Clock {
  #milliseconds = Date.now();
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  nowMilliseconds = (): number => this.#milliseconds;

  sleep(milliseconds: number, stop?: AbortSignal): Promise<void> {
    if (stop?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = {
        until: this.#milliseconds + milliseconds,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      stop?.addEventListener("abort", sleeper.wake, { once: true });
    });
  }

  /** How long each sleeper still sleeps, in seconds. */
  get waits(): readonly number[] {
    return [...this.#sleepers].map(({ until }) => (until - this.#milliseconds) / 1000);
  }

  advance(seconds: number): void {
    this.#milliseconds += seconds * 1000;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.#milliseconds) sleeper.wake();
  }
}

const NUMBERS: ReadonlySet<DaemonEvent["type"]> = new Set(["sampled", "outbox", "account", "rpc"]);

/** What happened, and a way to wait for more of it. */
export class Happenings {
  readonly all: DaemonEvent[] = [];
  readonly #waiting = new Set<() => void>();

  emit = (event: DaemonEvent): void => {
    this.all.push(event);
    for (const look of this.#waiting) look();
  };

  /** The types of a vault's events in their order, without those that only tell a number. */
  of(vault: string): readonly string[] {
    return this.all.flatMap((event) => ("vault" in event && event.vault === vault && !NUMBERS.has(event.type) ? [event.type] : []));
  }

  /** Resolves when this has happened so often. */
  async times<Type extends DaemonEvent["type"]>(
    type: Type,
    count = 1,
    vault?: string,
  ): Promise<readonly Extract<DaemonEvent, { type: Type }>[]> {
    const found = () =>
      this.all.filter((event): event is Extract<DaemonEvent, { type: Type }> => {
        return event.type === type && (vault === undefined || ("vault" in event && event.vault === vault));
      });
    while (found().length < count) {
      await new Promise<void>((resolve) => {
        const look = () => {
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    }
    return found();
  }
}

export function configurationOf(settings: Partial<Configuration> = {}): Configuration {
  return loadConfiguration({ file: null, environment: {}, overrides: settings });
}

/** What a vault under test does when it is opened and at its ticks. */
export interface Behaviour {
  readonly address?: string;
  readonly settings?: Partial<Configuration>;
  readonly secrets?: unknown;
  /** Thrown, or waited for, before it is open. */
  readonly opening?: (listeners: LoopListeners) => Promise<void>;
  readonly collect?: () => Promise<Snapshot>;
  readonly execute?: KeeperDeps["execute"];
  readonly lost?: AbortSignal;
  readonly readAccount?: () => Promise<SigningAccount | null>;
}

/** Each of a block of its own: a decision is of one block. */
let blocks = 1;

function snapshotAt({ snapshot, vault }: TickReport, address: string, blockNumber: number): Snapshot {
  return {
    ...snapshot,
    block: { ...snapshot.block, number: blockNumber, hash: `0x${blockNumber}` },
    observations: [],
    rejected: [],
    vault: { ...vault, address, blockNumber },
  };
}

/** A vault whose ticks are real, on a real store, over made-up markets. */
export function vaultUnderTest(
  name: string,
  store: Store,
  clock: Clock,
  behaviour: Behaviour = {},
): KeptVault & { readonly opens: number } {
  const {
    settings = {},
    address = `0x${name
      .padEnd(40, "0")
      .replace(/[^0-9a-f]/g, "1")
      .slice(0, 40)}`,
  } = behaviour;
  const report = sampleReport(null);
  const counted = {
    opens: 0,
    name,
    environmentSuffix: "",
    configuration: configurationOf(settings),
    secrets: behaviour.secrets ?? null,
    async open(listeners: LoopListeners): Promise<OpenKeeper> {
      counted.opens++;
      await behaviour.opening?.(listeners);
      const deps: KeeperDeps = {
        chainId: 1,
        vault: address,
        tickSeconds: 300,
        collector: {
          collect: behaviour.collect ?? (async () => snapshotAt(report, address, blocks++)),
        },
        store,
        predict: async () => ({ forecasts: [], warnings: [] }),
        assessRisk: async () => ({ risks: [], tolerance: FULL_TOLERANCE, yieldCovariance: null, warnings: [] }),
        strategy: strategyByName("idle"),
        policy: DEFAULT_POLICY,
        costsAt: async ({ block }, ethPriceUsd) => ({
          baseFeePerGasWei: block.baseFeePerGasWei,
          priorityFeePerGasWei: 0n,
          ethPriceUsd,
          gas: { base: 150_000, perMove: {}, otherMove: { allocate: 100_000, deallocate: 100_000 } },
          conversion: {},
        }),
        gasOutlookAt: async () => null,
        settle: async () => undefined,
        execute: behaviour.execute ?? (async () => ({ kind: "refused", reason: "no-key", explanation: "none" })),
        clock,
        misses: createMissLog(),
        maxBlockAgeSeconds: null,
        refill: async () => undefined,
      };
      return {
        deps,
        store,
        readPast: null as never,
        provider: { endpointUses: () => [] } as unknown as OpenKeeper["provider"],
        readAccount: behaviour.readAccount ?? (async () => null),
        lost: behaviour.lost ?? new AbortController().signal,
        close: async () => undefined,
      };
    },
  };
  return counted;
}
