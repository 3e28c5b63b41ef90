import { expect } from "chai";
import { backfillFromRpc } from "../../../bot/backfill.ts";
import { configurationSchema } from "../../../bot/config/schema.ts";
import { sampleTimes } from "../../../bot/observe/history/archiveBackfill.ts";
import { openStore, type Store } from "../../../bot/store/connection.ts";
import { observationHistories } from "../../../bot/store/observations.ts";
import { toQuantity } from "../../../scripts/local-mainnet/provider.ts";
import { startCommand } from "../../cli/support/command.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestDatabase } from "../../store/testStore.ts";
import { MAINNET_BOOK, useLocalCollector } from "../localCollector.ts";
import { type RpcProxy, serveRpcProxy } from "./rpcProxy.ts";

const HOUR = 3_600;
const HOURS = 6;
const MARKETS = MAINNET_BOOK.markets.map((market) => market.id);

describe("a backfill from an archive node", () => {
  const { chain, collector, publishPrices } = useLocalCollector();
  let databaseUrl: string;
  let store: Store;
  let proxy: RpcProxy;
  let start: number;

  beforeEach(async () => {
    const { provider, rpcUrl } = chain();
    const head = (await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as { timestamp: string };
    start = Math.ceil((Number(head.timestamp) + 60) / HOUR) * HOUR;
    // A block some seconds before each full hour, as on a chain that does not ask what time we sample at.
    const mineAt = async (time: number) => {
      await provider.request({ method: "evm_setNextBlockTimestamp", params: [toQuantity(time)] });
      await provider.request({ method: "evm_mine" });
    };
    for (let hour = 0; hour < HOURS; hour++) {
      await mineAt(start + hour * HOUR - 50);
      await publishPrices(start + hour * HOUR - 50);
      await mineAt(start + hour * HOUR - 7 - hour);
    }
    await mineAt(start + HOURS * HOUR - HOUR / 2);
    databaseUrl = await createTestDatabase();
    store = await openStore({ databaseUrl });
    proxy = await serveRpcProxy(rpcUrl);
  });
  afterEach(async () => {
    await proxy.close();
    await store.close();
  });

  const backfill = (changes: { stop?: AbortSignal; markets?: readonly string[]; from?: number } = {}) =>
    backfillFromRpc({
      configuration: configurationSchema.parse({
        rpcUrls: [proxy.url],
        databaseUrl,
        ...(changes.markets ? { markets: changes.markets } : {}),
      }),
      times: { fromSeconds: changes.from ?? start, toSeconds: start + HOURS * HOUR, everySeconds: HOUR },
      requestsPerSecond: 10_000,
      stop: changes.stop ?? new AbortController().signal,
    });
  const calls = () => proxy.methods.filter((method) => method === "eth_call").length;
  const stored = async () => [...(await observationHistories(store.db, MARKETS, 0)).values()].flat();

  it("stores what the collector sees at the block of each time", async () => {
    const report = await backfill();
    const samples = HOURS * MARKETS.length;
    expect(report).to.deep.equal({
      times: HOURS,
      blocks: HOURS,
      observations: samples,
      rejected: 0,
      alreadyStored: 0,
      withoutBlock: 0,
      stopped: false,
    });
    const found = await stored();
    const times = [...new Set(found.map((one) => one.blockTimeSeconds))].toSorted();
    expect(times).to.deep.equal(Array.from({ length: HOURS }, (_, hour) => start + hour * HOUR - 7 - hour));
    const reading = collector();
    for (const blockNumber of new Set(found.map((one) => one.blockNumber))) {
      const { observations } = await reading.collect(blockNumber);
      expect(found.filter((one) => one.blockNumber === blockNumber)).to.have.deep.members([...observations]);
    }
  });

  it("asks for nothing that is stored, and for what a further market lacks only", async () => {
    const [first = "", ...others] = MARKETS;
    await backfill({ markets: [first] });
    await backfill();
    expect((await stored()).length).to.equal(HOURS * MARKETS.length);
    const before = calls();
    const again = await backfill();
    expect(again).to.include({ blocks: 0, observations: 0, alreadyStored: HOURS * MARKETS.length });
    expect(calls()).to.equal(before);
    expect(await backfill({ markets: others })).to.include({ blocks: 0, alreadyStored: HOURS * others.length });
  });

  it("says which times have no block: those after the head", async () => {
    const report = await backfillFromRpc({
      configuration: configurationSchema.parse({ rpcUrls: [proxy.url], databaseUrl }),
      times: { fromSeconds: start + (HOURS - 1) * HOUR, toSeconds: start + (HOURS + 3) * HOUR, everySeconds: HOUR },
      requestsPerSecond: 10_000,
      stop: new AbortController().signal,
    });
    expect(report).to.include({ times: 4, blocks: 1, withoutBlock: 3 });
  });

  it("goes on where it stopped after the node has failed in between", async () => {
    proxy.instead = (method) => (method === "eth_call" && calls() > 4 ? { status: 503, body: "" } : null);
    expect((await rejection(backfill())).name).to.equal("RpcUnreachableError");
    const before = (await stored()).length;
    expect(before).to.be.within(MARKETS.length, (HOURS - 1) * MARKETS.length);
    proxy.instead = () => null;
    const report = await backfill();
    expect(report.alreadyStored).to.equal(before);
    expect(report.observations + before).to.equal(HOURS * MARKETS.length);
  });

  it("stops when it is told to, with what it has done stored", async () => {
    const stop = new AbortController();
    proxy.instead = (method) => {
      if (method === "eth_call" && calls() > 2) stop.abort();
      return null;
    };
    const report = await backfill({ stop: stop.signal });
    expect(report.stopped).to.equal(true);
    expect(report.observations).to.be.lessThan(HOURS * MARKETS.length);
    expect((await stored()).length).to.equal(report.observations);
  });

  it("survives kill -9: the same command goes on, and every sample is there once", async () => {
    const args = ["backfill", "--json", "--every", "1h", "--from", String(start), "--to", String(start + HOURS * HOUR)];
    const environment = { ARCHIVE_RPC_URL: proxy.url, DATABASE_URL: databaseUrl };
    const killed = startCommand([...args, "--requests-per-second", "20"], { environment });
    while ((await stored()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    killed.child.kill("SIGKILL");
    expect((await killed.result).signal).to.equal("SIGKILL");
    const before = (await stored()).length;
    expect(before % MARKETS.length, "a block is stored whole").to.equal(0);
    const { stdout, exitCode } = await startCommand([...args, "--requests-per-second", "1000"], { environment }).result;
    expect(exitCode).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ alreadyStored: before, observations: HOURS * MARKETS.length - before });
    const names = (await stored()).map((one) => `${one.marketId}@${one.blockNumber}`);
    expect(names).to.have.lengthOf(HOURS * MARKETS.length);
    expect(new Set(names).size).to.equal(names.length);
  });

  it("says so when the node does not keep old states", async () => {
    const error = { jsonrpc: "2.0", id: 0, error: { code: -32000, message: "missing trie node 5d0e (path )" } };
    proxy.instead = (method) => (method === "eth_call" ? { status: 200, body: JSON.stringify(error) } : null);
    const failure = await rejection(backfill());
    expect(failure).to.include({ name: "MissingStateError", exitCode: 3 });
  });
});

describe("the times of a backfill", () => {
  it("are full hours and days of UTC, from the first to before the last", () => {
    expect(sampleTimes({ fromSeconds: 1, toSeconds: 7_200, everySeconds: 3_600 })).to.deep.equal([3_600]);
    expect(sampleTimes({ fromSeconds: 3_600, toSeconds: 7_201, everySeconds: 3_600 })).to.deep.equal([3_600, 7_200]);
    expect(sampleTimes({ fromSeconds: 7_200, toSeconds: 7_200, everySeconds: 3_600 })).to.deep.equal([]);
  });
});
