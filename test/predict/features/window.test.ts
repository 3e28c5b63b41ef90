import { expect } from "chai";
import fc from "fast-check";
import { featurise, isKnownAt, marketPanel } from "../../../bot/predict/features/featurise.ts";
import {
  CHANNEL_NAMES,
  channelNames,
  DEFAULT_WINDOW,
  PRIOR_WINDOW,
  presetOf,
  type WindowPreset,
} from "../../../bot/predict/features/window.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { anyPoints, DAY, HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";

/** Steps of the first market's window, each by channel. */
function windowAt(markets: readonly MarketSeries[], atSeconds: number, preset?: WindowPreset) {
  const { window } = featurise(marketPanel(markets, new Map()), [{ market: 0, atSeconds }], preset);
  const width = window.channelNames.length;
  return Array.from({ length: window.steps }, (_, step) =>
    Object.fromEntries(window.channelNames.map((name, channel) => [name, window.values[step * width + channel] as number])),
  );
}

function expectStep(found: Readonly<Record<string, number>> | undefined, expected: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(expected)) expect(found?.[name], name).closeTo(value, 1e-6);
}

const at = MONDAY + 2 * DAY;
// A day and a half at 3 % with a million lent out by half, then half a day at 4 % with two millions.
const series = seriesOf([
  { timeSeconds: MONDAY, quotedApr: 0.03, totalSupplyUsd: 1e6, utilization: 0.5 },
  { timeSeconds: at - DAY / 2, quotedApr: 0.04, totalSupplyUsd: 2e6, utilization: 0.7 },
]);

describe("the window of the past", () => {
  it("has a step a day, oldest first, with means, ends and flows against now", () => {
    const steps = windowAt([series], at);
    expect(steps).lengthOf(7);
    expectStep(steps[6], {
      rate: (0.035 - 0.04) / 0.04,
      supply: 0,
      utilization: 0.6,
      "net-flow": 0.5,
      "rate-at-end": 0,
      "peer-gap": 0,
      change: (0.04 - 0.03) / 0.04,
      "is-known": 1,
    });
    expectStep(steps[5], {
      rate: -0.25,
      supply: Math.log(0.5),
      utilization: 0.5,
      "net-flow": 0,
      "rate-at-end": -0.25,
      change: 0,
      "is-known": 1,
    });
    expectStep(steps[4], { "net-flow": 0, "rate-at-end": -0.25, change: 0 });
  });

  it("of days that are not known says so, and else stands at now", () => {
    const steps = windowAt([series], at);
    for (const step of steps.slice(0, 4)) {
      expectStep(step, { rate: 0, supply: 0, utilization: 0.7, "net-flow": 0, "rate-at-end": 0, change: 0, "is-known": 0 });
    }
  });

  it("has the gap to the asset class in every step", () => {
    const other = seriesOf([{ timeSeconds: MONDAY, quotedApr: 0.09, totalSupplyUsd: 5e6 }], { symbol: "DAI" });
    for (const step of windowAt([series, other], at)) {
      expectStep(step, { "peer-gap": (Math.log(0.042) + Math.log(0.092)) / 2 - Math.log(0.042) });
    }
  });

  it("as the prior work had it is exactly the first four channels", () => {
    expect(channelNames(PRIOR_WINDOW)).deep.equal(["rate", "supply", "utilization", "net-flow"]);
    expect(PRIOR_WINDOW).include({ steps: 7, stepHours: 24 });
    const prior = windowAt([series], at, PRIOR_WINDOW);
    const whole = windowAt([series], at, DEFAULT_WINDOW);
    expect(prior).lengthOf(7);
    prior.forEach((step, i) => {
      expect(Object.entries(step)).deep.equal(Object.entries(whole[i] ?? {}).slice(0, 4));
    });
  });

  it("is known by its steps and channels again, and any other is none", () => {
    for (const preset of [PRIOR_WINDOW, DEFAULT_WINDOW]) {
      expect(presetOf({ steps: preset.steps, channelNames: [...channelNames(preset)] })).equal(preset);
      expect(presetOf({ steps: preset.steps + 1, channelNames: channelNames(preset) })).equal(null);
      expect(presetOf({ steps: preset.steps, channelNames: channelNames(preset).toReversed() })).equal(null);
    }
    expect(presetOf({ steps: 7, channelNames: [] })).equal(null);
    expect(channelNames(DEFAULT_WINDOW)).deep.equal(CHANNEL_NAMES);
  });

  it("is a number within 5 everywhere, whatever is known and however markets jump", () => {
    const seconds = fc.integer({ min: MONDAY, max: MONDAY + 12 * DAY });
    fc.assert(
      fc.property(anyPoints(MONDAY), anyPoints(MONDAY), seconds, (one, other, atSeconds) => {
        const panel = marketPanel([seriesOf(one), seriesOf(other)], new Map());
        const moments = [0, 1].map((market) => ({ market, atSeconds })).filter((moment) => isKnownAt(panel, moment));
        for (const value of featurise(panel, moments).window.values) expect(value).within(-5, 5);
      }),
    );
    const jump = seriesOf([
      { timeSeconds: MONDAY, quotedApr: 1.9 },
      { timeSeconds: MONDAY + HOUR, quotedApr: 0 },
    ]);
    expectStep(windowAt([jump], MONDAY + HOUR)[6], { rate: 5, change: 0, "is-known": 1 });
  });
});
