import { expect } from "chai";
import { interval, priorInterval, quantile } from "../../bot/predict/interval.ts";
import { persistence } from "../../bot/predict/persistence.ts";
import { expectNear } from "../near.ts";
import { DAY, HOUR, historyOf } from "./histories.ts";

describe("forecast interval", () => {
  it("takes quantiles as R and NumPy do by default", () => {
    const values = [1, 2, 4, 8];
    expect([0, 0.1, 0.5, 0.9, 1].map((probability) => quantile(values, probability).toFixed(9))).deep.equal(
      [1, 1.3, 3, 6.8, 8].map((value) => value.toFixed(9)),
    );
  });

  it("is the market's own past errors around the forecast", () => {
    // Quotes swing by ±1 point around the 5 % the market really pays: errors are −1 point and +1 point, half each.
    const steps = Array.from({ length: 200 }, (_, i) => ({ seconds: HOUR, apr: 0.05, quotedApr: i % 2 === 0 ? 0.06 : 0.04 }));
    const history = historyOf("1:aave-v3:usdc", steps, { apr: 0.05 });
    const levels = persistence.levels(history);
    const { p10Apr, p50Apr, p90Apr } = interval(history, levels, 0.05, 10 * HOUR);
    expectNear(p10Apr, 0.04, 1e-6);
    expectNear(p90Apr, 0.06, 1e-6);
    expect(p50Apr).within(p10Apr, p90Apr);
  });

  it("covers about 80 % of what then happens in a market of stationary noise", () => {
    // A small generator (Park and Miller 1988), so that the sample is the same on every run.
    let state = 1;
    const next = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const steps = Array.from({ length: 3000 }, () => ({ seconds: HOUR, apr: 0.02 + 0.06 * next() ** 3 }));
    const history = historyOf("1:aave-v3:usdc", steps);
    const levels = persistence.levels(history);
    let covered = 0;
    let tried = 0;
    for (let now = 600; now + 24 < history.length; now += 12) {
      const { p10Apr, p90Apr } = interval(history.slice(0, now + 1), levels.slice(0, now + 1), levels[now] ?? 0, DAY);
      const realised = steps.slice(now, now + 24).reduce((sum, step) => sum + step.apr, 0) / 24;
      if (realised >= p10Apr && realised <= p90Apr) covered += 1;
      tried += 1;
    }
    expect(covered / tried).within(0.72, 0.88);
  });

  it("falls back to the field's usual errors while there is too little history", () => {
    const steps = Array.from({ length: 47 }, () => ({ seconds: HOUR, apr: 0.05 }));
    const history = historyOf("1:aave-v3:usdc", steps);
    const levels = persistence.levels(history);
    expect(interval(history, levels, 0.05, 10 * HOUR)).deep.equal(priorInterval(0.05, 10 * HOUR));
    const day = priorInterval(0.1, DAY);
    expectNear(day.p10Apr, 0.091, 5e-4);
    expectNear(day.p90Apr, 0.112, 5e-4);
    const week = priorInterval(0.1, 7 * DAY);
    expectNear(week.p10Apr, 0.072, 5e-4);
    expectNear(week.p90Apr, 0.162, 1e-3);
    expect(priorInterval(-0.1, DAY).p10Apr).below(-0.1);
  });

  it("does not promise a negative rate to a market that has never paid one", () => {
    const steps = Array.from({ length: 400 }, (_, i) => ({ seconds: HOUR, apr: Math.floor(i / 40) % 2 === 0 ? 0.3 : 0.01 }));
    const history = historyOf("1:aave-v3:usdc", steps);
    const { p10Apr } = interval(history, persistence.levels(history), 0.01, 20 * HOUR);
    expect(p10Apr).equal(0);
  });

  it("ignores windows that a gap in the data stretches", () => {
    const steady = Array.from({ length: 300 }, () => ({ seconds: HOUR, apr: 0.05 }));
    const gap = { seconds: 20 * DAY, apr: 3, quotedApr: 0.05 };
    const history = historyOf("1:aave-v3:usdc", [...steady, gap, ...steady]);
    const { p90Apr } = interval(history, persistence.levels(history), 0.05, 10 * HOUR);
    expectNear(p90Apr, 0.05, 1e-6);
  });
});
