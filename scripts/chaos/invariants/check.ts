import { noGap, recordedBeforeSent, settledLikeTheChain } from "./accounted.ts";
import { sharePriceHolds, withinLimits } from "./limits.ts";
import { executedOnce } from "./once.ts";
import { fenced, withinBudget, withinPolicy } from "./policy.ts";
import type { Breach, ChaosRecord } from "./record.ts";
import { noneRunning, ticksRecorded } from "./ticks.ts";

/** What holds at any instant, whatever goes wrong. */
const ALWAYS = [executedOnce, recordedBeforeSent, withinPolicy, withinBudget, fenced, withinLimits, sharePriceHolds, ticksRecorded];

/** What holds as soon as nothing goes wrong any more and the keeper has had its two ticks. */
const WHEN_QUIET = [settledLikeTheChain, noGap, noneRunning];

export function breachesOf(record: ChaosRecord, { quiet }: { readonly quiet: boolean }): readonly Breach[] {
  return [...ALWAYS, ...(quiet ? WHEN_QUIET : [])].flatMap((invariant) => invariant(record));
}
