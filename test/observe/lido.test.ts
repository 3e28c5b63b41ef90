import { expect } from "chai";
import { Interface } from "ethers";
import { connect } from "../../bot/chain/failoverProvider.ts";
import { SECONDS_PER_YEAR } from "../../bot/core/units.ts";
import { createCollector } from "../../bot/observe/collector.ts";
import { LIDO_REPORTER } from "../../scripts/local-mainnet/actors.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { BEACON_GENESIS_SECONDS } from "../../scripts/local-mainnet/deploy/lido.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { passTime } from "../local-mainnet/fixture.ts";
import { expectNear } from "../near.ts";
import { BUCKET_SECONDS, MAINNET_BOOK, marketOf, observed, useLocalCollector } from "./localCollector.ts";

const STETH = "1:lido:steth";
const AAVE_WETH = "1:aave-v3:weth";
const tokenRebased = new Interface([
  "event TokenRebased(uint256 indexed reportTimestamp, uint256 timeElapsed, uint256 preTotalShares, uint256 preTotalEther, uint256 postTotalShares, uint256 postTotalEther, uint256 sharesMintedAsFees)",
]);

describe("Lido as the collector sees it", () => {
  const { chain, collector, requestsOf, publishPrices } = useLocalCollector();
  const markets = [marketOf(STETH)];
  const live = () => createLife({ provider: chain().provider, seed: 5 });

  /** The APR of every rebase so far, by Lido's own formula from its events. */
  async function rebases(): Promise<readonly number[]> {
    const { provider, addresses } = chain();
    const topics = [tokenRebased.getEvent("TokenRebased")?.topicHash];
    const filter = { address: addresses.stEth, fromBlock: "0x15ef3c0", toBlock: "latest", topics };
    const logs = (await provider.request({ method: "eth_getLogs", params: [filter] })) as { topics: string[]; data: string }[];
    return logs.map((log) => {
      const event = tokenRebased.parseLog(log)?.args;
      if (event === undefined) throw new Error("not a rebase");
      const pre = Number((event.preTotalEther * 10n ** 27n) / event.preTotalShares);
      const post = Number((event.postTotalEther * 10n ** 27n) / event.postTotalShares);
      return ((post - pre) / pre) * (SECONDS_PER_YEAR / Number(event.timeElapsed));
    });
  }

  it("pays the APR of its last rebase, at every hour until the next, for two requests a tick", async () => {
    const life = await live();
    const collecting = collector({ markets });
    const seen = new Set<number>();
    for (let hour = 0; hour < 50; hour += 5) {
      await life.advance(5 * HOUR);
      const { snapshot } = await requestsOf(collecting);
      const one = observed(snapshot, STETH);
      expectNear(one.supplyApr, (await rebases()).at(-1) as number, 1e-9, `at hour ${hour}`);
      expect(await requestsOf(collecting)).to.deep.equal({ requests: 2, snapshot });
      seen.add(one.supplyApr);
    }
    // Midday of the day before, and two more.
    expect(seen.size).to.equal(3);
    expect(life.failed).to.deep.equal([]);
  });

  it("earns it: from one report to the next its index grows by what is then reported, also over a day without a report", async () => {
    const life = await live();
    const collecting = collector({ markets });
    await life.advance(14 * HOUR);
    const refSlot = () =>
      readContract(chain().provider, {
        to: chain().addresses.lidoAccountingOracle,
        fragment: "function getLastProcessingRefSlot() view returns (uint256)",
      });
    for (const missed of [false, true, false]) {
      const before = observed(await collecting.collect(), STETH);
      const slotBefore = await refSlot();
      if (missed) {
        // Until the noon after the next: a report that is only late would still be one of its own.
        life.rest("lido-oracle");
        await life.advance(DAY + 22 * HOUR);
        life.resume("lido-oracle");
        await life.advance(2 * HOUR);
      } else {
        await life.advance(DAY);
      }
      const after = observed(await collecting.collect(), STETH);
      const elapsed = Number((await refSlot()) - slotBefore) * 12;
      expect(elapsed).to.equal(missed ? 2 * DAY : DAY);
      const growth = Number(after.growthIndexRay - before.growthIndexRay) / Number(before.growthIndexRay);
      // Far within a basis point a year.
      expectNear((growth * SECONDS_PER_YEAR) / elapsed, after.supplyApr, 1e-9, missed ? "over two days" : "over a day");
      expect(after.supplyApr).to.be.within(0.02, 0.04);
    }
  });

  it("is the same for one who has watched since yesterday and for one who looks back", async () => {
    const life = await live();
    const collecting = collector({ markets });
    await life.advance(13 * HOUR);
    const then = await collecting.collect();
    await life.advance(DAY);
    await collecting.collect();
    expect(await collecting.collect(then.block.number)).to.deep.equal(then);
    expect(await collector({ markets }).collect(then.block.number)).to.deep.equal(then);
  });

  it("has lost what a report says was lost, and is then rejected as no yield", async () => {
    const { addresses, impersonator } = chain();
    await passTime(chain(), HOUR);
    const slot = Math.floor(((await readHead(chain().provider)).timestampSeconds - 60 - BEACON_GENESIS_SECONDS) / 12);
    await impersonator.execute(LIDO_REPORTER, addresses.lidoAccountingOracle, "function submitReport(uint256,int256)", [
      slot,
      -(10n ** 21n),
    ]);
    const { rejected } = await collector({ markets }).collect();
    expect(rejected.map(({ rule }) => rule)).to.deep.equal(["apr-out-of-range"]);
    expect(rejected[0]?.value).to.be.lessThan(0);
  });

  describe("on a node without old state", () => {
    it("is rejected alone, with the reason, and looked for again after an hour", async () => {
      const node = await connect({ urls: [chain().rpcUrl], chainId: 1, timeoutMilliseconds: 20_000 });
      try {
        const send = node.send.bind(node);
        let pruned = true;
        let refused = 0;
        node.send = async (method, params) => {
          const head = (await readHead(chain().provider)).number;
          if (pruned && method === "eth_call" && Number((params as unknown[])[1]) < head - 128) {
            refused++;
            throw Object.assign(new Error("could not coalesce error"), { info: { error: { message: "missing trie node" } } });
          }
          return send(method, params);
        };
        const collecting = createCollector({
          provider: node,
          addressBook: MAINNET_BOOK,
          markets: [marketOf(AAVE_WETH), marketOf(STETH)],
          vault: null,
          bucketSeconds: BUCKET_SECONDS,
        });
        // The first report of the chain is older than its last 128 blocks.
        await chain().provider.request({ method: "hardhat_mine", params: ["0xc8", "0x1"] });
        for (const attempt of ["the first tick", "the next"]) {
          const { observations, rejected } = await collecting.collect();
          expect(
            observations.map(({ marketId }) => marketId),
            attempt,
          ).to.deep.equal([AAVE_WETH]);
          expect(
            rejected.map(({ marketId, rule }) => [marketId, rule]),
            attempt,
          ).to.deep.equal([[STETH, "unreadable"]]);
          expect(rejected[0]?.detail, attempt).to.match(/the state of 2025-12-31T.*cannot be read.*missing trie node/);
          expect(refused, attempt).to.equal(1);
        }
        pruned = false;
        await publishPrices((await readHead(chain().provider)).timestampSeconds + HOUR);
        await passTime(chain(), HOUR);
        observed(await collecting.collect(), STETH);
      } finally {
        node.destroy();
      }
    });
  });

  it("tells whether it takes and gives ether, and that none leaves at once", async () => {
    const { addresses, impersonator } = chain();
    const { lidoAgent } = ADMINISTRATORS;
    const state = async () => observed(await collector({ markets }).collect(), STETH);
    const asAgent = (to: string, fragment: string, args: readonly unknown[] = []) => impersonator.execute(lidoAgent, to, fragment, args);
    expect(await state()).to.deep.include({
      liquidity: 0n,
      supplyRoom: 150_000n * 10n ** 18n,
      flags: { paused: false, frozen: false, supplyCapReached: false },
    });
    await asAgent(addresses.stEth, "function setStakingLimit(uint256)", [0n]);
    expect(await state()).to.deep.include({ supplyRoom: 0n, flags: { paused: false, frozen: false, supplyCapReached: true } });
    await asAgent(addresses.stEth, "function setStakingLimit(uint256)", [2n ** 256n - 1n]);
    expect(await state()).to.deep.include({ supplyRoom: null });
    await asAgent(addresses.stEth, "function pauseStaking()");
    await asAgent(addresses.lidoWithdrawalQueue, "function pauseFor(uint256)", [3_600n]);
    expect(await state()).to.deep.include({ supplyRoom: 0n, flags: { paused: true, frozen: true, supplyCapReached: false } });
  });
});
