import { expect } from "chai";
import { backfillFromService } from "../../../bot/backfill.ts";
import { createPace } from "../../../bot/chain/pace.ts";
import { configurationSchema } from "../../../bot/config/schema.ts";
import { createDefillamaClient, retryAfterMilliseconds } from "../../../bot/observe/defillama/client.ts";
import { openStore, type Store } from "../../../bot/store/connection.ts";
import { startCommand } from "../../cli/support/command.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestDatabase } from "../../store/testStore.ts";
import { type DefillamaServer, point, pool, serveDefillama } from "./server.ts";

const AAVE = "aa70268e-4b52-42bf-a116-608b370f9501";
const COMPOUND = "7da72d09-56ca-4ec5-a45f-59114353e487";
const CURVE = "25171c4c-1877-449a-9f86-45a9f153ee31";
const NOW = Date.UTC(2026, 0, 31, 12) / 1000;

describe("a backfill from DefiLlama", () => {
  let api: DefillamaServer;
  let databaseUrl: string;
  let store: Store;

  beforeEach(async () => {
    api = await serveDefillama();
    api.pools.push(
      pool(AAVE, "aave-v3", "USDC", 900e6),
      pool(COMPOUND, "compound-v2", "USDC", 300e6),
      pool(CURVE, "curve-dex", "DAI-USDC-USDT", 180e6),
      pool("0-base", "aave-v3", "USDC", 500e6, "Base"),
      { pool: 7, chain: null },
    );
    for (const id of [AAVE, COMPOUND, CURVE])
      api.charts.set(
        id,
        [0, 1, 2, 3].map((day) => point(day)),
      );
    databaseUrl = await createTestDatabase();
    store = await openStore({ databaseUrl });
  });
  afterEach(async () => {
    await api.close();
    await store.close();
  });

  const backfill = (
    changes: { pools?: string[]; protocols?: string[]; minTvlUsd?: number; fromSeconds?: number; stop?: AbortSignal } = {},
  ) =>
    backfillFromService({
      configuration: configurationSchema.parse({ databaseUrl }),
      baseUrl: api.url,
      selection: { pools: changes.pools ?? [], protocols: changes.protocols ?? [], chain: "Ethereum", minTvlUsd: changes.minTvlUsd ?? 0 },
      fromSeconds: changes.fromSeconds ?? 0,
      nowSeconds: NOW,
      requestsPerSecond: 1_000,
      stop: changes.stop ?? new AbortController().signal,
    });
  const rows = async (columns: string) =>
    (await store.pool.query(`select ${columns} from daily_yields order by market_id, period_start`)).rows;
  const charts = () => api.requests.filter((path) => path !== "/pools").map((path) => path.replace("/chart/", ""));

  it("stores each pool by day, with rates and TVL as its project means them", async () => {
    expect(await backfill()).to.deep.include({ pools: 3, rows: 12, stored: 12, added: 12, rejected: 0, rejectedByRule: {} });
    const first = await rows("market_id, supply_apr, reward_apr, total_supply_usd, liquidity_usd, last_sample, origin");
    const at = Date.UTC(2026, 0, 1, 23, 1, 22) / 1000;
    const compounded = 365 * (1.04 ** (1 / 365) - 1);
    const byMarket = first.filter((row) => row.last_sample === String(at) || row.last_sample === at);
    expect(byMarket.map((row) => [row.market_id, row.reward_apr, row.total_supply_usd, row.liquidity_usd, row.origin])).to.deep.equal([
      [`defillama:aave-v3:usdc:${AAVE}`, 0.01, null, 1e6, "defillama"],
      [`defillama:compound-v2:usdc:${COMPOUND}`, 0.01, null, 1e6, "defillama"],
      [`defillama:curve-dex:dai-usdc-usdt:${CURVE}`, 0.01, 1e6, null, "defillama"],
    ]);
    for (const [index, apr] of [0.04, compounded, compounded].entries()) expect(byMarket[index]?.supply_apr).to.be.closeTo(apr, 1e-12);
    const recorded = await store.pool.query("select project, base, reward, tvl from rate_conventions order by project");
    expect(recorded.rows).to.deep.equal([
      { project: "aave-v3", base: "apr", reward: "apr", tvl: "cash" },
      { project: "compound-v2", base: "apy", reward: "apr", tvl: "cash" },
      { project: "curve-dex", base: "apy", reward: "apr", tvl: "deposits" },
    ]);
  });

  it("chooses by id, project, chain and TVL, and says what is not there", async () => {
    await backfill({ protocols: ["aave-v3"], minTvlUsd: 600e6 });
    expect(charts()).to.deep.equal([AAVE]);
    expect((await rejection(backfill({ pools: ["nobody"] }))).message).to.include('no pool "nobody"');
    expect((await rejection(backfill({ protocols: ["nobody"] }))).message).to.include('project "nobody"');
    expect((await rejection(backfill({ minTvlUsd: 1e12 }))).name).to.equal("NoSuchPoolError");
  });

  it("asks for a pool once a day, and again when days before are wanted", async () => {
    const fromSeconds = Date.UTC(2026, 0, 3) / 1000;
    expect(await backfill({ pools: [AAVE], fromSeconds })).to.include({ rows: 2, stored: 2 });
    expect(await backfill({ pools: [AAVE], fromSeconds })).to.include({ poolsCovered: 1, rows: 0 });
    expect(await backfill({ pools: [AAVE] })).to.include({ poolsCovered: 0, rows: 4, stored: 4, added: 2 });
    expect(await backfill({ pools: [AAVE], fromSeconds })).to.include({ poolsCovered: 1 });
    expect(charts()).to.deep.equal([AAVE, AAVE]);
  });

  it("accounts for malformed and unbelievable points", async () => {
    api.charts.set(AAVE, [
      point(0),
      point(0, { timestamp: "2026-01-01T23:30:00.000Z", apyBase: 6 }),
      point(1, { apyBase: 400 }),
      point(2, { timestamp: "yesterday" }),
      point(3, { tvlUsd: "a million" }),
      null,
      point(300),
      point(4, { apyBase: null, apy: 3, apyReward: null, tvlUsd: 0 }),
    ]);
    const report = await backfill({ pools: [AAVE] });
    expect(report).to.include({ rows: 8, stored: 2, rejected: 6 });
    expect(report.rejectedByRule).to.deep.equal({ "bad-row": 4, "apr-out-of-range": 1, superseded: 1 });
    expect((await rows("supply_apr, liquidity_usd")).map((row) => [row.supply_apr, row.liquidity_usd])).to.deep.equal([
      [0.06, 1e6],
      [0.03, 0],
    ]);
  });

  it("goes on after the server has failed for good in between, without asking for what it has", async () => {
    api.fault = (path, _attempt, response) => {
      if (path !== `/chart/${COMPOUND}`) return false;
      response.writeHead(404).end();
      return true;
    };
    expect((await rejection(backfill())).name).to.equal("DefillamaAnswerError");
    api.fault = () => false;
    expect(await backfill()).to.include({ poolsCovered: 1, rows: 8, stored: 8 });
    expect(charts()).to.deep.equal([AAVE, COMPOUND, COMPOUND, CURVE]);
  });

  it("survives kill -9 between two pools", async () => {
    const args = ["backfill", "--json", "--defillama", "--defillama-url", api.url, "--min-tvl", "1"];
    const environment = { DATABASE_URL: databaseUrl };
    // The second pool never gets an answer.
    api.fault = (path) => path === `/chart/${COMPOUND}`;
    const killed = startCommand(args, { environment });
    while (!charts().includes(COMPOUND)) await new Promise((resolve) => setTimeout(resolve, 20));
    killed.child.kill("SIGKILL");
    await killed.result;
    expect(await rows("market_id")).to.have.lengthOf(4);
    api.fault = () => false;
    const { stdout } = await startCommand(args, { environment }).result;
    expect(JSON.parse(stdout)).to.include({ pools: 3, poolsCovered: 1, rows: 8, stored: 8, rejected: 0, stopped: false });
    expect(charts()).to.deep.equal([AAVE, COMPOUND, COMPOUND, CURVE]);
  });

  describe("its client", () => {
    const client = (timeoutMilliseconds = 5_000) =>
      createDefillamaClient({ baseUrl: `${api.url}/`, timeoutMilliseconds, pace: createPace(1_000), firstPauseMilliseconds: 5 });

    it("comes back when it is told to after 429, and tries again after 5xx, an answer that breaks off and a broken connection", async () => {
      const failures: ((response: import("node:http").ServerResponse) => void)[] = [
        (response) => response.writeHead(429, { "retry-after": "1" }).end("slow down"),
        (response) => response.writeHead(503).end(),
        (response) => response.end('{"status":"success","data":[{"timest'),
        (response) => response.destroy(),
      ];
      const times: number[] = [];
      api.fault = (_path, attempt, response) => {
        times.push(Date.now());
        const failure = failures[attempt - 1];
        failure?.(response);
        return failure !== undefined;
      };
      expect((await client().chart(AAVE)).rows).to.have.lengthOf(4);
      expect(times).to.have.lengthOf(5);
      expect((times[1] ?? 0) - (times[0] ?? 0), "waits as long as Retry-After says").to.be.least(990);
    });

    it("gives up a server that never answers in time, one that always fails, and one that asks for too long a wait", async () => {
      api.fault = () => true;
      expect((await rejection(client(30).chart(AAVE))).message).to.match(/gave no answer: no answer within 0.03 s, after 6 tries/);
      api.fault = (_path, _attempt, response) => Boolean(response.writeHead(500).end());
      expect((await rejection(client().chart(AAVE))).message).to.match(/HTTP 500, after 6 tries/);
      api.fault = (_path, _attempt, response) => Boolean(response.writeHead(429, { "retry-after": "86400" }).end());
      const before = api.requests.length;
      expect(await rejection(client().chart(AAVE))).to.include({ name: "DefillamaUnavailableError", exitCode: 3 });
      expect(api.requests.length).to.equal(before + 1);
    });

    it("does not take something else for an answer", async () => {
      for (const body of ["[]", '{"data":7}', '{"data":[{"a":1}]}', '"invalid configID!"']) {
        api.fault = (_path, _attempt, response) => Boolean(response.end(body));
        expect((await rejection(client().chart(AAVE))).name, body).to.equal("DefillamaAnswerError");
      }
    });

    it("reads Retry-After as seconds and as a date", () => {
      const now = Date.UTC(2026, 0, 1);
      expect(retryAfterMilliseconds("7", now)).to.equal(7_000);
      expect(retryAfterMilliseconds("Thu, 01 Jan 2026 00:00:09 GMT", now)).to.equal(9_000);
      expect(retryAfterMilliseconds("Wed, 31 Dec 2025 00:00:00 GMT", now)).to.equal(0);
      expect(retryAfterMilliseconds("soon", now)).to.equal(null);
      expect(retryAfterMilliseconds(null, now)).to.equal(null);
    });
  });
});
