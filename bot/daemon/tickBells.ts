import type { Clock } from "../execute/clock.ts";
import type { VaultKey } from "../store/decisions.ts";

/** Wakes loops that wait for their next tick. */
export interface TickBells {
  /** Whether there was a loop of this vault to wake. One that is busy ticks once more when it is done. */
  ring(key: VaultKey): boolean;
  /** A clock whose sleeper is woken by `ring`, until `release`. */
  hang(key: VaultKey, clock: Clock): { readonly clock: Clock; readonly release: () => void };
}

/** However often somebody rings, a loop rests so long: a decision is of one block, and the next tick shall see another. */
const LEAST_REST_MILLISECONDS = 15_000;

export function createTickBells(): TickBells {
  const bells = new Map<string, () => void>();
  const nameOf = ({ chainId, vault }: VaultKey) => `${chainId} ${vault.toLowerCase()}`;

  return {
    ring(key) {
      const bell = bells.get(nameOf(key));
      bell?.();
      return bell !== undefined;
    },
    hang(key, clock) {
      let rung = new AbortController();
      const bell = () => rung.abort();
      bells.set(nameOf(key), bell);
      return {
        clock: {
          nowMilliseconds: () => clock.nowMilliseconds(),
          sleep: async (milliseconds, stop) => {
            const begun = clock.nowMilliseconds();
            await clock.sleep(milliseconds, stop === undefined ? rung.signal : AbortSignal.any([stop, rung.signal]));
            if (!rung.signal.aborted) return;
            rung = new AbortController();
            const left = Math.min(milliseconds, LEAST_REST_MILLISECONDS) - (clock.nowMilliseconds() - begun);
            if (left > 0) await clock.sleep(left, stop);
          },
        },
        release: () => {
          if (bells.get(nameOf(key)) === bell) bells.delete(nameOf(key));
        },
      };
    },
  };
}
