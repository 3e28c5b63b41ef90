import { expect } from "chai";
import { ConfigurationError } from "../../bot/config/errors.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import type { Configuration } from "../../bot/config/schema.ts";

const load = (alerts: unknown) =>
  loadConfiguration({ file: null, environment: {}, overrides: { alerts } as unknown as Partial<Configuration> }).alerts;

function problem(alerts: unknown): string {
  try {
    load(alerts);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
}

const slack = { name: "team", kind: "slack", urlEnv: "KEEPER_ALERT_SLACK_URL" };

describe("config: alerts", () => {
  it("records everything and tells nobody by default", () => {
    expect(load({})).to.deep.equal({ routes: [], everySeconds: 60, repeatSeconds: 14_400, groupSeconds: 30, heartbeat: null });
  });

  it("takes every kind of route, with what goes without saying", () => {
    const routes = [
      slack,
      { name: "guild", kind: "discord", urlEnv: "KEEPER_ALERT_DISCORD_URL" },
      { name: "chat", kind: "telegram", tokenEnv: "KEEPER_ALERT_TELEGRAM_TOKEN", chatId: "-100123" },
      { name: "pager", kind: "pagerduty", tokenEnv: "KEEPER_ALERT_PAGERDUTY_KEY", minimumSeverity: "critical" },
      { name: "mail", kind: "email", host: "mail.example.org", from: "keeper@example.org", to: ["ops@example.org"] },
      { name: "hook", kind: "webhook", urlEnv: "KEEPER_ALERT_HOOK_URL", secretEnv: "KEEPER_ALERT_HOOK_SECRET", vaults: ["main"] },
    ];
    const loaded = load({ routes }).routes;
    expect(loaded.map(({ minimumSeverity }) => minimumSeverity)).to.deep.equal([
      "warning",
      "warning",
      "warning",
      "critical",
      "warning",
      "warning",
    ]);
    expect(loaded[2]).to.include({ apiUrl: "https://api.telegram.org" });
    expect(loaded[4]).to.include({ port: 587, security: "starttls" });
  });

  it("takes no secret where the name of its variable belongs, and no name that is not kept from other processes", () => {
    for (const urlEnv of ["https://hooks.slack.com/services/T0/B0/secret", "SLACK_URL", "KEEPER_ALERT_FILE", "KEEPER_ALERT_"]) {
      expect(problem({ routes: [{ ...slack, urlEnv }] }))
        .to.match(/alerts\.routes\.0\.urlEnv/)
        .and.not.include("secret");
    }
    expect(problem({ routes: [{ ...slack, url: "https://hooks.slack.com/x" }] })).to.match(/unknown key "alerts\.routes\.0\.url"/);
  });

  it("refuses routes of the same name, of vaults that are not there, and half a login", () => {
    expect(problem({ routes: [slack, slack] })).to.match(/same name/);
    expect(problem({ routes: [{ ...slack, vaults: ["mian"] }] })).to.match(/no vault is called "mian"; there are main/);
    const mail = { name: "mail", kind: "email", host: "h", from: "a@b.c", to: ["a@b.c"] };
    expect(problem({ routes: [{ ...mail, user: "me" }] })).to.match(/both `user` and `passwordEnv`/);
    expect(problem({ routes: [{ ...mail, to: ["a@b.c, d@e.f"] }] })).to.match(/alerts\.routes\.0\.to\.0/);
  });
});
