import { prepareDataFolder } from "../../../bot/store/dataFolder.ts";
import { livePostmaster } from "../../../bot/store/postmaster.ts";
import type { ChaosKeeper } from "../keeper.ts";
import type { ChaosWorld } from "../world.ts";
import { type Fault, nothingToEnd, type Stage } from "./fault.ts";

const QUERIES = 60;

/** Something that happens at one of the keeper's queries. */
const duringTick = (kind: string, weight: number, actionOf: (stage: Stage, keeper: ChaosKeeper) => () => void): Fault => ({
  kind,
  layer: "database",
  weight,
  ticks: [1, 1],
  begin: async (stage) => {
    const query = 1 + stage.random.index(QUERIES);
    stage.fate.beforeTick.push((keeper) => keeper.at("query", query, actionOf(stage, keeper)));
    return nothingToEnd;
  },
});

/** The server goes and comes back by itself: in order, or as after a crash. */
async function restartServer({ dataFolder }: ChaosWorld, signal: NodeJS.Signals): Promise<void> {
  const live = await livePostmaster(await prepareDataFolder(dataFolder));
  if (live !== null) process.kill(live.pid, signal);
}

/** A database that goes away, for a moment or for long. */
export const databaseFaults: readonly Fault[] = [
  duringTick("database-restart", 3, ({ world, random }) => {
    const signal = random.uniform() < 0.5 ? "SIGINT" : "SIGQUIT";
    return () => void restartServer(world, signal);
  }),
  duringTick("database-cut", 3, (_, keeper) => keeper.database.cut),
  {
    kind: "database-refuses",
    layer: "database",
    weight: 2,
    ticks: [1, 2],
    begin: async ({ team }) => {
      await team.setDatabaseRefused(true);
      return () => team.setDatabaseRefused(false);
    },
  },
];
