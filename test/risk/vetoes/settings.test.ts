import { expect } from "chai";
import { configurationSchema } from "../../../bot/config/schema.ts";
import { KeeperError } from "../../../bot/core/errors.ts";
import { configuredVetoSettings, DEFAULT_VETO_SETTINGS } from "../../../bot/risk/vetoes/settings.ts";
import { markets } from "./inputs.ts";

const settingsOf = (risk: object) => configuredVetoSettings(configurationSchema.parse({ risk }), markets);

describe("vetoes: their settings", () => {
  it("have defaults for every key that is left out", () => {
    expect(configuredVetoSettings(configurationSchema.parse({}), markets)).deep.equal(DEFAULT_VETO_SETTINGS);
    expect(settingsOf({ leastPegPrice: 0.99 })).deep.equal({ ...DEFAULT_VETO_SETTINGS, leastPegPrice: 0.99 });
    expect(settingsOf({ leastMarketAgeDays: 0, allowedMarkets: null }).leastMarketAgeDays).equal(0);
  });

  it("name an allowed market that is not known, and those that are", () => {
    expect(settingsOf({ allowedMarkets: ["1:aave-v3:usdc"] }).allowedMarkets).deep.equal(["1:aave-v3:usdc"]);
    let caught: unknown;
    try {
      settingsOf({ allowedMarkets: ["1:aave-v3:usdx"] });
    } catch (error) {
      caught = error;
    }
    expect(caught).instanceOf(KeeperError);
    expect(caught).include({ exitCode: 2 });
    expect((caught as KeeperError).message)
      .include("1:aave-v3:usdx")
      .and.include("risk.allowedMarkets");
    expect((caught as KeeperError).remedy).include("1:aave-v3:usdc");
  });

  it("refuse keys that do not exist and bounds that make no sense", () => {
    for (const risk of [
      { leastPeg: 1 },
      { leastPegPrice: 1.01 },
      { greatestPegPrice: 0.99 },
      { allowedMarkets: [] },
      { leastMarketAgeDays: -1 },
    ])
      expect(configurationSchema.safeParse({ risk }).success, JSON.stringify(risk)).equal(false);
  });
});
