import type { Configuration } from "../../bot/config/schema.ts";
import type { TickStatus } from "../../bot/store/schema.ts";

/** What a keeper's process is told. */
export type Order =
  | {
      readonly type: "open";
      readonly configuration: Configuration;
      readonly privateKey: string;
      /** By which the relay knows it. */
      readonly reputationKey: string;
      readonly nowMilliseconds: number;
    }
  | { readonly type: "tick"; readonly nowMilliseconds: number; readonly dieAt: string | null; readonly stopAt: string | null }
  /** Its sleep is over. */
  | { readonly type: "wake"; readonly sleep: number; readonly nowMilliseconds: number }
  | { readonly type: "close" };

/** What it says. */
export type Word =
  /** Another one leads. */
  | { readonly type: "waiting" }
  | { readonly type: "leading" }
  | { readonly type: "sleep"; readonly sleep: number; readonly untilMilliseconds: number }
  | { readonly type: "executed"; readonly event: string }
  | ({ readonly type: "ticked" } & TickEnd)
  /** It does not lead any more, and ends. */
  | { readonly type: "lost"; readonly reason: string }
  | { readonly type: "failed"; readonly reason: string };

/** How a tick ended, as its keeper has it. */
export interface TickEnd {
  /** Null when it ended with an error. */
  readonly tickId: number | null;
  readonly status: TickStatus | "failed";
  /** The error or refusal. */
  readonly reason: string | null;
}
