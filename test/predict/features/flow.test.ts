import { DAY, HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";
import { expectFeatures, featuresAt } from "./featuresAt.ts";

const unknown = Number.NaN;

describe("features of flows", () => {
  it("are what deposits and debts changed by over the span, as a share of deposits now", () => {
    const series = seriesOf([
      { timeSeconds: MONDAY - 7 * DAY, totalSupplyUsd: 500, totalBorrowUsd: 100 },
      { timeSeconds: MONDAY - 5 * DAY, totalSupplyUsd: 600, totalBorrowUsd: 300 },
      { timeSeconds: MONDAY - 2 * DAY, totalSupplyUsd: 700, totalBorrowUsd: 350 },
      { timeSeconds: MONDAY - 4 * HOUR, totalSupplyUsd: 800, totalBorrowUsd: 500 },
      { timeSeconds: MONDAY - HOUR, totalSupplyUsd: 1_000, totalBorrowUsd: 450 },
    ]);
    expectFeatures(featuresAt([series], MONDAY), {
      "net-deposits-4h": 0.2,
      "net-deposits-24h": 0.3,
      "net-deposits-168h": 0.5,
      "net-borrows-4h": -0.05,
      "net-borrows-24h": 0.1,
      "net-borrows-168h": 0.35,
    });
  });

  it("are not known where the market was not, or has no deposits", () => {
    const young = seriesOf([
      { timeSeconds: MONDAY, totalSupplyUsd: 100 },
      { timeSeconds: MONDAY + 5 * HOUR, totalSupplyUsd: 200 },
    ]);
    expectFeatures(featuresAt([young], MONDAY + 6 * HOUR), {
      "net-deposits-4h": 0.5,
      "net-deposits-24h": unknown,
      "net-borrows-4h": unknown,
    });
    for (const totalSupplyUsd of [0, unknown]) {
      const empty = seriesOf([{ timeSeconds: MONDAY - DAY, totalSupplyUsd }]);
      expectFeatures(featuresAt([empty], MONDAY), { "net-deposits-4h": unknown });
    }
  });
});
