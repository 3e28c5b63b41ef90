import { inBackground } from "../../collect/background.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { ModelLine } from "./modelLine.ts";

/** The nights of a line of models, beside the ticks: training takes minutes, and a tick does not wait. */
export interface ModelNights {
  /** For every tick: begins the night's work if it is time and none is going on. */
  begin(nowSeconds: UnixSeconds): void;
  /** Tells the work to stop, and waits until it has. */
  close(): Promise<void>;
}

/** @param onFailure Told of a night that failed; the next one tries again. */
export function modelNights(line: Pick<ModelLine, "nightly">, onFailure: (error: Error) => void = () => undefined): ModelNights {
  const stop = new AbortController();
  let now = 0;
  const nights = inBackground(() => line.nightly(now, stop.signal));
  return {
    begin: (nowSeconds) => {
      now = nowSeconds;
      nights.begin()?.catch((error: unknown) => {
        if (!stop.signal.aborted) onFailure(error instanceof Error ? error : new Error(String(error)));
      });
    },
    close: async () => {
      stop.abort();
      await nights.idle();
    },
  };
}
