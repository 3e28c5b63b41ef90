import type { BacktestSpec } from "../backtest.ts";
import type { Contender } from "../contenders.ts";
import { performance } from "../metrics/performance.ts";
import { runContender } from "../runBacktest.ts";
import { policyOf, type Stage } from "../stage.ts";

/** What studies vary about a backtest that has been staged: its world and what models said of it stay. */
export interface Study {
  readonly spec: BacktestSpec;
  readonly stage: Stage;
  readonly contenders: readonly Contender[];
  /** Told after each run. */
  readonly onRun: (done: number, what: string) => void;
}

/** A change of the spec that needs no other world and no other forecasts. */
export type Variation = Partial<Pick<BacktestSpec, "capitalUsd" | "gasMultiplier" | "feeModel" | "policy" | "relativeCapBps">>;

/** The annualised return of each contender under a variation, by name; null where it cannot be told. */
export function variedReturns({ spec, stage, contenders }: Study, variation: Variation): Readonly<Record<string, number | null>> {
  const varied = { ...spec, ...variation };
  const on = { ...stage, policy: policyOf(varied) };
  return Object.fromEntries(
    contenders.map((contender) => {
      const run = runContender(varied, on, contender, () => undefined);
      return [contender.name, performance(run, { riskFreeApr: 0, benchmark: null, trials: null, bootstrap: null }).annualisedReturn];
    }),
  );
}
