import type { Gauge } from "prom-client";

type Labels = Readonly<Record<string, string>>;

/** One series of a gauge: its labels and its value. */
export type Series = readonly [labels: Labels, value: number];

/**
 * A gauge whose series are told all at once by whoever they are of: those that are not told any more are gone, not left at what they were last.
 * A market that gave nothing has no rate, and a vault that is not kept any more has no price.
 */
export interface OwnedSeries {
  /** @param owner "usdc": the vault, for example. */
  replace(owner: string, series: readonly Series[]): void;
  forget(owner: string): void;
}

export function ownedSeries(gauge: Gauge): OwnedSeries {
  const owned = new Map<string, readonly Labels[]>();
  const forget = (owner: string) => {
    for (const labels of owned.get(owner) ?? []) gauge.remove(labels);
    owned.delete(owner);
  };
  return {
    forget,
    replace(owner, series) {
      forget(owner);
      for (const [labels, value] of series) gauge.set(labels, value);
      owned.set(
        owner,
        series.map(([labels]) => labels),
      );
    },
  };
}

/** The series of a state-set as OpenMetrics has it: 1 for what is so, 0 for everything else that could be. */
export function stateSet<State extends string>(label: string, states: readonly State[], current: State | null, labels: Labels): Series[] {
  return states.map((state) => [{ ...labels, [label]: state }, Number(state === current)]);
}
