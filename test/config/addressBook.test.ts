import { AaveV3Ethereum } from "@aave-dao/aave-address-book";
import { expect } from "chai";
import { getAddress } from "ethers";
import { addressBooks, knownMarkets } from "../../bot/config/addressBook.ts";
import { hasAdapter } from "../../scripts/deploy/adapters.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";

describe("address book of Ethereum", () => {
  const book = addressBooks.get(1);
  if (book === undefined) throw new Error("no address book for chain 1");

  it("has Aave's own addresses for its pool and tokens", () => {
    for (const market of book.markets.filter((one) => one.protocol === "aave-v3")) {
      expect(market.address).to.equal(AaveV3Ethereum.POOL);
      const symbol = market.asset.symbol as "USDC" | "USDT" | "DAI" | "WETH";
      expect(market.asset.address).to.equal(AaveV3Ethereum.ASSETS[symbol].UNDERLYING);
      expect(market.asset.decimals).to.equal(AaveV3Ethereum.ASSETS[symbol].decimals);
      expect(market.companions.rewardsController).to.equal(AaveV3Ethereum.DEFAULT_INCENTIVES_CONTROLLER);
    }
    const aave = book.rewards.routes.find((route) => route.token.symbol === "AAVE")?.token;
    expect(aave?.address).to.equal(AaveV3Ethereum.ASSETS.AAVE.UNDERLYING);
    expect(aave?.decimals).to.equal(AaveV3Ethereum.ASSETS.AAVE.decimals);
  });

  it("leads every reward route to the asset of a market, through tokens and feeds it knows", () => {
    const assets = book.markets.map((market) => market.asset.address);
    const tokens = Object.values(book.tokens).map((token) => token.address);
    for (const { token, hops } of book.rewards.routes) {
      expect(book.usdPriceFeeds).to.have.property(token.symbol);
      expect(assets).to.include(hops.at(-1)?.token.address);
      for (const hop of hops) expect(tokens).to.include(hop.token.address);
    }
  });

  it("writes every address in its checksummed form", () => {
    const addresses = [
      ...Object.values(book.usdPriceFeeds),
      book.rewards.swapRouter,
      ...book.rewards.routes.map((route) => route.token.address),
      ...knownMarkets(book).flatMap((market) => [market.address, market.asset.address, ...Object.values(market.companions)]),
    ];
    for (const address of addresses) expect(address).to.equal(getAddress(address));
  });

  it("names every market once, by chain and protocol, and prices its asset", () => {
    const known = knownMarkets(book);
    expect(new Set(known.map((market) => market.id)).size).to.equal(known.length);
    for (const market of known) {
      expect(market.id).to.match(new RegExp(`^1:${market.protocol}:`));
      expect(book.usdPriceFeeds).to.have.property(market.asset.symbol);
    }
  });

  it("has the addresses of the local mainnet, which are Ethereum's", () => {
    const { curve3Pool, curve3Crv, curve3PoolGauge, savingsDai, makerPot, stEth, lidoAccountingOracle, lidoWithdrawalQueue } =
      mainnetAddresses;
    const optional = new Map(book.optionalMarkets.map((market) => [market.id, market]));
    const { dai, usdc, usdt, usdsPsmPocket } = mainnetAddresses;
    expect(optional.get("1:curve:3pool-usdc")).to.deep.include({
      address: curve3Pool,
      companions: { shareToken: curve3Crv, gauge: curve3PoolGauge, coin0: dai, coin1: usdc, coin2: usdt },
    });
    expect(optional.get("1:maker-dsr:dai")).to.deep.include({ address: savingsDai, companions: { pot: makerPot } });
    expect(optional.get("1:lido:steth")).to.deep.include({
      address: stEth,
      companions: { accountingOracle: lidoAccountingOracle, withdrawalQueue: lidoWithdrawalQueue },
    });
    expect(optional.get("1:erc4626:spark-susdc")?.companions).to.deep.equal({ cashHolder: usdsPsmPocket });
    expect(book.usdPriceFeeds.CRV).to.equal(mainnetAddresses.crvUsdFeed);
  });

  it("lets every market into a vault that nobody has to name", () => {
    expect(book.markets.filter((market) => !hasAdapter(market))).to.deep.equal([]);
    const watched = book.optionalMarkets.filter((market) => !hasAdapter(market)).map((market) => market.id);
    expect(watched).to.deep.equal(["1:maker-dsr:dai", "1:lido:steth"]);
  });
});
