import { expect } from "chai";
import { parseUnits } from "ethers";
import type { Market } from "../../bot/core/market.ts";
import { bucketTime } from "../../bot/core/observation.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { creationCode, genuineArtifact } from "../../scripts/local-mainnet/artifacts.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { createScenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { deploy } from "../../scripts/local-mainnet/placement.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { passTime } from "../local-mainnet/fixture.ts";
import { BUCKET_SECONDS, bookWithUsds, MAINNET_BOOK, marketOf, observed, sUsds, usds, useLocalCollector } from "./localCollector.ts";

const AAVE_USDC = "1:aave-v3:usdc";
const COMPOUND_USDC = "1:compound-v3:usdc";
const SKY_USDC = "1:sky-savings:usdc";

describe("the collector on a local mainnet", () => {
  const { chain, provider, collector, requestsOf } = useLocalCollector();
  const scenarios = async () => createScenarios(await createLife({ provider: chain().provider, seed: 3 }));

  describe("its requests", () => {
    it("are two a tick for all markets of the address book, three while it finds out about them", async () => {
      const collecting = collector();
      const first = await requestsOf(collecting);
      expect(first.snapshot.rejected).to.deep.equal([]);
      expect(first.snapshot.observations.map((one) => one.marketId)).to.deep.equal(MAINNET_BOOK.markets.map((market) => market.id));
      expect(first.requests).to.equal(3);
      expect((await requestsOf(collecting)).requests).to.equal(2);
    });

    it("are as few for a hundred markets", async () => {
      const hundred = Array.from({ length: 100 }, (_, i): Market => {
        const market = MAINNET_BOOK.markets[i % MAINNET_BOOK.markets.length] as Market;
        return { ...market, id: `1:${market.protocol}:copy-${i}` };
      });
      const collecting = collector({ markets: hundred });
      const first = await requestsOf(collecting);
      expect(first.requests).to.equal(3);
      const { requests, snapshot } = await requestsOf(collecting);
      expect(requests).to.equal(2);
      expect(snapshot.observations).to.have.lengthOf(100);
      const { marketId: _original, ...expected } = observed(await collector().collect(), AAVE_USDC);
      const { marketId: _copy, ...copied } = observed(snapshot, "1:aave-v3:copy-6");
      expect(copied).to.deep.equal(expected);
    });

    it("are three a tick with markets whose growth is measured from an earlier block", async () => {
      const collecting = collector({ markets: [...MAINNET_BOOK.markets, sUsds], addressBook: bookWithUsds });
      await collecting.collect();
      expect((await requestsOf(collecting)).requests).to.equal(3);
    });

    it("all ask about one block, also when the chain goes on meanwhile", async () => {
      const head = await readHead(chain().provider);
      const atRest = await collector().collect();
      const node = provider();
      const send = node.send.bind(node);
      node.send = async (method, params) => {
        const answer = await send(method, params);
        if (method === "eth_getBlockByNumber") await passTime(chain(), HOUR);
        return answer;
      };
      const overtaken = await collector().collect();
      expect((await readHead(chain().provider)).number).to.equal(head.number + 1);
      expect(overtaken).to.deep.equal(atRest);
      const { number, hash, timestampSeconds: timeSeconds, baseFeeWei: baseFeePerGasWei } = head;
      expect(overtaken.block).to.deep.equal({ number, hash, timeSeconds, baseFeePerGasWei });
      for (const one of overtaken.observations) {
        expect(one).to.include({
          blockNumber: number,
          blockTimeSeconds: timeSeconds,
          bucketTimeSeconds: bucketTime(timeSeconds, BUCKET_SECONDS),
          origin: "rpc",
        });
      }
    });
  });

  describe("a market that cannot be read", () => {
    const nothing: Market = { ...marketOf(AAVE_USDC), id: "1:aave-v3:nothing", address: namedAccount("test/no-contract") };

    it("is rejected alone; the others are as they would be without it", async () => {
      const broken: readonly Market[] = [
        nothing,
        { ...marketOf(COMPOUND_USDC), id: "1:compound-v3:nothing", address: namedAccount("test/no-contract") },
        { ...marketOf(SKY_USDC), id: "1:sky-savings:nothing", companions: { psm: namedAccount("test/no-contract") } },
        { ...sUsds, id: "1:erc4626:nothing", address: namedAccount("test/no-contract") },
        // Contracts, but not for this token.
        { ...marketOf(COMPOUND_USDC), id: "1:compound-v3:dai", asset: marketOf("1:aave-v3:dai").asset },
        { ...marketOf(AAVE_USDC), id: "1:aave-v3:unlisted", asset: { ...usds, address: chain().addresses.comet } },
      ];
      const expected = await collector().collect();
      const collecting = collector({ markets: broken.flatMap((market, i) => [market, MAINNET_BOOK.markets[i] as Market]) });
      for (const attempt of ["the first tick", "the next"]) {
        const { observations, rejected } = await collecting.collect();
        expect(rejected.map((one) => one.marketId).toSorted(), attempt).to.deep.equal(broken.map((market) => market.id).toSorted());
        expect(new Set(rejected.map((one) => one.rule)), attempt).to.deep.equal(new Set(["unreadable"]));
        expect(observations, attempt).to.deep.equal(expected.observations);
      }
    });

    it("is tried again at every tick, and read once it is there", async () => {
      const late: Market = { ...marketOf(COMPOUND_USDC), id: "1:compound-v3:late", address: namedAccount("test/comet-to-be") };
      const collecting = collector({ markets: [late, marketOf(AAVE_USDC)] });
      expect((await collecting.collect()).rejected.map((one) => one.marketId)).to.deep.equal([late.id]);
      const { provider, addresses } = chain();
      const code = await provider.request({ method: "eth_getCode", params: [addresses.comet, "latest"] });
      await provider.request({ method: "hardhat_setCode", params: [late.address, code] });
      // A comet now, in which nobody has supplied yet.
      const { block, rejected } = await collecting.collect();
      const [{ sample, ...rejection } = { sample: null }, ...others] = rejected;
      expect(others).to.deep.equal([]);
      expect(rejection).to.deep.equal({
        marketId: late.id,
        origin: "rpc",
        sampleTimeSeconds: block.timeSeconds,
        blockNumber: block.number,
        rule: "no-supply",
        value: 0,
        detail: "0",
      });
      expect(sample).to.include({ marketId: late.id, blockNumber: block.number, totalSupply: 0n });
    });

    it("is one whose price is stale, and only that", async () => {
      const dai = ["1:aave-v3:dai"];
      await (await scenarios()).staleOracle("chainlinkDaiUsd", 27 * HOUR);
      const { observations, rejected, ethPriceUsd } = await collector().collect();
      expect(rejected.map((one) => [one.marketId, one.rule])).to.deep.equal(dai.map((id) => [id, "no-price"]));
      expect(observations).to.have.lengthOf(MAINNET_BOOK.markets.length - 1);
      expect(ethPriceUsd).to.be.greaterThan(0);
    });
  });

  it("reads an earlier block as it was then", async () => {
    const collecting = collector();
    const before = await collecting.collect();
    await passTime(chain(), HOUR);
    const after = await collecting.collect();
    expect(observed(after, AAVE_USDC).growthIndexRay > observed(before, AAVE_USDC).growthIndexRay).to.equal(true);
    expect(await collecting.collect(before.block.number)).to.deep.equal(before);
  });

  describe("a set-up that changes", () => {
    it("is noticed: a new rate strategy of Aave is rejected once, and read from the next tick on", async () => {
      const { addresses, impersonator } = chain();
      const collecting = collector();
      const before = observed(await collecting.collect(), AAVE_USDC);
      const artifact = genuineArtifact(
        "@aave/core-v3/artifacts/contracts/protocol/pool/DefaultReserveInterestRateStrategy.sol/DefaultReserveInterestRateStrategy.json",
      );
      const ray = (fraction: string) => parseUnits(fraction, 27);
      const strategy = await deploy(
        impersonator,
        creationCode(artifact, [addresses.aavePoolAddressesProvider, ray("0.8"), ray("0.01"), ray("0.04"), ray("0.5"), 0n, 0n, 0n, 0n, 0n]),
      );
      await impersonator.execute(
        ADMINISTRATORS.aaveAclAdmin,
        addresses.aavePoolConfigurator,
        "function setReserveInterestRateStrategyAddress(address,address)",
        [addresses.usdc, strategy],
      );

      const changed = await requestsOf(collecting);
      expect(changed.requests).to.equal(2);
      expect(changed.snapshot.rejected.map(({ marketId, rule }) => [marketId, rule])).to.deep.equal([[AAVE_USDC, "unreadable"]]);
      expect(changed.snapshot.rejected[0]?.detail).to.match(/new rate strategy/);
      expect(changed.snapshot.observations).to.have.lengthOf(MAINNET_BOOK.markets.length - 1);

      const next = await requestsOf(collecting);
      expect(next.requests).to.equal(3);
      const after = observed(next.snapshot, AAVE_USDC);
      expect(after.rateModel).to.deep.equal({
        kind: "kinked-borrow",
        optimalUtilization: 0.8,
        baseBorrowApr: 0.01,
        slope1Apr: 0.04,
        slope2Apr: 0.5,
        reserveFactor: 0.1,
      });
      expect(after.rateModel).not.to.deep.equal(before.rateModel);
      expect((await requestsOf(collecting)).requests).to.equal(2);
    });

    it("is noticed: a new pocket of Sky's PSM", async () => {
      const { provider, addresses } = chain();
      const collecting = collector({ markets: [marketOf(SKY_USDC)] });
      await collecting.collect();
      // The stand-in's pocket is constant; another PSM at the address stands for an upgrade behind the wrapper's proxy.
      const other = namedAccount("test/other-pocket");
      const code = (await provider.request({ method: "eth_getCode", params: [addresses.usdsPsm, "latest"] })) as string;
      const replaced = code.replaceAll(addresses.usdsPsmPocket.slice(2).toLowerCase(), other.slice(2).toLowerCase());
      expect(replaced).not.to.equal(code);
      await provider.request({ method: "hardhat_setCode", params: [addresses.usdsPsm, replaced] });
      expect((await collecting.collect()).rejected.map(({ marketId, detail }) => [marketId, detail])).to.deep.equal([
        [SKY_USDC, `${SKY_USDC}: the PSM has a new pocket`],
      ]);
      expect(observed(await collecting.collect(), SKY_USDC).liquidity).to.equal(0n);
    });
  });
});
