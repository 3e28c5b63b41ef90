import { expect } from "chai";
import fc from "fast-check";
import { FULL_TOLERANCE, type RiskClass } from "../../bot/core/risk.ts";
import { DEFAULT_POLICY } from "../../bot/decide/policy.ts";
import { classText, vetoesText } from "../../bot/decide/riskText.ts";
import { type Door, marketRisk, riskVerdict, UNSCORED } from "../../bot/decide/riskVerdict.ts";
import { expectNear } from "../near.ts";
import { riskOf } from "./arbitraries.ts";

const ID = "1:aave-v3:usdc";
/** Doors of a market that holds a thousand of ours: as wide as has to be by both measures, narrow by the one and by the other. */
const WIDE: Door = { position: 1000n, market: { deposits: 100_000n, liquidity: 3000n } };
const NARROW: Door = { position: 1000n, market: { deposits: 10_000n, liquidity: 2999n } };
const NARROW_FOR_ALL: Door = { position: 1n, market: { deposits: 100_000n, liquidity: 2999n } };
const UNSEEN: Door = { position: 1000n, market: null };

describe("the verdict on a market's risk", () => {
  it("changes nothing without a score, and is not stated", () => {
    expect(riskVerdict(null, { ...FULL_TOLERANCE, tolerance: 0.1 }, DEFAULT_POLICY, WIDE)).equal(UNSCORED);
    expect(marketRisk(UNSCORED)).equal(null);
  });

  it("follows vetoes alone where the model could not say", () => {
    const silent = riskOf(ID, null);
    expect(riskVerdict(silent, FULL_TOLERANCE, DEFAULT_POLICY, WIDE)).deep.equal({ ...UNSCORED, score: silent });
    const vetoed = riskOf(ID, null, { vetoes: [{ reason: "not-allowed", effect: "close", detail: "" }] });
    expect(riskVerdict(vetoed, FULL_TOLERANCE, DEFAULT_POLICY, WIDE)).deep.include({
      closedBecause: "veto",
      mustLeave: false,
      penaltyApr: 0,
    });
    expect(marketRisk(riskVerdict(vetoed, FULL_TOLERANCE, DEFAULT_POLICY, WIDE))).deep.equal({
      riskClass: null,
      score: null,
      penaltyApr: 0,
      vetoes: ["not-allowed"],
    });
  });

  it("closes and leaves by class and by the vetoes' effects", () => {
    const of = (...args: Parameters<typeof riskOf>) => {
      const { closedBecause, mustLeave, relativeCapBps } = riskVerdict(riskOf(...args), FULL_TOLERANCE, DEFAULT_POLICY, WIDE);
      return [closedBecause, mustLeave, relativeCapBps];
    };
    const veto = (effect: "close" | "exit") => ({ vetoes: [{ reason: "off-peg" as const, effect, detail: "" }] });
    expect(of(ID, "low")).deep.equal([null, false, 10_000]);
    expect(of(ID, "medium")).deep.equal([null, false, 2500]);
    expect(of(ID, "high")).deep.equal(["high-risk", false, 10_000]);
    expect(of(ID, "low", veto("close"))).deep.equal(["veto", false, 10_000]);
    expect(of(ID, "low", veto("exit"))).deep.equal(["veto", true, 10_000]);
    expect(of(ID, "high", veto("close"))).deep.equal(["veto", false, 10_000]);
    expect(of(ID, "high", veto("exit"))).deep.equal(["veto", true, 10_000]);
  });

  it("leaves at class high once the door is narrow or not seen, and at no other class", () => {
    const leaves = (door: Door, riskClass: RiskClass = "high", policy = DEFAULT_POLICY) =>
      riskVerdict(riskOf(ID, riskClass), FULL_TOLERANCE, policy, door).mustLeave;
    expect([WIDE, NARROW, NARROW_FOR_ALL, UNSEEN].map((door) => leaves(door))).deep.equal([false, true, true, true]);
    for (const riskClass of ["low", "medium"] as const) {
      expect([WIDE, NARROW, NARROW_FOR_ALL, UNSEEN].map((door) => leaves(door, riskClass))).deep.equal([false, false, false, false]);
    }
    const amount = fc.bigInt({ min: 0n, max: 10n ** 30n });
    fc.assert(
      fc.property(amount, amount, amount, fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 10_000 }), (...drawn) => {
        const [position, liquidity, deposits, thousandths, bps] = drawn;
        const policy = { ...DEFAULT_POLICY, highRiskExitCover: thousandths / 1000, highRiskExitBps: bps };
        const isShort = liquidity * 1000n < position * BigInt(thousandths);
        const isThin = liquidity * 10_000n < deposits * BigInt(bps);
        const door = { position, market: { deposits, liquidity } };
        expect(leaves(door, "high", policy)).equal(isShort || isThin);
        expect(leaves(door, "high", { ...policy, highRiskExitCover: 0, highRiskExitBps: 0 })).equal(false);
      }),
    );
  });

  it("prices the classes by their probabilities, and dearer the less risk the vault bears", () => {
    const probabilities = { low: 0.7, medium: 0.2, high: 0.1 };
    const penaltyOf = (tolerance: number) =>
      riskVerdict(riskOf(ID, "low", { probabilities }), { ...FULL_TOLERANCE, tolerance }, DEFAULT_POLICY, WIDE).penaltyApr;
    expectNear(penaltyOf(1), 0.1 * 0.02 + 0.2 * 0.001, 1e-15);
    const tolerance = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(tolerance, tolerance, (one, other) => {
        fc.pre(one < other);
        expect(penaltyOf(one)).above(penaltyOf(other));
        expectNear(penaltyOf(one) * one, penaltyOf(other) * other, 1e-12);
      }),
    );
  });
});

describe("risk in words", () => {
  it("names class, score and what speaks against the market", () => {
    expect(classText(riskOf(ID, "high"))).equal("high risk, score 84: utilization 97 %, up 6 points in 24 h");
    expect(classText(riskOf(ID, "medium", { score: 45.4, drivers: [] }))).equal("medium risk, score 45");
    expect(classText(riskOf(ID, null))).equal("unknown risk: utilization 97 %, up 6 points in 24 h");
  });

  it("names vetoes with what was seen", () => {
    expect(vetoesText([])).equal("");
    expect(
      vetoesText([
        { reason: "off-peg", effect: "exit", detail: "DAI is worth 0.93 USD" },
        { reason: "frozen", effect: "close", detail: "" },
      ]),
    ).equal("off-peg: DAI is worth 0.93 USD and frozen");
  });
});
