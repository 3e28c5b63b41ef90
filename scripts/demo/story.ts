import { keepMadeUpBacktests } from "./madeUpBacktests.ts";
import { demoScenario } from "./scenario.ts";
import { type ServedVault, serveVault } from "./servedVault.ts";
import { openStage } from "./stage.ts";
import { runStrategy } from "./strategyRun.ts";
import { troubledDays } from "./troubledDays.ts";
import { createWatch } from "./watch.ts";

/** The strategy of the demo's keeper. */
export const KEEPER_STRATEGY = "maximise-net-yield";

export interface StoryOptions {
  readonly ticks?: number;
  readonly seed?: string;
  /** Of the API; any free one unless given. */
  readonly port?: number;
  readonly onFailure: (error: Error) => void;
}

const FEW_TICKS = 12;

/**
 * The demo without what it is measured against and without a word, in this process: two days of a vault and its troubled days, after which it
 * goes on when told to.
 */
export async function startStory({ ticks = FEW_TICKS, seed = "1", port = 0, onFailure }: StoryOptions): Promise<ServedVault> {
  const scenario = demoScenario(ticks, seed, false);
  const stage = await openStage(scenario);
  try {
    const live = await stage.openVault(KEEPER_STRATEGY);
    try {
      const watch = createWatch(live);
      await together([
        runStrategy(live, { scenario, strategy: KEEPER_STRATEGY, onTick: (_point, report) => watch.ticked(report) }),
        keepMadeUpBacktests(live.databaseUrl),
      ]);
      const served = await serveVault({ live, watch, hoursPerTick: scenario.hoursPerTick, port, onFailure });
      await troubledDays(served);
      return {
        ...served,
        close: async () => {
          await served.close();
          await stage.close();
        },
      };
    } catch (error) {
      await live.close();
      throw error;
    }
  } catch (error) {
    await stage.close();
    throw error;
  }
}

/** Nothing is closed under what is still at work. */
async function together(works: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}
