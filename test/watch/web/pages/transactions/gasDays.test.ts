import { expect } from "chai";
import { driftText } from "../../../../../bot/watch/web/pages/transactions/drift.ts";
import { budgetUsed, gasByDay } from "../../../../../bot/watch/web/pages/transactions/gasDays.ts";

const DAY = 86_400;

describe("gas by day", () => {
  it("has days without transactions, too", () => {
    expect(gasByDay([day(1, 5), day(4, 2)], 90)).to.deep.equal({ timesSeconds: [DAY, 2 * DAY, 3 * DAY, 4 * DAY], costUsd: [5, 0, 0, 2] });
    expect(gasByDay([], 90)).to.deep.equal({ timesSeconds: [], costUsd: [] });
  });

  it("goes back so many days at most", () => {
    expect(gasByDay([day(1, 5), day(400, 2)], 3)).to.deep.equal({ timesSeconds: [398 * DAY, 399 * DAY, 400 * DAY], costUsd: [0, 0, 2] });
  });
});

describe("a gas budget", () => {
  it("is used as far as the one of wei or dollars that is nearer to its end", () => {
    const budgetPerDay = { wei: "1000", usd: 100 };
    expect(budgetUsed({ last24Hours: { wei: "500", usd: 20 }, budgetPerDay })).to.equal(0.5);
    expect(budgetUsed({ last24Hours: { wei: "100", usd: 150 }, budgetPerDay })).to.equal(1.5);
    expect(budgetUsed({ last24Hours: { wei: "0", usd: 0 }, budgetPerDay: null })).to.equal(null);
  });

  it("of nothing is used up by anything", () => {
    const budgetPerDay = { wei: "0", usd: 0 };
    expect(budgetUsed({ last24Hours: { wei: "0", usd: 0 }, budgetPerDay })).to.equal(0);
    expect(budgetUsed({ last24Hours: { wei: "1", usd: 0 }, budgetPerDay })).to.equal(1);
  });
});

describe("drift", () => {
  it("shows its sign, and nothing where there is none", () => {
    expect([0.25, -12, 0.00003, -0.0001, 0].map(driftText)).to.deep.equal(["+0.25 bps", "−12 bps", "0 bps", "0 bps", "0 bps"]);
  });
});

function day(number: number, costUsd: number) {
  return { dayStartSeconds: number * DAY, transactions: 1, gasUsed: "1", costWei: "1", costUsd };
}
