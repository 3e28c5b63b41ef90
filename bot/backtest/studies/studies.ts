import type { Backtest } from "../backtest.ts";
import { contenderByName } from "../contenders.ts";
import type { ReportExtras } from "../report/extras.ts";
import { leadOverBest, mlOf } from "../report/lead.ts";
import type { Stage } from "../stage.ts";
import { BREAK_EVEN_RUNS, breakEven } from "./breakEven.ts";
import { CAPACITY_USD, capacityCurve } from "./capacity.ts";
import { SENSITIVITY_RUNS, sensitivities } from "./sensitivity.ts";

/** Who knows the future is left out: its plan is made for one size and one price of gas. */
const NOT_STUDIED: ReadonlySet<string> = new Set(["oracle", "foresight"]);

/** Everything a report tells beside the backtest itself: how size, costs and settings change it. Some forty more runs a contender. */
export function studiesOf(backtest: Backtest, stage: Stage, onProgress: (fraction: number, what: string) => void): ReportExtras {
  const names = backtest.contested.map(({ run }) => run.contender).filter((name) => !NOT_STUDIED.has(name));
  const all = CAPACITY_USD.length + SENSITIVITY_RUNS + BREAK_EVEN_RUNS;
  let before = 0;
  const study = {
    spec: backtest.spec,
    stage,
    contenders: names.map(contenderByName),
    onRun: (done: number, what: string) => onProgress(Math.min(1, (before + done) / all), what),
  };
  const capacity = capacityCurve(study);
  before = CAPACITY_USD.length;
  const sensitivity = sensitivities(study);
  before += SENSITIVITY_RUNS;
  const ml = mlOf(backtest);
  const lead = leadOverBest(backtest);
  return {
    capacity,
    sensitivity,
    breakEven:
      ml === null || lead === null
        ? []
        : breakEven({ ...study, contenders: [ml.run.contender, lead.best].map(contenderByName) }, ml.run.contender, lead.best),
  };
}
