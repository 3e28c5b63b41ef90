import type { Random } from "../../local-mainnet/life/random.ts";
import type { ChaosKeeper } from "../keeper.ts";
import type { Team } from "../team.ts";
import type { ChaosWorld } from "../world.ts";

/** What a fault can get hold of. */
export interface Stage {
  readonly world: ChaosWorld;
  readonly team: Team;
  readonly random: Random;
  /** What goes wrong with the process of the tick that comes. */
  readonly fate: Fate;
}

export interface Fate {
  /** The event of an execution at which it kills itself. */
  dieAt: string | null;
  /** Done to the keeper just before it ticks. */
  readonly beforeTick: ((keeper: ChaosKeeper) => void)[];
  /** At which of its calls to a node, or at which event of its execution, it is paused, for another one to take over. */
  pauseAt: number | string | null;
}

/** Something that goes wrong, for one tick or for some. */
export interface Fault {
  readonly kind: string;
  /** One of each at a time. */
  readonly layer: "process" | "rpc" | "chain" | "mempool" | "relay" | "database";
  /** How often, against the others. */
  readonly weight: number;
  readonly ticks: readonly [least: number, most: number];
  /** Brings it about, and returns what ends it. */
  begin(stage: Stage): Promise<() => unknown>;
}

export const nothingToEnd = () => undefined;
