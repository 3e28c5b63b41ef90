import type { Random } from "../local-mainnet/life/random.ts";
import type { Fault, Stage } from "./faults/fault.ts";

/** How often something begins to go wrong in a tick in which it may. */
const BEGIN = 0.85;
/** How often something else begins as well. */
const BEGIN_ANOTHER = 0.35;
/** How often two ticks follow in which nothing does, once all is over: enough to see that the keeper has recovered. */
const CALM = 0.5;
const CALM_TICKS = 2;

/** What goes wrong in which tick, by chance. */
export interface Schedule {
  /** How often each kind was begun. */
  readonly begun: ReadonlyMap<string, number>;
  /** What goes wrong now, by kind. */
  active(): readonly string[];
  /** Ends what is over, and begins what comes. */
  next(stage: Omit<Stage, "random">): Promise<void>;
  endAll(): Promise<void>;
}

export function createSchedule(faults: readonly Fault[], random: Random): Schedule {
  const begun = new Map<string, number>();
  const active = new Map<Fault["layer"], { readonly kind: string; ticksLeft: number; end(): unknown }>();
  let calm = 0;

  async function endOver(): Promise<void> {
    for (const [layer, fault] of active) {
      if (--fault.ticksLeft > 0) continue;
      active.delete(layer);
      await fault.end();
      if (active.size === 0 && random.uniform() < CALM) calm = CALM_TICKS;
    }
  }

  return {
    begun,
    active: () => [...active.values()].map(({ kind }) => kind),
    async next(stage) {
      await endOver();
      if (calm > 0) {
        calm -= 1;
        return;
      }
      for (let probability = BEGIN; random.uniform() < probability; probability = BEGIN_ANOTHER) {
        const fault = draw(faults, random.uniform());
        if (active.has(fault.layer)) continue;
        const [least, most] = fault.ticks;
        begun.set(fault.kind, (begun.get(fault.kind) ?? 0) + 1);
        const ticksLeft = least + random.index(most - least + 1);
        active.set(fault.layer, { kind: fault.kind, ticksLeft, end: await fault.begin({ ...stage, random }) });
      }
    },
    async endAll() {
      for (const { end } of active.values()) await end();
      active.clear();
    },
  };
}

/** The fault at this place in [0, 1) of them all, each as wide as its weight. */
function draw(faults: readonly Fault[], at: number): Fault {
  let left = at * faults.reduce((sum, { weight }) => sum + weight, 0);
  for (const fault of faults) {
    left -= fault.weight;
    if (left < 0) return fault;
  }
  throw new RangeError("there are no faults");
}
