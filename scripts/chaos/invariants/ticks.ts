import type { Breach, ChaosRecord } from "./record.ts";

/** Every tick that a keeper brought to an end with a report has its row, which says the same. */
export function ticksRecorded({ database, ends }: ChaosRecord): readonly Breach[] {
  const rows = new Map(database.ticks.map((tick) => [tick.id, tick]));
  return ends.flatMap(({ tickId, status }) => {
    if (tickId === null) return [];
    const found = rows.get(tickId)?.status ?? "missing";
    return found === status ? [] : [breach(`tick ${tickId} ended ${status} and is ${found} in the database`)];
  });
}

/** Once a keeper has recovered, none of its ticks runs that ended long ago. */
export function noneRunning({ database }: ChaosRecord): readonly Breach[] {
  return database.ticks.filter(({ status }) => status === "running").map(({ id }) => breach(`tick ${id} is running although none is`));
}

function breach(explanation: string): Breach {
  return { invariant: "tick-row", explanation };
}
