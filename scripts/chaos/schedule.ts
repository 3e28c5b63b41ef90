import type { Random } from "../local-mainnet/life/random.ts";
import type { Fault, Stage } from "./faults/fault.ts";

/** How often something begins to go wrong in a tick in which it may. */
const BEGIN = 0.85;
/** How often something else begins as well. */
const BEGIN_ANOTHER = 0.35;
/** How often two ticks follow in which nothing does, once all is over: enough to see that the keeper has recovered. */
const CALM = 0.5;
const CALM_TICKS = 2;

/** What goes wrong in which tick. */
export interface Schedule {
  /** How often each kind was begun. */
  readonly begun: ReadonlyMap<string, number>;
  /** What goes wrong now, by kind. */
  active(): readonly string[];
  /** Ends what is over, and begins what comes. */
  next(stage: Stage): Promise<void>;
  endAll(): Promise<void>;
}

/** By chance, also several of different layers at a time. */
export function byChance(faults: readonly Fault[], random: Random): Schedule {
  const stagehand = createStagehand();
  let calm = 0;
  return {
    ...stagehand,
    async next(stage) {
      const isOver = await stagehand.endOver();
      if (isOver && random.uniform() < CALM) calm = CALM_TICKS;
      if (calm > 0) {
        calm -= 1;
        return;
      }
      for (let probability = BEGIN; random.uniform() < probability; probability = BEGIN_ANOTHER) {
        await stagehand.begin(draw(faults, random.uniform()), stage);
      }
    },
  };
}

/** One after the other, with a tick between them in which nothing goes wrong. */
export function inOrder(faults: readonly Fault[]): Schedule {
  const stagehand = createStagehand();
  let ticks = 0;
  return {
    ...stagehand,
    async next(stage) {
      await stagehand.endAll();
      const fault = ticks % 2 === 1 ? faults[(ticks - 1) / 2] : undefined;
      ticks += 1;
      if (fault !== undefined) await stagehand.begin(fault, stage);
    },
  };
}

interface Stagehand extends Pick<Schedule, "begun" | "active" | "endAll"> {
  /** Unless something of its layer goes wrong already. */
  begin(fault: Fault, stage: Stage): Promise<void>;
  /** Another tick is over. Whether nothing goes wrong any more that did. */
  endOver(): Promise<boolean>;
}

function createStagehand(): Stagehand {
  const begun = new Map<string, number>();
  const active = new Map<Fault["layer"], { readonly kind: string; ticksLeft: number; end(): unknown }>();
  return {
    begun,
    active: () => [...active.values()].map(({ kind }) => kind),
    async begin(fault, stage) {
      if (active.has(fault.layer)) return;
      const [least, most] = fault.ticks;
      begun.set(fault.kind, (begun.get(fault.kind) ?? 0) + 1);
      const ticksLeft = least + stage.random.index(most - least + 1);
      active.set(fault.layer, { kind: fault.kind, ticksLeft, end: await fault.begin(stage) });
    },
    async endOver() {
      const before = active.size;
      for (const [layer, fault] of active) {
        if (--fault.ticksLeft > 0) continue;
        active.delete(layer);
        await fault.end();
      }
      return before > 0 && active.size === 0;
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
