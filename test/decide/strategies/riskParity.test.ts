import { expect } from "chai";
import fc from "fast-check";
import { decide } from "../../../bot/decide/decide.ts";
import { riskParity } from "../../../bot/decide/strategies/riskParity.ts";
import { units } from "../arbitraries.ts";
import { idOf, type MarketCase, marketsOf } from "./markets.ts";

const tokens = (cases: readonly MarketCase[], idle: number): readonly number[] =>
  decide(marketsOf(cases, idle), riskParity).markets.map(({ target }) => Math.round(Number(target) / 1e6));

describe("risk parity", () => {
  it("weighs by how sure forecasts are, whatever they promise", () => {
    const cases = [
      { widthApr: 0.01, forecastApr: 0.03 },
      { widthApr: 0.02, forecastApr: 0.09 },
      { widthApr: 0.04, forecastApr: 0.06 },
    ];
    // 4 : 2 : 1
    expect(tokens(cases, 700_000)).deep.equal([400_000, 200_000, 100_000]);
  });

  it("lets every market contribute the same risk", () => {
    const widths = fc.array(fc.double({ min: 0.001, max: 0.3, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(widths, (all) => {
        const input = marketsOf(
          all.map((widthApr) => ({ widthApr })),
          1_000_000,
        );
        const risks = decide(input, riskParity).markets.map(({ target }, i) => Number(target) * (all[i] ?? 0));
        for (const risk of risks) expect(risk / (risks[0] ?? 0)).closeTo(1, 1e-5);
      }),
    );
  });

  it("does not give everything to a rate that cannot change", () => {
    expect(tokens([{ widthApr: 0 }, { widthApr: 0.002 }], 900_000)).deep.equal([600_000, 300_000]);
  });

  it("leaves the rest of a capped market to the others, in their proportion", () => {
    const cases = [{ widthApr: 0.01, position: { absoluteCap: units(100_000) } }, { widthApr: 0.02 }, { widthApr: 0.04 }];
    expect(tokens(cases, 700_000)).deep.equal([100_000, 400_000, 200_000]);
  });

  it("leaves weights alone within the drift band, and a market without a forecast for good", () => {
    const drifted = (held: number) => decide(marketsOf([{ held }, { held: 900_000 - held }], 0), riskParity);
    expect(drifted(490_000)).deep.include({ action: "hold", reason: "below-margin" });
    expect(drifted(500_000)).deep.include({ action: "rebalance", reason: "target-weights" });
    const input = marketsOf([{ held: 300_000 }, {}, {}], 600_000);
    const unknown = { ...input, forecasts: input.forecasts.filter(({ marketId }) => marketId !== idOf(0)) };
    expect(decide(unknown, riskParity).markets.map(({ target }) => target)).deep.equal([units(300_000), units(300_000), units(300_000)]);
  });
});
