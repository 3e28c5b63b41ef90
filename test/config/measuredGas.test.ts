import { expect } from "chai";
import { measuredGas } from "../../bot/config/measuredGas.ts";
import { gasSnapshot } from "../../scripts/bench/gas.ts";

/** To whole thousands, upwards. */
function roundedUp(gas: number): number {
  return Math.ceil(gas / 1000) * 1000;
}

describe("config: the gas that decisions count with", () => {
  const { adapters, onMarkets } = gasSnapshot();

  it("is what was measured, rounded up", () => {
    expect(measuredGas.base).to.equal(roundedUp(onMarkets.base));
    const legs = Object.entries(adapters).map(([protocol, { allocate, deallocate }]) => [
      protocol,
      { allocate: roundedUp(allocate), deallocate: roundedUp(deallocate) },
    ]);
    expect(measuredGas.perMove).to.deep.equal(Object.fromEntries(legs));
  });

  it("is a quarter more than the dearest measured leg for a protocol that was not", () => {
    for (const direction of ["allocate", "deallocate"] as const) {
      const dearest = Math.max(...Object.values(measuredGas.perMove).map((leg) => leg[direction]));
      expect(measuredGas.otherMove[direction]).to.equal(roundedUp(1.25 * dearest));
    }
  });
});
