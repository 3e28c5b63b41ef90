import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { addressBookOf, configuredMarkets } from "../../bot/compose.ts";
import { addressBooks, useAddressBooks } from "../../bot/config/addressBook.ts";
import { PROTOCOLS } from "../../bot/config/addressBookFile.ts";
import { ConfigurationError } from "../../bot/config/errors.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import { environmentSuffix, vaultsOf } from "../../bot/config/vaults.ts";
import { sourceFactories } from "../../bot/observe/sources/index.ts";

const ONE = "0x52908400098527886E0F7030069857D2E4169EE7";
const OTHER = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";

describe("config: several vaults", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "configuration-"));
  });
  afterEach(() => {
    useAddressBooks([]);
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, content: unknown): string => {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const load = (content: unknown, environment = {}) => loadConfiguration({ file: write("yield-keeper.json", content), environment });
  const failure = (content: unknown): string => {
    try {
      load(content);
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigurationError);
      return (error as Error).message;
    }
    throw new Error("the configuration was accepted");
  };

  it("are one without a list of them, with the configuration as it is", () => {
    const configuration = load({ vault: ONE });
    expect(vaultsOf(configuration)).to.deep.equal([{ name: "main", environmentSuffix: "", configuration }]);
  });

  it("override key by key what they share", () => {
    const configuration = load({
      strategy: "idle",
      execution: { maxFeeGwei: 50, maxGasCostUsd: 20 },
      vaults: [
        { name: "usdc", vault: ONE, execution: { maxFeeGwei: 9 }, tickSeconds: 60 },
        { name: "dai-safe", vault: OTHER, risk: { leastMarketAgeDays: 90 } },
      ],
    });
    const [usdc, dai] = vaultsOf(configuration);
    expect(usdc).to.deep.include({ name: "usdc", environmentSuffix: "_USDC" });
    expect(usdc?.configuration).to.deep.include({
      vault: ONE,
      strategy: "idle",
      tickSeconds: 60,
      execution: { maxFeeGwei: 9, maxGasCostUsd: 20 },
      risk: {},
      vaults: [],
    });
    expect(dai?.environmentSuffix).to.equal("_DAI_SAFE");
    expect(dai?.configuration).to.deep.include({
      vault: OTHER,
      tickSeconds: 300,
      execution: { maxFeeGwei: 50, maxGasCostUsd: 20 },
      risk: { leastMarketAgeDays: 90 },
    });
  });

  it("take their endpoints from the environment, which may hold keys", () => {
    const configuration = load(
      {
        vaults: [
          { name: "usdc", vault: ONE, rpcUrls: ["http://file"] },
          { name: "dai", vault: OTHER },
        ],
      },
      { MAINNET_RPC_URL: "http://shared", KEEPER_RPC_URL_USDC: "http://own, http://second" },
    );
    expect(vaultsOf(configuration).map((one) => one.configuration.rpcUrls)).to.deep.equal([
      ["http://own", "http://second"],
      ["http://shared"],
    ]);
  });

  it("are refused with the path of what is wrong", () => {
    const second = (entry: object) =>
      failure({
        vaults: [
          { name: "one", vault: ONE },
          { name: "two", vault: OTHER, ...entry },
        ],
      });
    expect(second({ execution: { maxFeeGwei: -1 } })).to.include('"vaults.1.execution.maxFeeGwei"');
    expect(second({ execution: { maxFeeGwie: 1 } })).to.include('unknown key "vaults.1.execution.maxFeeGwie"');
    expect(second({ databaseUrl: "postgresql://x" })).to.include('unknown key "vaults.1.databaseUrl"');
    expect(second({ chainId: 137 })).to.include('"vaults.1.chainId": no address book');
    expect(second({ name: "one" })).to.include('"vaults.1.name": vaults.0 has this name, too');
    expect(second({ vault: ONE.toLowerCase() })).to.include('"vaults.1.vault": it is the vault of vaults.0, too');
    for (const name of ["", "Two", "a_b", "1st", "file", "file-x"]) expect(second({ name })).to.include('"vaults.1.name"');
    expect(failure({ vaults: [{ name: "one" }, { name: "two" }] })).to.include('"vaults.1.vault"');
  });

  it("have variables of their own that cannot be mistaken for others", () => {
    expect(environmentSuffix("usdc-safe")).to.equal("_USDC_SAFE");
  });

  describe("on further chains", () => {
    const token = { address: ONE, symbol: "USDC", decimals: 6 };
    const market = { id: "10:aave-v3:usdc", chainId: 10, protocol: "aave-v3", asset: token, address: OTHER };
    const book = {
      chainId: 10,
      name: "OP Mainnet",
      tokens: { USDC: token },
      usdPriceFeeds: { ETH: OTHER },
      markets: [market],
      rewards: { swapRouter: OTHER },
    };

    it("need nothing but an address book, found beside the configuration", () => {
      write("op.json", book);
      const configuration = load({ addressBooks: ["op.json"], vaults: [{ name: "op", chainId: 10, vault: ONE }] });
      expect(addressBookOf(10).name).to.equal("OP Mainnet");
      expect(
        vaultsOf(configuration)
          .flatMap((one) => configuredMarkets(one.configuration))
          .map(({ id }) => id),
      ).to.deep.equal([market.id]);
      expect(addressBookOf(1).name).to.equal("Ethereum");
      load({});
      expect([...addressBooks.keys()]).to.deep.equal([1]);
    });

    it("are not known because of a configuration that is refused", () => {
      write("op.json", book);
      failure({ addressBooks: ["op.json"], chainId: 11 });
      expect(addressBooks.has(10)).to.equal(false);
    });

    it("are refused with the file and the path of what is wrong", () => {
      const refused = (changes: object) => {
        write("op.json", { ...book, ...changes });
        return failure({ addressBooks: ["op.json"] });
      };
      expect(failure({ addressBooks: ["nowhere.json"] })).to.match(/nowhere\.json.*ENOENT/);
      expect(refused({ markets: [{ ...market, protocol: "aave-v4" }] })).to.match(/op\.json.*"markets\.0\.protocol"/);
      expect(refused({ markets: [{ ...market, id: "1:aave-v3:usdc" }] })).to.include('"markets.0.id": it must begin with "10:"');
      expect(refused({ markets: [market, market] })).to.include('"markets.1.id": another market has it');
      expect(refused({ usdPriceFeeds: {} })).to.include("a feed for ETH");
      write("op.json", book);
      write("again.json", book);
      expect(failure({ addressBooks: ["op.json", "again.json"] })).to.include('"addressBooks.1": addressBooks.0 is of chain 10, too');
    });

    it("have markets of every protocol that there is a source for", () => {
      expect(new Set<string>(PROTOCOLS)).to.deep.equal(new Set(Object.keys(sourceFactories)));
    });
  });
});
