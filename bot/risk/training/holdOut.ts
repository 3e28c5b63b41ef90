import type { UnixSeconds } from "../../core/units.ts";
import { type RiskDataset, rowsMadeIn } from "./dataset.ts";
import type { Judgement } from "./judge.ts";
import type { RiskPreset } from "./riskPresets.ts";
import { trainRisk } from "./trainRisk.ts";

export interface HoldOut {
  readonly dataset: RiskDataset;
  readonly preset: RiskPreset;
  readonly seed: number;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  /** Markets that are judged. */
  readonly isJudged: (market: number) => boolean;
  /** What a market belongs to: its protocol, or its asset. */
  readonly groupOf: (market: number) => string;
  /** Groups are held out so many at a time as make this many trainings; each alone unless given. */
  readonly trainings?: number;
  readonly onProgress: (step: string, fraction: number) => void;
}

/**
 * Judgements of markets by models that have never seen any market of the same group, nor anything later than `fromSeconds`: what a classifier is
 * worth in a protocol, or for an asset, that is new.
 */
export function judgeHeldOut(options: HoldOut): readonly Judgement[] {
  const { dataset, preset, seed, fromSeconds, toSeconds, isJudged, groupOf, onProgress } = options;
  const rows = rowsMadeIn(dataset, fromSeconds, toSeconds).filter((row) => isJudged(dataset.rows[row]?.market ?? -1));
  const groups = [...new Set(Array.from(rows, (row) => groupOf(dataset.rows[row]?.market ?? -1)))].sort();
  const trainings = Math.min(options.trainings ?? groups.length, groups.length);
  return Array.from({ length: trainings }, (_, turn) => {
    const heldOut = new Set(groups.filter((_group, i) => i % trainings === turn));
    const names = [...heldOut].slice(0, 3).join(", ");
    const admits = (market: number) => !heldOut.has(groupOf(market));
    const { model } = trainRisk({
      dataset,
      untilSeconds: fromSeconds,
      preset,
      seed,
      admits,
      onProgress: (step, fraction) => onProgress(`without ${names}${heldOut.size > 3 ? " …" : ""}: ${step}`, (turn + fraction) / trainings),
    });
    return { model, rows: rows.filter((row) => heldOut.has(groupOf(dataset.rows[row]?.market ?? -1))) };
  });
}
