import { setTimeout } from "node:timers/promises";

export interface SlotClock {
  /** Resolves when no slot runs any more. */
  stop(): Promise<void>;
}

/** Runs `slot` again and again, so many milliseconds after the end of the last time. */
export function startSlotClock(slotMilliseconds: number, slot: () => Promise<void>): SlotClock {
  const stopping = new AbortController();
  const done = (async () => {
    while (await passed(slotMilliseconds, stopping.signal)) await slot();
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** False when stopped before the time is over. */
function passed(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(milliseconds, true, { signal }).catch(() => false);
}
