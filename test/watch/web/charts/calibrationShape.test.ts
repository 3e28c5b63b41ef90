import { expect } from "chai";
import fc from "fast-check";
import { furthestOff, placeIn } from "../../../../bot/watch/web/charts/calibrationShape.ts";

describe("a calibration chart", () => {
  it("has what is as said on the diagonal, from the lower left to the upper right", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (level, realised) => {
        const { x, y } = placeIn(100, { level, realised });
        expect(x).to.be.within(0, 100);
        expect(y).to.be.within(0, 100);
        // Above the diagonal where more outcomes were below the quantile than should have been.
        if (realised > level + 1e-9) expect(100 - y).to.be.greaterThan(x);
        else expect(100 - y).to.be.at.most(x + 1e-6);
      }),
    );
  });

  it("tells how far it is off at most", () => {
    const at = (level: number, realised: number) => ({ level, realised, samples: 1 });
    expect(furthestOff([at(0.1, 0.1), at(0.5, 0.25), at(0.9, 1)])).to.equal(0.25);
    expect(furthestOff([])).to.equal(0);
  });
});
