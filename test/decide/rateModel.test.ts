import { expect } from "chai";
import fc from "fast-check";
import type { KinkedBorrowRate, KinkedSupplyRate } from "../../bot/core/market.ts";
import { toFloat } from "../../bot/core/units.ts";
import { dilutedApr, supplyAprAfter } from "../../bot/decide/rateModel.ts";
import { expectNear } from "../near.ts";
import { observationOf, rateModel, units } from "./arbitraries.ts";

/** Aave V3's USDC reserve in late 2024. */
const USDC: KinkedBorrowRate = {
  kind: "kinked-borrow",
  optimalUtilization: 0.92,
  baseBorrowApr: 0,
  slope1Apr: 0.055,
  slope2Apr: 0.6,
  reserveFactor: 0.1,
};

const pool = fc.record({
  model: rateModel,
  utilization: fc.double({ min: 0, max: 1, noNaN: true }),
  tokens: fc.double({ min: 1e4, max: 1e9, noNaN: true }),
  rewardApr: fc.constantFrom(0, 0.02),
});
type Pool = typeof pool extends fc.Arbitrary<infer T> ? T : never;

function observe({ model, utilization, tokens, rewardApr }: Pool) {
  const totalSupply = units(tokens);
  const totalBorrow = units(tokens * utilization);
  return observationOf("1:aave-v3:usdc", model, {
    totalSupply,
    totalBorrow,
    utilization: toFloat(totalBorrow, 6) / toFloat(totalSupply, 6),
    rewardApr,
  });
}

describe("supply rate after a deposit", () => {
  it("falls from 3.44 % to 2.85 % when an 80 % utilised Aave pool takes 10 % more", () => {
    const observation = observationOf("1:aave-v3:usdc", USDC);
    expectNear(supplyAprAfter(USDC, observation, 0n), 0.0344, 5e-5);
    expectNear(supplyAprAfter(USDC, observation, units(10_000_000)), 0.0285, 5e-5);
  });

  it("equals Comet's own fixed-point arithmetic", () => {
    const wad = (value: number): bigint => BigInt(Math.round(value * 1e18));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_200_000 }), fc.constantFrom(0, 0.005), (millionths, baseSupplyApr) => {
        const model: KinkedSupplyRate = {
          kind: "kinked-supply",
          kinkUtilization: 0.9,
          baseSupplyApr,
          slopeLowApr: 0.04,
          slopeHighApr: 3.6,
        };
        const utilization = (BigInt(millionths) * 10n ** 18n) / 1_000_000n;
        const kink = wad(0.9);
        // Comet.getSupplyRate, with yearly rates where the contract stores them per second.
        const below = utilization <= kink ? utilization : kink;
        const above = utilization <= kink ? 0n : utilization - kink;
        const expected = wad(baseSupplyApr) + (wad(0.04) * below) / 10n ** 18n + (wad(3.6) * above) / 10n ** 18n;
        const observation = observationOf("1:compound-v3:usdc", model, {
          utilization: millionths / 1e6,
          totalBorrow: units(millionths * 100),
        });
        expectNear(supplyAprAfter(model, observation, 0n), toFloat(expected, 18), 1e-12);
      }),
    );
  });

  it("never rises with a deposit and never falls with a withdrawal", () => {
    fc.assert(
      fc.property(pool, fc.double({ min: -0.9, max: 3, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }), (one, first, more) => {
        const observation = observe(one);
        const before = supplyAprAfter(one.model, observation, units(one.tokens * first));
        const after = supplyAprAfter(one.model, observation, units(one.tokens * (first + more)));
        expect(after).at.most(before * (1 + 1e-12));
      }),
    );
  });

  it("is a pool's fees shared by the liquidity in range", () => {
    const model = { kind: "fee-share", sharingDeposits: 40e12 } as const;
    const observation = observationOf("1:uniswap-v3:usdc-usdt", model, { supplyApr: 0.06, totalBorrow: 0n, utilization: 0 });
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 100, noNaN: true }), (part) => {
        const after = supplyAprAfter(model, observation, units(40e6 * part));
        // What all liquidity together earns stays the same.
        expectNear(after * (1 + part), 0.06, 1e-6);
      }),
    );
  });

  it("stays what governance set in a flat market", () => {
    const observation = observationOf("1:sky-savings:susds", { kind: "flat" }, { supplyApr: 0.0625 });
    expect(supplyAprAfter({ kind: "flat" }, observation, units(1e9))).equal(0.0625);
  });
});

describe("a forecast diluted by our own deposit", () => {
  it("is the forecast at today's deposits", () => {
    fc.assert(
      fc.property(pool, fc.double({ min: -0.05, max: 1, noNaN: true }), (one, forecastApr) => {
        expectNear(dilutedApr(forecastApr, one.model, observe(one), 0n), forecastApr, 1e-12);
      }),
    );
  });

  it("falls as the protocol's own rate falls, rewards shared by all deposits", () => {
    fc.assert(
      fc.property(pool, fc.double({ min: 0, max: 5, noNaN: true }), (one, growth) => {
        const observation = observe(one);
        const change = units(one.tokens * growth);
        const quoted = observation.supplyApr + observation.rewardApr;
        fc.pre(supplyAprAfter(one.model, observation, 0n) > 0);
        const sharing = one.model.kind === "fee-share" ? one.model.sharingDeposits / 1e6 : one.tokens;
        const shared = observation.rewardApr / (1 + toFloat(change, 6) / sharing);
        const expected = supplyAprAfter(one.model, observation, change) + shared;
        expectNear(dilutedApr(2 * quoted, one.model, observation, change), 2 * expected, 1e-9 + expected * 1e-6);
      }),
    );
  });

  it("never rises with a deposit", () => {
    fc.assert(
      fc.property(pool, fc.double({ min: -0.99, max: 3, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }), (one, first, more) => {
        const observation = observe(one);
        const before = dilutedApr(0.05, one.model, observation, units(one.tokens * first));
        const after = dilutedApr(0.05, one.model, observation, units(one.tokens * (first + more)));
        expect(after).at.most(before * (1 + 1e-9));
      }),
    );
  });

  it("counts on no rate above the kink that our own withdrawal would bring about", () => {
    const observation = observationOf("1:aave-v3:usdc", USDC);
    const atKink = dilutedApr(0.0344, USDC, observation, -units(100_000_000 - 80_000_000 / 0.92));
    expectNear(atKink, (0.0344 * 0.055 * 0.92 * 0.9) / observation.supplyApr, 1e-9);
    expectNear(dilutedApr(0.0344, USDC, observation, -units(19_999_999)), atKink, 1e-9);
    expect(supplyAprAfter(USDC, observation, -units(19_999_999))).above(10 * atKink);
  });

  it("shares a positive forecast out among all deposits where the model says zero", () => {
    const unused = observationOf("1:aave-v3:usdc", USDC, { totalBorrow: 0n, utilization: 0 });
    expectNear(dilutedApr(0.02, USDC, unused, units(100_000_000)), 0.01, 1e-12);
    const empty = observationOf("1:aave-v3:usdc", USDC, { totalBorrow: 0n, totalSupply: 0n, utilization: 0 });
    expect(dilutedApr(0.02, USDC, empty, units(1))).equal(0);
  });

  it("counts on no more than twice a pool's rate when our own liquidity leaves it", () => {
    const model = { kind: "fee-share", sharingDeposits: 40e12 } as const;
    const observation = observationOf("1:uniswap-v3:usdc-usdt", model, { totalBorrow: 0n, utilization: 0 });
    expectNear(dilutedApr(0.06, model, observation, -units(10e6)), 0.08, 1e-12);
    expectNear(dilutedApr(0.06, model, observation, -units(30e6)), 0.12, 1e-12);
  });

  it("does not make a loss smaller", () => {
    expect(dilutedApr(-0.01, USDC, observationOf("1:aave-v3:usdc", USDC), units(1e9))).equal(-0.01);
  });
});
