import type { OperatorOrder } from "../core/operatorOrders.ts";
import { ExecutionRefusedError } from "./refusal.ts";

/** Whether anything new may be signed. */
export interface Permit {
  /** @throws {ExecutionRefusedError} while an operator has paused the vault. */
  check(): Promise<void>;
}

/** @param pauseNow The order that holds now, if any: another process may have given it a moment ago. */
export function permitUnlessPaused(pauseNow: () => Promise<OperatorOrder | null>): Permit {
  return {
    async check() {
      const pause = await pauseNow();
      if (pause === null) return;
      const { by, comment } = pause;
      throw new ExecutionRefusedError("paused-by-operator", comment === null ? `Paused by ${by}` : `Paused by ${by}: ${comment}`);
    },
  };
}
