import { expect } from "chai";
import { rules } from "../../../../../bot/watch/alerts/rules/all.ts";
import { ruleText, silenceText, subjectText } from "../../../../../bot/watch/web/pages/alerts/alertTexts.ts";
import { judging } from "../../../../../bot/watch/web/pages/alerts/judging.ts";

describe("what is said of alerts", () => {
  it("names rules as people do", () => {
    expect(ruleText("apy-anomaly")).to.equal("APY anomaly");
    expect(ruleText("nav-fall")).to.equal("NAV fall");
    expect(ruleText("breaker-tripped")).to.equal("Breaker tripped");
    for (const { name } of rules) expect(ruleText(name)).to.match(/^[A-Z][A-Za-z ]+$/);
  });

  it("names what an alert is about", () => {
    expect(subjectText("vault")).to.equal("the vault");
    expect(subjectText("dailyTurnoverBps")).to.equal("daily turnover");
    expect(subjectText("1:aave-v3:usdc")).to.equal("aave-v3:usdc");
    expect(subjectText("account")).to.equal("account");
  });

  it("says what a silence keeps quiet, and never less than that", () => {
    expect(silenceText({ rule: null, vaultName: null, subject: null })).to.equal("Everything");
    expect(silenceText({ rule: "data-gap", vaultName: "main", subject: "1:aave-v3:usdc" })).to.equal("Data gap, of main: aave-v3:usdc");
    expect(silenceText({ rule: null, vaultName: "main", subject: null })).to.equal("Every rule, of main");
    expect(silenceText({ rule: "data-gap", vaultName: null, subject: null })).to.equal("Data gap, of every vault");
  });

  it("says when a rule fires, and when that is over", () => {
    const clear = { evaluations: 3, seconds: 300 };
    expect(judging({ raise: { evaluations: 2, seconds: 0 }, clear })).to.equal(
      "It fires when it was found twice in a row, and is over when nothing was found 3 times in a row, for 5 min.",
    );
    expect(judging({ raise: { evaluations: 1, seconds: 0 }, clear: { evaluations: 1, seconds: 0 } })).to.equal(
      "It fires at once, and is over when nothing was found once.",
    );
    expect(judging(null)).to.match(/no such rule/);
  });
});
