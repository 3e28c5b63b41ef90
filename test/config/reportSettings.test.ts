import { expect } from "chai";
import { ConfigurationError } from "../../bot/config/errors.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import type { Configuration } from "../../bot/config/schema.ts";

const routes = [
  { name: "team", kind: "slack", urlEnv: "KEEPER_ALERT_SLACK_URL" },
  { name: "pager", kind: "pagerduty", tokenEnv: "KEEPER_ALERT_PAGERDUTY_KEY" },
];

const load = (reports: unknown, alerts: unknown = { routes }) =>
  loadConfiguration({ file: null, environment: {}, overrides: { alerts, reports } as unknown as Partial<Configuration> }).reports;

function problem(reports: unknown, alerts?: unknown): string {
  try {
    load(reports, alerts);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
}

describe("config: reports", () => {
  it("reports nothing by default", () => {
    expect(load(undefined)).to.equal(null);
    expect(load(null)).to.equal(null);
  });

  it("takes days, weeks, or both", () => {
    expect(load({ daily: "08:00", routes: ["team"] })).to.deep.equal({ daily: "08:00", weekly: null, routes: ["team"] });
    const weekly = { day: "monday", at: "23:59" };
    expect(load({ weekly, routes: ["team"] })).to.deep.equal({ daily: null, weekly, routes: ["team"] });
  });

  it("refuses what would never be sent, or not then", () => {
    expect(problem({ routes: ["team"] })).to.match(/needs `daily`, `weekly` or both/);
    expect(problem({ daily: "08:00", routes: [] })).to.match(/reports\.routes/);
    expect(problem({ daily: "08:00" })).to.match(/reports\.routes/);
    for (const daily of ["8:00", "24:00", "08:60", "08:00Z", 8]) expect(problem({ daily, routes: ["team"] })).to.match(/reports\.daily/);
    expect(problem({ weekly: { day: "Monday", at: "08:00" }, routes: ["team"] })).to.match(/reports\.weekly\.day/);
    expect(problem({ daily: "08:00", routes: ["team"], hourly: true })).to.match(/hourly/);
  });

  it("refuses routes that there are not, and PagerDuty", () => {
    expect(problem({ daily: "08:00", routes: ["team", "mail"] })).to.match(
      /"reports\.routes\.1": no route of alerts is called "mail"; there are team, pager/,
    );
    expect(problem({ daily: "08:00", routes: ["mail"] }, {})).to.match(/there are none/);
    expect(problem({ daily: "08:00", routes: ["pager"] })).to.match(/PagerDuty takes alerts, no reports/);
  });
});
