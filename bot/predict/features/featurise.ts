import { scaleOf } from "../evaluate/scale.ts";
import type { SampleBatch } from "../learned/samples.ts";
import type { Conditions } from "../series/conditions.ts";
import { CARRY_FORWARD_SECONDS, type MarketSeries } from "../series/marketSeries.ts";
import { calendar } from "./calendar.ts";
import { flow } from "./flow.ts";
import { KinkEstimator } from "./kink.ts";
import { level } from "./level.ts";
import { liquidity } from "./liquidity.ts";
import { type MarketView, marketView } from "./marketView.ts";
import { conditionPaths, fillRateGrid, GRID_HOURS, type Moment } from "./moment.ts";
import { peerLevel } from "./peerLevel.ts";
import { type Peers, peersAt } from "./peers.ts";
import { regime } from "./regime.ts";
import { volatility } from "./volatility.ts";
import { channelNames, DEFAULT_WINDOW, type WindowPreset, writeWindow } from "./window.ts";

const GROUPS = [level, volatility, liquidity, flow, peerLevel, regime, calendar] as const;

/** Every feature there is, in the order of a batch's columns. A model remembers the ones it was trained on and refuses others. */
export const FEATURE_NAMES: readonly string[] = GROUPS.flatMap(({ names }) => names);

/** The markets that are known, ready for features at any moment. All of them, for markets are compared with one another. */
export interface MarketPanel {
  readonly views: readonly MarketView[];
  readonly conditions: ReturnType<typeof conditionPaths>;
}

export function marketPanel(markets: readonly MarketSeries[], conditions: Conditions): MarketPanel {
  return { views: markets.map(marketView), conditions: conditionPaths(conditions) };
}

/** Which market of a panel, and when. */
export interface MarketMoment {
  readonly market: number;
  readonly atSeconds: number;
}

/** Whether a market can be forecast from a moment: its last point is not too old. */
export function isKnownAt({ views }: MarketPanel, { market, atSeconds }: MarketMoment): boolean {
  const rate = views[market]?.quoted.at(atSeconds);
  return rate !== undefined && !Number.isNaN(rate);
}

/**
 * The one pipeline from pasts to model input, for training, replay and the live keeper alike. A moment's row depends on what was known at the
 * moment and on nothing later.
 *
 * @param moments Such as `isKnownAt` holds for. Moments of one time next to one another are quickest.
 * @throws RangeError for a moment at which its market is not known.
 */
export function featurise(panel: MarketPanel, moments: readonly MarketMoment[], preset: WindowPreset = DEFAULT_WINDOW): SampleBatch {
  const width = FEATURE_NAMES.length;
  const channels = channelNames(preset);
  const windowSize = preset.steps * channels.length;
  const features = new Float32Array(moments.length * width);
  const windows = new Float32Array(moments.length * windowSize);
  const persistenceApr = new Float64Array(moments.length);
  const scaleApr = new Float64Array(moments.length);
  const grid = new Float64Array(GRID_HOURS + 1);
  const kinks = new KinkEstimator();
  const peersOf = peersByTime(panel.views);

  moments.forEach(({ market, atSeconds }, row) => {
    const view = panel.views[market];
    const last = view?.quoted.indexAt(atSeconds) ?? -1;
    if (view === undefined || last < 0 || atSeconds - (view.series.timeSeconds[last] as number) > CARRY_FORWARD_SECONDS) {
      throw new RangeError(`market ${market} is not known at ${atSeconds}`);
    }
    const persistence = view.series.quotedApr[last] as number;
    const moment: Moment = {
      view,
      atSeconds,
      last,
      persistenceApr: persistence,
      scaleApr: scaleOf(persistence),
      grid,
      gridHours: fillRateGrid(view, last, atSeconds, grid),
      peers: peersOf(atSeconds),
      conditions: panel.conditions,
      kinks,
    };
    persistenceApr[row] = moment.persistenceApr;
    scaleApr[row] = moment.scaleApr;
    let column = row * width;
    for (const group of GROUPS) {
      // What is too large for a 32-bit number is as good as not known.
      for (const value of group.values(moment)) features[column++] = Number.isFinite(Math.fround(value)) ? value : Number.NaN;
    }
    writeWindow(moment, preset, windows, row * windowSize);
  });

  return {
    count: moments.length,
    featureNames: FEATURE_NAMES,
    features,
    window: { steps: preset.steps, channelNames: channels, values: windows },
    persistenceApr,
    scaleApr,
  };
}

function peersByTime(views: readonly MarketView[]): (atSeconds: number) => Peers {
  const known = new Map<number, Peers>();
  return (atSeconds) => {
    const peers = known.get(atSeconds) ?? peersAt(views, atSeconds);
    known.set(atSeconds, peers);
    return peers;
  };
}
