import { contenderByName } from "../contenders.ts";
import { fingerprint } from "../minds/fingerprint.ts";
import type { Past } from "../past.ts";
import { policyOf, prepareStage, type Stage, type StageDeps } from "../stage.ts";
import type { TrialJob } from "./grid.ts";

/** What jobs on one past need to be run. */
export interface StageSource {
  readonly past: Past;
  readonly deps: StageDeps;
}

/** SHA-256 over what a job's stage is made of, beside the ground: jobs that have it in common play on one stage. */
export function stageIdOf({ spec, contender }: TrialJob, ground: string): string {
  const { universe, fromSeconds, toSeconds, everySeconds, prices, leastSupplyUsd, members, seed } = spec;
  const { horizonSeconds } = policyOf(spec);
  return fingerprint({
    ground,
    contender,
    universe,
    fromSeconds,
    toSeconds,
    everySeconds,
    prices,
    leastSupplyUsd,
    members,
    seed,
    horizonSeconds,
  });
}

/** @throws as `prepareStage`. */
export function stageFor({ spec, contender }: TrialJob, { past, deps }: StageSource): Promise<Stage> {
  return prepareStage(spec, past, [contenderByName(contender)], deps);
}
