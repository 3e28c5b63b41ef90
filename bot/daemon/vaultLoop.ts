import type { Sampled } from "../collect/daemon.ts";
import type { KeeperOptions, OpenKeeper } from "../compose.ts";
import type { VaultConfiguration } from "../config/vaults.ts";
import type { Clock } from "../execute/clock.ts";
import { databaseClockWarning } from "../execute/clockSkew.ts";
import { run } from "../keeper.ts";
import { databaseAheadSeconds } from "../store/databaseClock.ts";
import { countPending } from "../store/pendingTransactions.ts";
import { aborted } from "./aborted.ts";
import { deferred } from "./deferred.ts";
import type { EmitDaemonEvent, VaultEvent } from "./events.ts";
import type { TickBells } from "./tickBells.ts";

/** A vault with all that decides how it is kept: when any of it changes, it is opened anew. */
export interface KeptVault extends VaultConfiguration {
  /** What of the environment its signer uses: compared, never shown. */
  readonly secrets: unknown;
  /** Opens everything it needs, and becomes its leader. */
  open(listeners: LoopListeners): Promise<OpenKeeper>;
}

/** What the loop tells whoever opens its keeper. */
export type LoopListeners = Required<Pick<KeeperOptions, "stop" | "onExecution" | "onMaintenanceFailure" | "onNightFailure">> &
  Pick<KeeperOptions, "standby">;

export interface LoopDeps {
  /** Whether to wait while another keeper leads the vault, rather than fail. */
  readonly standsBy: boolean;
  readonly clock: Clock;
  /** By which others ask for a tick. */
  readonly bells: TickBells;
  readonly emit: EmitDaemonEvent;
}

/** One vault being kept. */
export interface VaultLoop {
  /** How the first attempt to open it went: null when it is open or stands by. */
  readonly opened: Promise<Error | null>;
  /** Resolves when it is stopped and everything is closed; never rejects. */
  readonly ended: Promise<void>;
}

const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 300;
/** Connections that do not close within this are left to the system. */
const CLOSE_MILLISECONDS = 10_000;

/**
 * Keeps a vault until `stop` is aborted, whatever happens: what cannot be opened, or is lost with the database, is opened again after a
 * pause that doubles up to five minutes, until a tick succeeds.
 * @param mayRetry Awaited before the first retry.
 */
export function keepVault(vault: KeptVault, deps: LoopDeps, stop: AbortSignal, mayRetry: Promise<void>): VaultLoop {
  const { clock } = deps;
  const emit = (event: VaultEvent) => deps.emit({ vault: vault.name, ...event });
  const opened = deferred<Error | null>();
  let failures = 0;

  const listeners: LoopListeners = {
    stop,
    ...(deps.standsBy ? { standby: { stop, onWaiting: standBy } } : {}),
    onExecution: (event) => emit({ type: "execution", event }),
    onMaintenanceFailure: (error) => emit({ type: "trouble", what: "store-maintenance", error }),
    onNightFailure: (error) => emit({ type: "trouble", what: "nightly-training", error }),
  };

  function standBy(): void {
    opened.resolve(null);
    emit({ type: "standing-by" });
  }

  async function keepOnce(): Promise<void> {
    emit({ type: "opening" });
    const keeper = await vault.open(listeners);
    const { chainId, vault: address, strategy, tickSeconds, store } = keeper.deps;
    const bell = deps.bells.hang({ chainId, vault: address }, keeper.deps.clock);
    let open = true;
    // An answer that comes late must not speak of a vault that is not kept any more.
    const emitWhileOpen = (event: VaultEvent) => {
      if (open) emit(event);
    };
    try {
      opened.resolve(null);
      emit({ type: "leading", chainId, address, strategy: strategy.name, tickSeconds });
      await compareClocks(store.db);
      const onSampled = (sampled: Sampled) => emit({ type: "sampled", chainId, sampled });
      await run({ ...keeper.deps, clock: bell.clock, onSampled }, AbortSignal.any([stop, keeper.lost]), (result) => {
        if (result instanceof Error) emit({ type: "tick-failed", error: result });
        else {
          failures = 0;
          emit({ type: "ticked", report: result });
        }
        emit({ type: "rpc", uses: keeper.provider.endpointUses() });
        // A database or a node that cannot be asked has failed the tick already, or fails the next one.
        countPending(store.db, { chainId, vault: address }).then(
          (pending) => emitWhileOpen({ type: "outbox", pending }),
          () => undefined,
        );
        keeper.readAccount().then(
          (account) => account !== null && emitWhileOpen({ type: "account", account }),
          () => undefined,
        );
      });
    } finally {
      open = false;
      bell.release();
      await close(keeper);
    }
    if (keeper.lost.aborted) throw keeper.lost.reason;
  }

  async function compareClocks(db: OpenKeeper["store"]["db"]): Promise<void> {
    const ahead = await databaseAheadSeconds(db, clock.nowMilliseconds);
    const warning = databaseClockWarning(ahead);
    if (warning !== null) emit({ type: "trouble", what: "clock", error: new Error(warning) });
  }

  async function close(keeper: OpenKeeper): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("connections did not close in time")), CLOSE_MILLISECONDS);
    });
    try {
      await Promise.race([keeper.close(), late]);
    } catch (error) {
      emit({ type: "trouble", what: "closing", error: errorOf(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  async function keep(): Promise<void> {
    while (!stop.aborted) {
      try {
        await keepOnce();
      } catch (error) {
        if (stop.aborted) break;
        opened.resolve(errorOf(error));
        await Promise.race([mayRetry, aborted(stop)]);
        if (stop.aborted) break;
        const pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** failures);
        failures++;
        emit({ type: "restarting", error: errorOf(error), pauseSeconds });
        await clock.sleep(pauseSeconds * 1000, stop);
      }
    }
    opened.resolve(null);
    emit({ type: "stopped" });
  }

  return { opened: opened.promise, ended: keep() };
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
