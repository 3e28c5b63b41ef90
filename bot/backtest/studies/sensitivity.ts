import type { Sensitivity } from "../report/extras.ts";
import { type Study, type Variation, variedReturns } from "./variedRuns.ts";

const DAY_SECONDS = 86_400;

interface Axis {
  readonly name: string;
  readonly rows: readonly { readonly label: string; readonly variation: (study: Study) => Variation }[];
}

/** What the result might hang on. The horizon of forecasts is not among them: it needs other models. */
const AXES: readonly Axis[] = [
  {
    name: "gas",
    rows: [0, 0.5, 1, 2, 5].map((factor) => ({
      label: `${factor} ×`,
      variation: ({ spec }) => ({ feeModel: { kind: "gas" }, gasMultiplier: spec.gasMultiplier * factor }),
    })),
  },
  {
    name: "a flat fee instead of gas",
    rows: [0, 0.0005, 0.001, 0.003].map((fraction) => ({
      label: `${(fraction * 100).toFixed(2)} %`,
      variation: () => ({ feeModel: { kind: "flat", fraction } }),
    })),
  },
  {
    name: "how long idle money has to pay for its way",
    rows: [7, 14, 30, 90].map((days) => ({
      label: `${days} days`,
      variation: ({ spec }) => ({ policy: { ...spec.policy, idlePaybackSeconds: days * DAY_SECONDS } }),
    })),
  },
  {
    name: "doubt added to the margin",
    rows: [0, 0.25, 0.5, 1].map((marginDoubt) => ({
      label: String(marginDoubt),
      variation: ({ spec }) => ({ policy: { ...spec.policy, marginDoubt } }),
    })),
  },
  {
    name: "the most in one market",
    rows: [2_500, 4_000, 6_000, 10_000].map((relativeCapBps) => ({
      label: `${relativeCapBps / 100} %`,
      variation: () => ({ relativeCapBps }),
    })),
  },
];

export const SENSITIVITY_RUNS = AXES.reduce((sum, { rows }) => sum + rows.length, 0);

/** Returns as one thing after another varies. */
export function sensitivities(study: Study): readonly Sensitivity[] {
  let done = 0;
  return AXES.map(({ name, rows }) => ({
    name,
    rows: rows.map(({ label, variation }) => {
      const byContender = variedReturns(study, variation(study));
      done += 1;
      study.onRun(done, `${name}: ${label}`);
      return { label, byContender };
    }),
  }));
}
