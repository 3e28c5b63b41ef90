import { expect } from "chai";
import fc from "fast-check";
import type { Observation } from "../../bot/core/observation.ts";
import { SECONDS_PER_YEAR } from "../../bot/core/units.ts";
import type { Snapshot } from "../../bot/observe/collector.ts";
import { BELIEVED_AFTER, judge, type MarketPast } from "../../bot/observe/judge.ts";
import { COMPARABLE_SECONDS } from "../../bot/observe/plausibility.ts";
import { sampleObservation } from "../store/samples.ts";

const AAVE = "1:aave-v3:usdc";
const VAULT = "1:erc4626:susds";
const DAY = 86_400;

/** A market whose index grows as it quotes, sampled every five minutes. */
function steady(marketId: string, rates: readonly number[], firstBucket = 0): Observation[] {
  let index = 1.1;
  return rates.map((supplyApr, place) => {
    const sample = sampleObservation(firstBucket + place, marketId);
    index *= Math.exp((supplyApr * 300) / SECONDS_PER_YEAR);
    return { ...sample, supplyApr, growthIndexRay: BigInt(Math.round(index * 1e15)) * 10n ** 12n };
  });
}

/** Samples one after the other, as the store would keep them; the rule of each, null where it was believed. */
function judged(samples: readonly Observation[]): (string | null)[] {
  let past: MarketPast = { accepted: null, refused: [] };
  return samples.map((sample) => {
    const { observations, rejected } = judgeOne(sample, past);
    if (observations.length === 1) past = { accepted: sample, refused: [] };
    else past = { ...past, refused: [...past.refused, sample].slice(-BELIEVED_AFTER) };
    return rejected[0]?.rule ?? null;
  });
}

function judgeOne(sample: Observation, past: MarketPast, now?: { nowSeconds: number; maxBlockAgeSeconds: number | null }): Snapshot {
  const { blockNumber: number, blockTimeSeconds: timeSeconds } = sample;
  const snapshot: Snapshot = {
    block: { number, hash: "0x", timeSeconds, baseFeePerGasWei: 0n },
    observations: [sample],
    rejected: [],
    vault: null,
    ethPriceUsd: null,
    orphaned: [],
  };
  return judge(snapshot, { pasts: new Map([[sample.marketId, past]]), nowSeconds: timeSeconds, maxBlockAgeSeconds: 600, ...now });
}

const withApr = (sample: Observation, supplyApr: number): Observation => ({ ...sample, supplyApr });
const pair = (before: Partial<Observation>, after: Partial<Observation>, marketId = VAULT): string | null => {
  const [first, second] = [0, 1].map((bucket) => sampleObservation(bucket, marketId)) as [Observation, Observation];
  return judgeOne({ ...second, ...after }, { accepted: { ...first, ...before }, refused: [] }).rejected[0]?.rule ?? null;
};

describe("samples judged by those before", () => {
  it("are believed when nothing is known of the market", () => {
    expect(judged([sampleObservation(0)])).to.deep.equal([null]);
  });

  describe("apr-spike", () => {
    it("refuses more than five times the last rate, rates below 1 % counted as 1 %, and keeps the sample whole with the rate", () => {
      fc.assert(
        fc.property(fc.double({ min: 0, max: 0.4, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }), (before, after) => {
          const expected = after > 5 * Math.max(before, 0.01) ? "apr-spike" : null;
          expect(pair({ supplyApr: before }, { supplyApr: after })).to.equal(expected);
        }),
      );
      const [first, second] = [sampleObservation(0, VAULT), withApr(sampleObservation(1, VAULT), 0.5)];
      const { observations, rejected } = judgeOne(second, { accepted: first, refused: [] });
      expect(observations).to.deep.equal([]);
      expect(rejected).to.deep.equal([
        {
          marketId: VAULT,
          origin: "rpc",
          sampleTimeSeconds: second.blockTimeSeconds,
          blockNumber: second.blockNumber,
          rule: "apr-spike",
          value: 0.5,
          detail: "0.5",
          sample: second,
        },
      ]);
    });

    it("lets a tiny rate grow and any rate fall", () => {
      expect(pair({ supplyApr: 0.0001 }, { supplyApr: 0.0006 })).to.equal(null);
      expect(pair({ supplyApr: 1.5 }, { supplyApr: 0 })).to.equal(null);
    });

    it("believes a rise that utilization explains, and what swaps paid, which promises nothing", () => {
      expect(pair({ supplyApr: 0.03, utilization: 0.9 }, { supplyApr: 0.4, utilization: 0.93 })).to.equal(null);
      expect(pair({ supplyApr: 0.03, utilization: 0.9 }, { supplyApr: 0.4, utilization: 0.91 })).to.equal("apr-spike");
      for (const pool of ["1:curve:3pool-usdc", "1:uniswap-v3:usdc-usdt"]) {
        expect(pair({ supplyApr: 0 }, { supplyApr: 0.9 }, pool)).to.equal(null);
      }
    });

    it("counts rewards, which depositors are promised as well", () => {
      expect(pair({ supplyApr: 0.02, rewardApr: 0 }, { supplyApr: 0.02, rewardApr: 0.2 })).to.equal("apr-spike");
    });

    it("asks the last sample only while it is at most five hours old", () => {
      const first = sampleObservation(0, VAULT);
      const at = (elapsed: number) => ({ blockTimeSeconds: first.blockTimeSeconds + elapsed, supplyApr: 1 });
      expect(pair({}, at(COMPARABLE_SECONDS))).to.equal("apr-spike");
      expect(pair({}, at(COMPARABLE_SECONDS + 1))).to.equal(null);
    });
  });

  describe("a refusal does not poison what follows", () => {
    it("a level that stays is believed with the thirteenth sample, and those after it at once", () => {
      const samples = steady(VAULT, [...Array(3).fill(0.03), ...Array(20).fill(0.3)]);
      const verdicts = judged(samples);
      expect(verdicts.slice(3, 3 + BELIEVED_AFTER)).to.deep.equal(Array(BELIEVED_AFTER).fill("apr-spike"));
      expect(verdicts.slice(3 + BELIEVED_AFTER)).to.deep.equal(Array(8).fill(null));
    });

    it("a market that was honest before a run of wrong samples shorter than an hour is believed as soon as they end", () => {
      const wrong = fc.array(fc.double({ min: 0.16, max: 2, noNaN: true }), { maxLength: BELIEVED_AFTER });
      fc.assert(
        fc.property(wrong, fc.integer({ min: 1, max: 20 }), (spikes, after) => {
          const verdicts = judged(steady(VAULT, [...Array(3).fill(0.03), ...spikes, ...Array(after).fill(0.031)]));
          expect(verdicts).to.deep.equal([...Array(3).fill(null), ...spikes.map(() => "apr-spike"), ...Array(after).fill(null)]);
        }),
      );
    });

    it("wrong samples that contradict each other are never believed within five hours", () => {
      const samples = steady(VAULT, [0.03, ...Array.from({ length: 50 }, (_, place) => (place % 2 === 0 ? 0.3 : 1.4))]);
      expect(judged(samples).slice(1)).to.deep.equal(Array(50).fill("apr-spike"));
    });

    it("whatever a market pays, no more than five hours pass without a believed sample", () => {
      fc.assert(
        fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 70, maxLength: 150 }), (rates) => {
          const verdicts = judged(steady(VAULT, rates));
          const longest = verdicts
            .map((verdict) => (verdict === null ? " " : "x"))
            .join("")
            .split(" ");
          expect(Math.max(...longest.map((run) => run.length))).to.be.at.most(COMPARABLE_SECONDS / 300);
        }),
      );
    });
  });

  describe("index-not-monotone", () => {
    const index = (factor: number) => ({ growthIndexRay: BigInt(Math.round(1.1e9 * factor)) * 10n ** 18n });

    it("refuses any fall of interest that accrues, but for the last digits", () => {
      const idle = { supplyApr: 0 };
      expect(pair({ ...idle, ...index(1) }, { ...idle, growthIndexRay: index(1).growthIndexRay - 10n ** 17n }, AAVE)).to.equal(null);
      expect(pair(index(1), index(1 - 1e-8), AAVE)).to.equal("index-not-monotone");
    });

    it("believes small losses of sources that can lose, and waits with large ones", () => {
      expect(pair(index(1), index(0.985))).to.equal(null);
      expect(pair(index(1), index(0.975))).to.equal("index-not-monotone");
    });

    it("a loss that stays is believed after an hour", () => {
      const before = steady(VAULT, Array(2).fill(0.03));
      const lost = steady(VAULT, Array(14).fill(0.03), 2).map((sample) => ({ ...sample, growthIndexRay: sample.growthIndexRay / 2n }));
      expect(judged([...before, ...lost])).to.deep.equal([
        ...Array(2).fill(null),
        ...Array(BELIEVED_AFTER).fill("index-not-monotone"),
        ...Array(2).fill(null),
      ]);
    });
  });

  describe("rate-inconsistent", () => {
    it("believes a market that earns what it quotes", () => {
      fc.assert(
        fc.property(fc.array(fc.double({ min: 0, max: 0.04, noNaN: true }), { minLength: 2 }), (rates) => {
          expect(judged(steady(AAVE, rates)).every((verdict) => verdict === null)).to.equal(true);
        }),
      );
    });

    it("refuses a quote in other units than the index: percent for fractions, or the rate of a day for that of a year", () => {
      const honest = steady(AAVE, [0.03, 0.03]);
      const wrong = (factor: number) => honest.map((sample) => withApr(sample, sample.supplyApr * factor));
      expect(judged(wrong(60))).to.deep.equal([null, "rate-inconsistent"]);
      expect(judged(wrong(1 / 365))).to.deep.equal([null, "rate-inconsistent"]);
    });

    it("does not ask sources whose index grows in steps", () => {
      const honest = steady(VAULT, [0.03, 0.03]).map((sample) => withApr(sample, 1));
      expect(judged(honest)).to.deep.equal([null, null]);
    });
  });

  describe("stale-block", () => {
    const sample = sampleObservation(0);
    const past: MarketPast = { accepted: null, refused: [] };
    const at = (ageSeconds: number, maxBlockAgeSeconds: number | null) =>
      judgeOne(sample, past, { nowSeconds: sample.blockTimeSeconds + ageSeconds, maxBlockAgeSeconds });

    it("refuses a block that is older than the bound, with its age", () => {
      expect(at(600, 600).observations).to.deep.equal([sample]);
      expect(at(601, 600).rejected.map(({ rule, value }) => [rule, value])).to.deep.equal([["stale-block", 601]]);
    });

    it("asks no clock of a chain that has its own", () => {
      expect(at(300 * DAY, null).observations).to.deep.equal([sample]);
    });
  });
});
