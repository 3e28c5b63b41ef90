import { expect } from "chai";
import { isSecret, namedSecret, withdrawSecrets } from "../../bot/cli/secrets.ts";

describe("cli: secrets of alerts", () => {
  it("are taken out of the environment by what their names begin with, and found by the whole name", () => {
    expect(isSecret("KEEPER_ALERT_TEAM_URL")).to.equal(true);
    expect(isSecret("KEEPER_ALERTS")).to.equal(false);
    process.env.KEEPER_ALERT_TEST_OF_SECRETS = "https://hooks.example/s3cr3t";
    withdrawSecrets();
    expect(process.env).not.to.have.property("KEEPER_ALERT_TEST_OF_SECRETS");
    expect(namedSecret("KEEPER_ALERT_TEST_OF_SECRETS")).to.equal("https://hooks.example/s3cr3t");
    expect(namedSecret("KEEPER_ALERT_OTHER")).to.equal(null);
  });
});
