import { expect } from "chai";
import { addressBooks, knownMarkets } from "../../../bot/config/addressBook.ts";
import { isDollarToken } from "../../../bot/risk/facts/dollarTokens.ts";
import { type FactDate, secondsOf } from "../../../bot/risk/facts/factDate.ts";
import { FACT_FEATURE_NAMES, factFeatures } from "../../../bot/risk/facts/factFeatures.ts";
import { marketFacts } from "../../../bot/risk/facts/marketFacts.ts";
import { PROTOCOL_FACTS, protocolFacts } from "../../../bot/risk/facts/protocolFacts.ts";

const markets = [...addressBooks.values()].flatMap(knownMarkets);
const isUrl = (text: string) => URL.canParse(text) && text.startsWith("https://");
const DAY = 86_400;

function expectDate(date: FactDate | null, what: string) {
  if (date === null) return;
  expect(date, what).match(/^\d{4}-\d{2}(-\d{2})?$/);
  expect(secondsOf(date), what).least(Date.parse("2015-07-30") / 1000);
  expect(secondsOf(date), what).most(Date.now() / 1000);
}

describe("facts: protocols", () => {
  it("are there for every protocol of the address book and of the history, each with sources", () => {
    const trained = ["aave-v2", "aave-v3", "compound-v2", "compound-v3", "curve", "lido", "uniswap-v2", "uniswap-v3", "pancakeswap-v3"];
    for (const protocol of [...markets.map((market) => market.protocol), ...trained]) expect(protocolFacts(protocol), protocol).not.null;
    for (const [protocol, { sources }] of Object.entries(PROTOCOL_FACTS)) {
      expect(sources.length, protocol).least(1);
      for (const source of sources) expect(isUrl(source), source).equal(true);
    }
    expect(protocolFacts("no-such")).null;
  });

  it("have dates in the past, in order, and delays that make sense", () => {
    for (const [protocol, facts] of Object.entries(PROTOCOL_FACTS)) {
      expectDate(facts.launchedOn, protocol);
      const audits = (facts.audits ?? []).map(({ publishedBy }) => secondsOf(publishedBy));
      for (const { publishedBy } of facts.audits ?? []) expectDate(publishedBy, protocol);
      expect(audits, protocol).deep.equal([...audits].sort((one, other) => one - other));
      const delays = facts.adminDelays ?? [];
      for (const { since, hours } of delays) {
        expectDate(since, protocol);
        expect(hours, protocol).above(0);
      }
      expect(delays.map(({ since }) => since)).deep.equal([...delays.map(({ since }) => since)].sort());
      if (facts.adminPower === "immutable") expect(facts.isUpgradeable, protocol).equal(false);
    }
  });
});

describe("facts: markets", () => {
  it("know every market of the address book, its launch not before its protocol's and with a source", () => {
    for (const { id, protocol } of markets) {
      const facts = marketFacts(id);
      expect(facts?.kind, id).equal(protocolFacts(protocol)?.kind);
      expectDate(facts?.launchedOn ?? null, id);
      const protocolLaunch = protocolFacts(protocol)?.launchedOn;
      if (facts?.launchedOn) {
        expect(facts.sources.length, id).least(1);
        if (protocolLaunch) expect(secondsOf(facts.launchedOn), id).least(secondsOf(protocolLaunch));
      }
      for (const source of facts?.sources ?? []) expect(isUrl(source), source).equal(true);
      for (const symbol of facts?.dependencies ?? []) expect(isDollarToken(symbol), `${id}: ${symbol}`).equal(true);
    }
  });

  it("name every coin of a pool", () => {
    const symbolOf = new Map(
      [...addressBooks.values()].flatMap(({ tokens }) => Object.values(tokens)).map((token) => [token.address, token.symbol]),
    );
    for (const { id, companions } of markets) {
      const others = Object.entries(companions).flatMap(([name, address]) => (/^(coin\d|other)$/.test(name) ? [address] : []));
      for (const address of others) expect(marketFacts(id)?.dependencies, id).include(symbolOf.get(address));
    }
  });

  it("have a kind for a market of a known protocol that is not in the table, and nothing for others", () => {
    expect(marketFacts("1:aave-v3:gho")).deep.equal({ kind: "lending", launchedOn: null, dependencies: [], sources: [] });
    expect(marketFacts("1:no-such:usdc")).null;
  });
});

describe("facts: features", () => {
  it("are numbers under fixed names, and NaN for what is not known", () => {
    for (const protocol of [...Object.keys(PROTOCOL_FACTS), "no-such"])
      expect(Object.keys(factFeatures(protocol, 0))).deep.equal([...FACT_FEATURE_NAMES]);
    for (const value of Object.values(factFeatures("no-such", 1_700_000_000))) expect(value).NaN;
    for (const value of Object.values(factFeatures("erc4626", 1_700_000_000))) expect(value).NaN;
  });

  it("tell nothing that was not known at the time", () => {
    const launch = Date.parse("2020-12-01") / 1000;
    expect(factFeatures("aave-v2", launch - 1).protocolAgeDays).NaN;
    expect(factFeatures("aave-v2", launch).protocolAgeDays).equal(0);
    expect(factFeatures("aave-v2", launch + 10 * DAY)).deep.equal({
      protocolAgeDays: 10,
      auditCount: 4,
      isUpgradeable: 1,
      adminDelayHours: 24,
      hasExternalOracle: 1,
    });
    const counts = [2021, 2023, 2025, 2026].map((year) => factFeatures("aave-v3", Date.parse(`${year}-06-01`) / 1000).auditCount);
    expect(counts[0]).equal(0);
    expect(counts).deep.equal([...counts].sort((one, other) => one - other));
    expect(factFeatures("maker-dsr", Date.parse("2022-05-09") / 1000).adminDelayHours).NaN;
  });
});
