import { expect } from "chai";
import { recordedSurroundings } from "../../../bot/backtest/replay/recordedSurroundings.ts";
import type { RecordedState, Recording } from "../../../bot/backtest/replay/recording.ts";
import { isParity, replayRecording } from "../../../bot/backtest/replay/replayRecording.ts";
import { RAY } from "../../../bot/core/units.ts";
import type { Position } from "../../../bot/core/vaultState.ts";
import { decide } from "../../../bot/decide/decide.ts";
import type { DecisionInput } from "../../../bot/decide/input.ts";
import { strategyByName } from "../../../bot/decide/strategies/registry.ts";
import { BLOCK, forecastOf, inputOf, NOW, observationOf, positionOf, units } from "../../decide/arbitraries.ts";
import { expectNear } from "../../near.ts";

const AAVE = "1:aave-v3:usdc";
const SKY = "1:sky-savings:usdc";
const HOUR = 3_600;
const idle = strategyByName("idle");

/** What a keeper that holds saw at the n-th hour; a market without an index was not seen. */
function inputAt(
  hour: number,
  idleTokens: number,
  positions: readonly Position[],
  indices: Readonly<Record<string, number>>,
): DecisionInput {
  const moment = { blockNumber: BLOCK + 300 * hour, blockTimeSeconds: NOW + hour * HOUR };
  const observations = Object.entries(indices).map(([marketId, index]) =>
    observationOf(marketId, { kind: "flat" }, { ...moment, growthIndexRay: (BigInt(Math.round(index * 1e9)) * RAY) / 1_000_000_000n }),
  );
  return inputOf(idleTokens, positions, observations, [forecastOf(AAVE, 0.04)], { vault: moment });
}

function recordingOf(inputs: readonly DecisionInput[], closing: RecordedState, flows: Recording["flows"] = []): Recording {
  return {
    strategy: idle.name,
    ticks: inputs.map((input) => ({ input, decision: decide(input, idle), execution: null })),
    flows,
    closing,
  };
}

describe("the surroundings of a recorded run", () => {
  it("have a moment for each tick and one for the closing, and every market that was ever the vault's", () => {
    const around = recordedSurroundings(
      recordingOf([inputAt(0, 100, [positionOf(AAVE, 0)], { [AAVE]: 1 })], inputAt(1, 100, [positionOf(SKY, 0), positionOf(AAVE, 0)], {})),
    );
    expect(around.timeSeconds).to.deep.equal([NOW, NOW + HOUR]);
    expect(around.marketIds).to.deep.equal([AAVE, SKY]);
    const seen = (moment: number) => around.positionsAt(moment, [5n, 7n]).map(({ market, position }) => [market, position.totalAssets]);
    expect(seen(0)).to.deep.equal([[0, 5n]]);
    expect(seen(1), "in the withdrawal queue's order").to.deep.equal([
      [1, 7n],
      [0, 5n],
    ]);
  });

  it("let a market that was not seen catch up when it is seen again", () => {
    const positions = [positionOf(AAVE, 100)];
    const around = recordedSurroundings(
      recordingOf([inputAt(0, 0, positions, { [AAVE]: 1 }), inputAt(1, 0, positions, {})], inputAt(2, 0, positions, { [AAVE]: 1.5 })),
    );
    expect(around.growthRay(0, 0, 1n)).to.equal(0n);
    expect(around.growthRay(1, 0, 1n)).to.equal(RAY / 2n);
  });

  it("keep back what the market kept back, whatever is there", () => {
    const around = recordedSurroundings(
      recordingOf([inputAt(0, 0, [positionOf(AAVE, 100, { withdrawable: units(70) })], { [AAVE]: 1 })], inputAt(1, 0, [], {})),
    );
    expect(around.withdrawable(0, 0, units(120))).to.equal(units(90));
    expect(around.withdrawable(0, 0, units(20))).to.equal(0n);
    expect(around.withdrawable(1, 0, units(20)), "no position of the vault's any more").to.equal(0n);
  });
});

describe("a replay", () => {
  const deposit = { blockNumber: BLOCK + 1, atSeconds: NOW + 12, amount: units(50) };
  const withdrawal = { blockNumber: BLOCK + 301, atSeconds: NOW + HOUR + 12, amount: -units(160) };
  // 1,000 at 1, 1.01 and 1.03; then 10 more are asked for than idle has.
  const recorded = recordingOf(
    [
      inputAt(0, 100, [positionOf(AAVE, 1_000, { withdrawable: 0n })], { [AAVE]: 1 }),
      inputAt(1, 150, [positionOf(AAVE, 1_010, { withdrawable: 0n })], { [AAVE]: 1.01 }),
    ],
    inputAt(2, 0, [positionOf(AAVE, 1_020)], { [AAVE]: 1.03 }),
    [deposit, withdrawal],
  );

  it("of a vault that can do nothing comes to what index and flows say", () => {
    const report = replayRecording(recorded);
    expect(report).to.deep.include({ ticks: 2, decidedAgain: 2, sameDecisions: 2, rebalances: 0, differences: [] });
    // Growth is rounded down to the unit.
    expectNear(report.greatestNavDifferenceBps, 0, 10_000 / Number(units(1_000)));
    expectNear(report.earnedBps, (30 / 1_020) * 10_000, 1e-9);
    expect(report.gas).to.deep.equal({ expectedUsd: 0, paidUsd: 0, simulatedUsd: 0 });
    expect(isParity(report)).to.equal(true);
  });

  it("tells by how much the money is another", () => {
    const closing = inputAt(2, 0, [positionOf(AAVE, 1_019)], { [AAVE]: 1.03 });
    const report = replayRecording({ ...recorded, closing });
    expect(report.navDifferencesBps.map((one) => Math.round(one * 100) / 100)).to.deep.equal([0, 0, 9.81]);
    expect(isParity(report)).to.equal(false);
  });

  it("counts the gas of a transaction that reverted, and no rebalance", () => {
    const [first, ...others] = recorded.ticks as [Recording["ticks"][number], ...Recording["ticks"]];
    const execution = { status: "reverted", atSeconds: NOW + 12, gasUsed: 100_000, gasUsd: 3, after: first.input.vault } as const;
    const report = replayRecording({ ...recorded, ticks: [{ ...first, execution }, ...others] });
    expect(report).to.deep.include({ rebalances: 0, longestExecutionSeconds: 0 });
    expect(report.gas.paidUsd).to.equal(3);
  });
});
