import { lnRate, type Moment } from "./moment.ts";

/** How a network reads the past: so many steps of so many hours, oldest first. */
export interface WindowPreset {
  readonly name: string;
  readonly steps: number;
  readonly stepHours: number;
}

/** The prior work's input: a week by the day. */
export const PRIOR_WINDOW: WindowPreset = { name: "7x4", steps: 7, stepHours: 24 };
export const DEFAULT_WINDOW: WindowPreset = { name: "7x8", steps: 7, stepHours: 24 };

/** The prior work's four channels; the default window has more. */
const PRIOR_CHANNELS = ["rate", "supply", "utilization", "net-flow"] as const;
const CHANNELS = [...PRIOR_CHANNELS, "rate-at-end", "peer-gap", "change", "is-known"] as const;

export function channelNames(preset: WindowPreset): readonly string[] {
  return preset === PRIOR_WINDOW ? PRIOR_CHANNELS : CHANNELS;
}

/** Every channel there is. */
export const CHANNEL_NAMES: readonly string[] = CHANNELS;

/** The preset that makes windows of these steps and channels; null where none does. */
export function presetOf(window: { readonly steps: number; readonly channelNames: readonly string[] }): WindowPreset | null {
  const fits = (preset: WindowPreset) => preset.steps === window.steps && channelNames(preset).join() === window.channelNames.join();
  return [DEFAULT_WINDOW, PRIOR_WINDOW].find(fits) ?? null;
}

const MOST = 5;

/**
 * One moment's window, steps × channels, never NaN: mean rate of the step against persistence, in scales; logarithm of deposits against now;
 * utilization; what deposits changed by in the step as a share of deposits now; rate at the step's end against persistence; the asset class' level
 * against the market now (one value); change of the rate within the step; whether the step is known.
 */
export function writeWindow(moment: Moment, preset: WindowPreset, into: Float32Array, offset: number): void {
  const { view, atSeconds, persistenceApr, scaleApr, last, peers } = moment;
  const { series } = view;
  const channels = channelNames(preset).length;
  const supplyNow = series.totalSupplyUsd[last] as number;
  const utilizationNow = series.utilization[last] as number;
  const peer = peers.byClass.get(view.assetClass);
  const peerGap = peer === undefined ? 0 : peer.level - lnRate(persistenceApr);
  for (let step = 0; step < preset.steps; step++) {
    const to = atSeconds - (preset.steps - 1 - step) * preset.stepHours * 3600;
    const from = to - preset.stepHours * 3600;
    const mean = view.quoted.mean(from, to);
    const end = view.quoted.at(to);
    const start = view.quoted.at(from);
    const values = [
      (mean - persistenceApr) / scaleApr,
      Math.log(Math.max(view.supply.at(to), 1) / supplyNow),
      known(view.utilization.mean(from, to), utilizationNow),
      (view.supply.at(to) - view.supply.at(from)) / supplyNow,
      (end - persistenceApr) / scaleApr,
      peerGap,
      (end - start) / scaleApr,
      Number.isNaN(mean) ? 0 : 1,
    ];
    for (let channel = 0; channel < channels; channel++) {
      into[offset + step * channels + channel] = Math.max(-MOST, Math.min(MOST, known(values[channel] as number, 0)));
    }
  }
}

function known(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
