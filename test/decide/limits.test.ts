import { expect } from "chai";
import fc from "fast-check";
import { BPS } from "../../bot/core/units.ts";
import { idleFloor, marketLimits, NO_SLACK } from "../../bot/decide/limits.ts";
import { type RiskVerdict, UNSCORED } from "../../bot/decide/riskVerdict.ts";
import { decisionInput, inputOf, observationOf, positionOf, units } from "./arbitraries.ts";

const ID = "1:aave-v3:usdc";
const UNKNOWN = { observation: null, risk: UNSCORED };

function limitsOf(facts: Parameters<typeof positionOf>[2], slackBps = 0, lossBps = 0, risk: RiskVerdict = UNSCORED) {
  const position = positionOf(ID, 400_000, facts);
  const { vault } = inputOf(600_000, [position], [], []);
  return marketLimits(vault, position, { observation: observationOf(ID, { kind: "flat" }), risk }, { slackBps, lossBps });
}

describe("limits of a position", () => {
  it("are the smallest of absolute cap, relative cap and room", () => {
    expect(limitsOf({}).maximum).equal(units(1_000_000));
    expect(limitsOf({ absoluteCap: units(700_000) }).maximum).equal(units(700_000));
    expect(limitsOf({ relativeCapBps: 5500 }).maximum).equal(units(550_000));
    expect(limitsOf({ allocatable: units(50_000) }).maximum).equal(units(450_000));
  });

  it("take the relative cap of what is left after the rebalance's own cost", () => {
    expect(limitsOf({ relativeCapBps: 5000 }, 0, 10).maximum).equal(units(499_500));
  });

  it("keep slack of caps, room and shared exit liquidity, but let a whole position leave", () => {
    const limits = limitsOf({ allocatable: units(50_000), withdrawable: units(100_000) }, 10);
    expect(limits.maximum).equal(units(449_950));
    expect(limits.minimum).equal(units(300_100));
    expect(limitsOf({}, 10).minimum).equal(0n);
  });

  it("say why nothing may be added", () => {
    expect(limitsOf({}).closedBecause).equal(null);
    expect(limitsOf({ healthy: false })).deep.include({ closedBecause: "unhealthy", maximum: units(400_000), minimum: 0n });
    expect(limitsOf({ allocatable: 0n })).deep.include({ closedBecause: "no-room", maximum: units(400_000) });
    expect(limitsOf({ absoluteCap: units(100_000) })).deep.include({ closedBecause: "no-room", maximum: units(100_000) });
    const position = positionOf(ID, 400_000);
    const { vault } = inputOf(0, [position], [], []);
    const closed = (flag: string) =>
      marketLimits(
        vault,
        position,
        {
          observation: observationOf(
            ID,
            { kind: "flat" },
            { flags: { paused: false, frozen: false, supplyCapReached: false, [flag]: true } },
          ),
          risk: UNSCORED,
        },
        NO_SLACK,
      );
    expect(["paused", "frozen", "supplyCapReached"].map((flag) => closed(flag).closedBecause)).deep.equal(["paused", "paused", "no-room"]);
    expect(marketLimits({ ...vault, status: "reduce-only" }, position, UNKNOWN, NO_SLACK)).deep.equal({
      minimum: 0n,
      maximum: units(400_000),
      closedBecause: "reduce-only",
    });
    expect(marketLimits({ ...vault, status: "paused" }, position, UNKNOWN, NO_SLACK)).deep.equal({
      minimum: units(400_000),
      maximum: units(400_000),
      closedBecause: "paused",
    });
  });

  it("are made smaller by medium risk, and closed by high risk and vetoes", () => {
    const medium = { ...UNSCORED, relativeCapBps: 5000 };
    expect(limitsOf({}, 0, 0, medium)).deep.equal({ minimum: 0n, maximum: units(500_000), closedBecause: null });
    expect(limitsOf({ relativeCapBps: 4500 }, 0, 0, medium).maximum).equal(units(450_000));
    expect(limitsOf({}, 0, 0, { ...UNSCORED, relativeCapBps: 2500 })).deep.include({ maximum: units(250_000), closedBecause: "no-room" });
    for (const closedBecause of ["veto", "high-risk"] as const) {
      expect(limitsOf({}, 0, 0, { ...UNSCORED, closedBecause })).deep.equal({ minimum: 0n, maximum: units(400_000), closedBecause });
    }
  });

  it("never allow what the contract would refuse, whatever accrues within the slack", () => {
    fc.assert(
      fc.property(decisionInput, fc.integer({ min: 0, max: 20 }), ({ vault }, slackBps) => {
        for (const position of vault.positions) {
          const { minimum, maximum } = marketLimits(vault, position, UNKNOWN, { slackBps, lossBps: 0 });
          expect(minimum >= position.totalAssets - position.withdrawable).equal(true);
          expect(maximum * BPS <= position.absoluteCap * (BPS - BigInt(slackBps))).equal(true);
          const relative = BigInt(position.relativeCapBps);
          const kept = relative === BPS ? 0n : BigInt(slackBps);
          expect(maximum * BPS * BPS <= vault.grossAssets * relative * (BPS - kept)).equal(true);
          expect(maximum <= position.totalAssets + position.allocatable).equal(true);
        }
        expect(idleFloor(vault, slackBps) * BPS >= vault.grossAssets * BigInt(vault.limits.idleFloorBps)).equal(true);
      }),
    );
  });
});
