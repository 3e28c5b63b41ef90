import type { Schema } from "../../../client/keeperClient.ts";

type DayAccuracy = Schema<"DayAccuracy">;

/** Mean absolute errors day by day; null on days without an outcome. */
export interface AccuracyDays {
  readonly timesSeconds: readonly number[];
  /** By name and version. Persistence is no model here. */
  readonly models: readonly { readonly name: string; readonly mae: readonly (number | null)[] }[];
  /** Persistence's at the moments of the model that had most of them that day. */
  readonly persistence: readonly (number | null)[];
}

const DAY_SECONDS = 86_400;

export function accuracyDays(days: readonly DayAccuracy[]): AccuracyDays {
  const starts = days.map(({ dayStartSeconds }) => dayStartSeconds);
  const first = Math.min(...starts);
  const count = starts.length === 0 ? 0 : Math.round((Math.max(...starts) - first) / DAY_SECONDS) + 1;
  const timesSeconds = Array.from({ length: count }, (_, day) => first + day * DAY_SECONDS);
  const nameOf = ({ model, modelVersion }: DayAccuracy) => `${model} ${modelVersion}`;
  const names = [...new Set(days.filter(({ model }) => model !== "persistence").map(nameOf))].sort();
  const ofDay = (time: number) => days.filter(({ dayStartSeconds }) => dayStartSeconds === time);
  return {
    timesSeconds,
    models: names.map((name) => ({ name, mae: timesSeconds.map((time) => ofDay(time).find((one) => nameOf(one) === name)?.mae ?? null) })),
    persistence: timesSeconds.map((time) => ofDay(time).toSorted((a, b) => b.samples - a.samples)[0]?.persistenceMae ?? null),
  };
}
