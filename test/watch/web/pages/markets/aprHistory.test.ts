import { expect } from "chai";
import { aprHistory } from "../../../../../bot/watch/web/pages/markets/aprHistory.ts";
import { pointOf } from "../../../../../bot/watch/web/pages/markets/marketPoints.ts";
import { forecast, market, observation } from "./samples.ts";

const AAVE = market("1:aave-v3:usdc");
const NOW = 1_750_000_012;
const DAY = 86_400;
const at = (timeSeconds: number, rewardApr = 0) => pointOf(observation(AAVE.id, { blockTimeSeconds: timeSeconds, rewardApr }), AAVE);
const POINTS = [at(NOW - 120), at(NOW)];
const FORECASTS = [forecast(AAVE.id, 7 * DAY, { p90Apr: 0.1 }), forecast(AAVE.id, DAY)];

function seriesOf({ series }: ReturnType<typeof aprHistory>, name: string) {
  return series.find((one) => one.name === name)?.values;
}

describe("a market's rates and what is expected ahead", () => {
  it("open a fan from the last rate, to the end of each horizon", () => {
    const history = aprHistory(POINTS, FORECASTS, 30 * DAY);
    expect(history.timesSeconds).to.deep.equal([NOW - 120, NOW, NOW + DAY, NOW + 7 * DAY]);
    expect(history.restIndex).to.equal(2);
    expect(seriesOf(history, "Supply APR")).to.deep.equal([0.04, 0.04, null, null]);
    expect(seriesOf(history, "Expected p10")).to.deep.equal([null, 0.04, 0.03, 0.03]);
    expect(seriesOf(history, "Expected p90")).to.deep.equal([null, 0.04, 0.07, 0.1]);
  });

  it("look no further ahead than wanted, and not into what is over", () => {
    expect(aprHistory(POINTS, FORECASTS, 2 * DAY).timesSeconds).to.have.length(3);
    const old = aprHistory(POINTS, [forecast(AAVE.id, DAY, { madeAtSeconds: NOW - 2 * DAY })], 2 * DAY);
    expect(old.timesSeconds).to.have.length(2);
    expect(old.restIndex).to.equal(1);
    expect(old.series.map(({ name }) => name)).to.deep.equal(["Supply APR"]);
  });

  it("have rewards on top where there are any: what forecasts are of", () => {
    const history = aprHistory([at(NOW, 0.01)], FORECASTS, 30 * DAY);
    expect(seriesOf(history, "Supply and rewards")?.[0]).to.equal(0.05);
    expect(seriesOf(history, "Expected p50")?.[0]).to.equal(0.05);
  });

  it("give every time a value of every series, or null", () => {
    const { timesSeconds, series } = aprHistory([...POINTS, { ...at(NOW + 60), supplyApr: null, rewardApr: null }], FORECASTS, 30 * DAY);
    for (const { values } of series) expect(values).to.have.length(timesSeconds.length);
  });

  it("are empty of what nobody knows", () => {
    expect(aprHistory([], FORECASTS, 30 * DAY)).to.deep.include({ timesSeconds: [], restIndex: null });
  });
});
