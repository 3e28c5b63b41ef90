import { expect } from "chai";
import { addressBookOf, configuredMarkets, marketsForVault } from "../bot/compose.ts";
import { knownMarkets } from "../bot/config/addressBook.ts";
import { loadConfiguration } from "../bot/config/load.ts";
import type { Configuration } from "../bot/config/schema.ts";

const configuration = (markets: Configuration["markets"]) => loadConfiguration({ file: null, environment: {}, overrides: { markets } });
const book = addressBookOf(1);

describe("the configured markets", () => {
  it("are lending and savings unless the configuration says otherwise", () => {
    expect(configuredMarkets(configuration(null))).to.deep.equal(book.markets);
    for (const { protocol } of book.markets) expect(protocol).to.be.oneOf(["aave-v3", "compound-v3", "sky-savings"]);
  });

  it("are all that the keeper knows for `all`, of which a new vault still takes lending and savings only", () => {
    expect(configuredMarkets(configuration("all"))).to.deep.equal(knownMarkets(book));
    expect(marketsForVault(configuration("all"))).to.deep.equal(book.markets);
    expect(marketsForVault(configuration(null))).to.deep.equal(book.markets);
  });

  it("are those that are named, for a new vault too", () => {
    const named = ["1:curve:3pool-usdc", "1:aave-v3:usdc"];
    expect(configuredMarkets(configuration(named)).map(({ id }) => id)).to.deep.equal(named);
    expect(marketsForVault(configuration(named)).map(({ id }) => id)).to.deep.equal(named);
  });

  it("must be known", () => {
    expect(() => configuredMarkets(configuration(["1:curve:nowhere"]))).to.throw(/"1:curve:nowhere" is not known/);
  });
});
