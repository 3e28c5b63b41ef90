import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { openStore, type Store } from "../../../bot/store/connection.ts";
import { periodYields } from "../../../bot/store/periodYields.ts";
import { recentTicks } from "../../../bot/store/ticks.ts";
import { observationPage, periodYield } from "../../../bot/watch/api/schemas/markets.ts";
import { toWire } from "../../../bot/watch/api/wire.ts";
import { SAMPLE_VAULT, sampleMarket, sampleObservation, sampleRisk } from "../../store/samples.ts";
import { createTestDatabase, createTestStore, execute } from "../../store/testStore.ts";
import { type ApiUnderTest, apiUnderTest } from "./apiUnderTest.ts";
import {
  ALERTS,
  OPERATIONS,
  OTHER_MARKET,
  STORY_DRIFT,
  STORY_REPORT,
  storeStory,
  storyBacktest,
  storyDecision,
  storyForecast,
  TICKS,
  VAULT_KEY,
} from "./story.ts";

const VAULT = `/v1/vaults/1:${SAMPLE_VAULT}`;
const MARKET = `/v1/markets/${sampleMarket.id}`;
const OF_MODEL = "model=ewma&horizonSeconds=86400";
/** Every list in pages, with how many items it has. */
const LISTS: readonly (readonly [string, number])[] = [
  [`${VAULT}/ticks?`, TICKS],
  [`${VAULT}/history?`, TICKS],
  [`${VAULT}/history?resolution=hour`, 3],
  [`${VAULT}/history?resolution=day`, 1],
  [`${VAULT}/allocations?`, TICKS],
  [`${VAULT}/allocations?resolution=hour`, 3],
  [`${VAULT}/decisions?`, TICKS],
  [`${VAULT}/decisions?reason=net-benefit`, TICKS / 3],
  [`${VAULT}/decisions?action=hold`, 0],
  [`${VAULT}/executions?`, TICKS / 5],
  [`${MARKET}/observations?`, TICKS],
  [`${MARKET}/observations?resolution=hour`, 3],
  [`${MARKET}/observations?resolution=day`, 1],
  [`${MARKET}/forecasts?${OF_MODEL}`, TICKS],
  [`${MARKET}/trials?${OF_MODEL}`, 12],
  [`${MARKET}/risks?`, TICKS],
  ["/v1/models/events?", TICKS],
  ["/v1/collector/gaps?", TICKS],
  [`/v1/collector/gaps?marketId=${encodeURIComponent(sampleMarket.id)}`, TICKS],
  [`/v1/collector/gaps?marketId=${encodeURIComponent(OTHER_MARKET.id)}`, 0],
  ["/v1/backtests?", 3],
  [`${VAULT}/operations?`, OPERATIONS.length],
  ["/v1/alerts?", (ALERTS * 2) / 3],
  ["/v1/alerts?state=all", ALERTS],
  ["/v1/alerts?state=resolved", ALERTS / 3],
  ["/v1/alerts?state=all&severity=critical", ALERTS / 4],
  ["/v1/alerts?state=all&rule=data-gap", ALERTS / 2],
  [`/v1/alerts?state=all&vault=1:${SAMPLE_VAULT}`, ALERTS],
];

const STORED_YIELDS = { marketId: sampleMarket.id, fromSeconds: 0, toSeconds: 99_999_999_999, origin: "rollup" };

describe("watch: the API's routes", () => {
  let store: Store;
  let under: ApiUnderTest;
  let now: number;
  before(async () => {
    store = await createTestStore();
    now = await storeStory(store);
    under = await apiUnderTest(store, () => now);
  });
  after(async () => {
    await under.api.close();
    await store.close();
  });
  afterEach(() => expect(under.defects.map((error) => error.stack)).to.deep.equal([]));

  const get = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await under.api.inject({ url, headers: { host: "127.0.0.1", ...headers } });
    return { status: response.statusCode, headers: response.headers, text: response.body, json: () => response.json() };
  };
  const found = async (url: string) => {
    const response = await get(url);
    expect(response.status, `${url} ${response.text}`).to.equal(200);
    return response.json();
  };

  it("list vaults with their last tick", async () => {
    const [tick] = await recentTicks(store.db, VAULT_KEY, 1);
    const { items } = await found("/v1/vaults");
    expect(items).to.have.length(1);
    expect(items[0]).to.deep.include({ id: `1:${SAMPLE_VAULT}`, name: "main", vault: SAMPLE_VAULT, tickSeconds: 300 });
    const { startedAt, finishedAt, chainId: _chainId, vault: _vault, ...rest } = tick ?? expect.fail("no tick");
    expect(items[0].lastTick).to.deep.equal(toWire({ ...rest, startedAtSeconds: startedAt, finishedAtSeconds: finishedAt }));
    expect(items[0].lastTick.totalAssets).to.equal((2n ** 200n + BigInt(TICKS - 1)).toString());
  });

  it("tell of one vault, by its address in any case", async () => {
    const whole = await found(VAULT);
    expect(whole).to.deep.include({ pendingTransactions: 0 });
    expect(whole.riskTolerance).to.include({ tolerance: 0.5 });
    expect(await found(`/v1/vaults/1:${SAMPLE_VAULT.toLowerCase()}`)).to.deep.equal(whole);
  });

  it("have observations, forecasts and risks as they are stored", async () => {
    const observations = await found(`${MARKET}/observations`);
    expect(observations.items).to.deep.equal(toWire(Array.from({ length: TICKS }, (_, tick) => sampleObservation(tick))));
    const forecasts = await found(`${MARKET}/forecasts?${OF_MODEL}`);
    expect(forecasts.items).to.deep.equal(Array.from({ length: TICKS }, (_, tick) => storyForecast(tick)));
    const { blockNumber, blockTimeSeconds } = sampleObservation(TICKS - 1);
    const risk = sampleRisk(blockNumber, { madeAtSeconds: blockTimeSeconds });
    expect((await found("/v1/risks")).items).to.deep.equal([risk]);
    const market = await found(MARKET);
    expect(market).to.deep.equal(
      toWire({ ...sampleMarket, observation: sampleObservation(TICKS - 1), forecasts: [storyForecast(TICKS - 1)], risk }),
    );
    expect((await found("/v1/markets")).items.map(({ id }: { id: string }) => id)).to.deep.equal([sampleMarket.id, OTHER_MARKET.id]);
    expect((await found("/v1/observations")).items).to.have.length(2);
    expect((await found("/v1/forecasts")).items).to.deep.equal([storyForecast(TICKS - 1)]);
  });

  it("have hours and days as the document describes them, though nothing between the database and the answer reads them", async () => {
    for (const resolution of ["hour", "day"] as const) {
      const text = await found(`${MARKET}/observations?resolution=${resolution}&limit=1`);
      // Not one field more or less.
      const page = z.strictObject({
        items: z.array(z.strictObject(periodYield.shape)),
        nextCursor: z.string().nullable(),
        resolution: z.string(),
      });
      expect(page.parse(text)).to.deep.equal(text);
      expect(observationPage.parse(text).resolution).to.equal(resolution);
      const stored = await periodYields(store.db, { ...STORED_YIELDS, period: resolution });
      expect(text.items).to.deep.equal(stored.slice(0, 1));
      expect(text.nextCursor === null).to.equal(stored.length === 1);
    }
  });

  it("keep to the time asked for, its end not included", async () => {
    const [from, to] = [3, 7].map((bucket) => sampleObservation(bucket).bucketTimeSeconds);
    for (const list of [`${MARKET}/observations`, `${VAULT}/history`, `${VAULT}/allocations`]) {
      const { items } = await found(`${list}?from=${from}&to=${to}`);
      expect(items.map((item: { bucketTimeSeconds: number }) => item.bucketTimeSeconds)).to.deep.equal(
        [3, 4, 5, 6].map((bucket) => sampleObservation(bucket).bucketTimeSeconds),
      );
    }
  });

  it("take the last tick of every hour", async () => {
    const { items } = await found(`${VAULT}/history?resolution=hour`);
    const last = new Map<number, number>();
    for (let tick = 0; tick < TICKS; tick++) last.set(Math.floor(sampleObservation(tick).bucketTimeSeconds / 3_600), 1_000_000 + tick);
    expect(items.map(({ navUsd }: { navUsd: number }) => navUsd)).to.deep.equal([...last.values()]);
    const allocations = await found(`${VAULT}/allocations?resolution=day`);
    expect(allocations.items[0].markets).to.deep.equal([{ marketId: sampleMarket.id, current: "500000000000", target: "250000000000" }]);
  });

  it("explain a decision with all that was read for it, and what came of it", async () => {
    const decision = storyDecision(5);
    const detail = await found(`/v1/decisions/${encodeURIComponent(decision.id)}`);
    expect(detail.decision).to.deep.equal(toWire(decision));
    expect(detail.read.observations).to.deep.equal([toWire(sampleObservation(5))]);
    expect(detail.read.forecasts).to.deep.equal([storyForecast(5)]);
    expect(detail.read.risks.map(({ blockNumber }: { blockNumber: number }) => blockNumber)).to.deep.equal([decision.blockNumber]);
    expect(detail.execution).to.deep.include({ decisionId: decision.id, nonce: 5 });
    const held = await found(`/v1/decisions/${encodeURIComponent(storyDecision(6).id)}`);
    expect(held.execution).to.equal(null);
  });

  it("say of every decision in the list which transaction it came to", async () => {
    const [{ items: decisions }, { items: executions }] = await Promise.all([
      found(`${VAULT}/decisions?limit=500`),
      found(`${VAULT}/executions`),
    ]);
    for (const { id, transaction } of decisions) {
      const execution = executions.find(({ decisionId }: { decisionId: string }) => decisionId === id);
      const mined = execution?.attempts.find(({ status }: { status: string }) => status === "mined");
      expect(transaction).to.deep.equal(
        mined === undefined ? null : { hash: mined.hash, purpose: "rebalance", status: "mined", blockNumber: mined.inclusion.blockNumber },
      );
    }
  });

  it("show every attempt, its offers, and what the moves came to", async () => {
    const { items } = await found(`${VAULT}/executions`);
    expect(items.map(({ nonce }: { nonce: number }) => nonce)).to.deep.equal([25, 20, 15, 10, 5, 0]);
    const [{ attempts, result }] = items;
    expect(attempts.map(({ status }: { status: string }) => status)).to.deep.equal(["replaced", "mined"]);
    expect(attempts[0].bundles[0]).to.deep.include({ builder: "flashbots", status: "sent" });
    expect(attempts[1].inclusion.costWei).to.equal("10000000000000000");
    expect(result).to.deep.include({ actualTotalAssets: (10n ** 31n - 1n).toString(), actualGasUsed: "500000" });
    expect(result.moves).to.deep.equal([
      {
        marketId: sampleMarket.id,
        adapter: SAMPLE_VAULT,
        plannedChange: "-5",
        expectedPosition: (10n ** 30n).toString(),
        actualPosition: (10n ** 30n - 1n).toString(),
        driftBps: -2_000,
      },
    ]);
    expect((await found(`${VAULT}/drift`)).items).to.deep.equal([
      { marketId: sampleMarket.id, adapter: SAMPLE_VAULT, count: 6, meanBps: -2_000, worstBps: -2_000 },
    ]);
  });

  it("add up gas by day, beside what may be spent", async () => {
    const gas = await found(`${VAULT}/gas`);
    expect(gas.budgetPerDay).to.deep.equal({ wei: (10n ** 18n).toString(), usd: 1_000 });
    expect(gas.last24Hours).to.deep.equal({ wei: (6n * 10n ** 16n).toString(), usd: 120 });
    expect(gas.days).to.deep.equal([
      { dayStartSeconds: 1_749_945_600, transactions: 6, gasUsed: "3000000", costWei: (6n * 10n ** 16n).toString(), costUsd: 120 },
    ]);
  });

  it("tell how good models are", async () => {
    const { items } = await found("/v1/models");
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ model: "ewma", trials: 12, scored: 8 });
    const scores = (await found("/v1/models/scoreboard?byMarket=true")).items;
    expect(scores.map(({ marketId }: { marketId: string | null }) => marketId)).to.deep.equal([null, sampleMarket.id]);
    expect(scores[0]).to.include({ samples: 8, coverage80: 1 });
    const trials = (await found(`${MARKET}/trials?${OF_MODEL}`)).items;
    expect(trials.map(({ realisedApr }: { realisedApr: number | null }) => realisedApr)).to.deep.equal(
      Array.from({ length: 12 }, (_, moment) => (moment < 8 ? 0.045 : null)),
    );
  });

  it("tell how good models were day by day, and whether their quantiles were", async () => {
    const end = now;
    try {
      // The trials of the story go on for days after its ticks.
      now += 5 * 86_400;
      const trials = (await found(`${MARKET}/trials?${OF_MODEL}`)).items.filter(
        (one: { realisedApr: number | null }) => one.realisedApr !== null,
      );
      const days = new Map<number, number>();
      for (const { momentSeconds } of trials) {
        const day = momentSeconds - (momentSeconds % 86_400);
        days.set(day, (days.get(day) ?? 0) + 1);
      }
      const { items } = await found("/v1/models/accuracy?horizonSeconds=86400&days=30");
      expect(items.map((one: { dayStartSeconds: number; samples: number }) => [one.dayStartSeconds, one.samples])).to.deep.equal([...days]);
      for (const day of items) {
        expect(day).to.include({ model: "ewma", modelVersion: "1", markets: 1, coverage80: 1 });
        expect(day.mae).to.be.closeTo(0.005, 1e-12);
        expect(day.persistenceMae).to.be.closeTo(0.005, 1e-12);
        // Levels 0.1, 0.5 and 0.9 at 4, 5 and 6 %; 4.5 % was paid.
        expect(day.pinball).to.be.closeTo((0.1 * 0.005 + 0.5 * 0.005 + 0.1 * 0.015) / 3, 1e-12);
      }
      expect((await found("/v1/models/accuracy?horizonSeconds=3600")).items).to.deep.equal([]);
      expect((await found("/v1/models/calibration")).items).to.deep.equal([
        {
          model: "ewma",
          modelVersion: "1",
          horizonSeconds: 86_400,
          levels: [
            { level: 0.1, realised: 0, samples: 8 },
            { level: 0.5, realised: 1, samples: 8 },
            { level: 0.9, realised: 1, samples: 8 },
          ],
        },
      ]);
      now += 2_000 * 86_400;
      expect((await found("/v1/models/accuracy?horizonSeconds=86400")).items).to.deep.equal([]);
      expect((await found("/v1/models/calibration")).items).to.deep.equal([]);
    } finally {
      now = end;
    }
  });

  it("tell which features moved, and what models may say by their record", async () => {
    const { features, tracks } = await found("/v1/models/drift");
    expect(features).to.have.length(1);
    expect(features[0]).to.deep.include({ model: "ewma", timeSeconds: now + Math.floor((TICKS - 1) / 2) });
    expect(features[0].features).to.deep.equal([{ ...STORY_DRIFT[0], wasserstein: null }, STORY_DRIFT[1]]);
    expect(tracks).to.have.length(1);
    expect(tracks[0]).to.include({ model: "ewma", horizonSeconds: 86_400, updatedAtSeconds: now });
    const [market, ...others] = tracks[0].markets;
    expect(others).to.deep.equal([]);
    // The further towards the model, the smaller its losses were; intervals go by all markets, of which this one has not been seen.
    expect(market).to.deep.equal({ marketId: sampleMarket.id, trust: 1, samples: 8, lowerStretch: 1.5, upperStretch: 0.5 });
  });

  it("show backtests as they were kept, and their reports with nothing in them that runs", async () => {
    const { items } = await found("/v1/backtests");
    expect(
      items.map(({ id, name, hasReport }: { id: number; name: string | null; hasReport: boolean }) => [id, name, hasReport]),
    ).to.deep.equal([
      [3, "the 2th", false],
      [2, "the 1th", false],
      [1, null, true],
    ]);
    expect(await found("/v1/backtests/2")).to.deep.equal(toWire({ ...storyBacktest(1), id: 2, hasReport: false }));
    const report = await get("/v1/backtests/1/report");
    expect([report.status, report.text]).to.deep.equal([200, STORY_REPORT]);
    expect(report.headers["content-type"]).to.equal("text/html; charset=utf-8");
    const policy = String(report.headers["content-security-policy"]);
    expect(policy.split("; ")).to.include.members(["sandbox", "default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'"]);
    expect(policy).not.to.match(/script-src|allow-/);
  });

  it("report how markets were sampled", async () => {
    const { items } = await found("/v1/collector/report");
    expect(items.map(({ stored }: { stored: number }) => stored)).to.deep.equal([TICKS, TICKS]);
  });

  it("tell of alerts: what they were judged by, what to do, and who was told", async () => {
    const { items } = await found("/v1/alerts?state=all");
    const ids = items.map(({ id }: { id: number }) => id);
    expect(ids).to.deep.equal(Array.from({ length: ALERTS }, (_, number) => ALERTS - number));
    const [first, second, , fourth] = items.toReversed();
    expect(first).to.deep.include({ id: 1, vaultId: `1:${SAMPLE_VAULT}`, state: "firing", severity: "critical", silenced: false });
    expect(second).to.deep.include({ vaultId: null, vault: { name: "main", chainId: 1, address: null } });
    expect(fourth).to.include({ subject: "subject 3", silenced: true });

    const whole = await found("/v1/alerts/1");
    expect(whole).to.deep.include({ ...first, details: { vaultStatus: "reduce-only" }, evaluatedAtSeconds: now });
    expect(whole.remedy).to.be.a("string").and.not.empty;
    expect(whole.hysteresis).to.have.all.keys(["raise", "clear"]);
    expect(whole.notified).to.deep.equal({ state: "firing", severity: "critical", atSeconds: now - 600 });
    expect(whole.deliveries.map(({ id: _id, ...rest }: { id: number }) => rest)).to.deep.equal([
      {
        route: "team",
        notice: "opened",
        status: "delivered",
        attempts: 1,
        nextAttemptSeconds: null,
        lastError: null,
        createdAtSeconds: now - 600,
        deliveredAtSeconds: now - 599,
      },
      {
        route: "pager",
        notice: "opened",
        status: "waiting",
        attempts: 1,
        nextAttemptSeconds: now + 60,
        lastError: "HTTP 503",
        createdAtSeconds: now - 600,
        deliveredAtSeconds: null,
      },
    ]);
    expect((await get(`/v1/alerts/${ALERTS + 1}`)).status, "one that nobody was told of").to.equal(404);
    const silences = (await found("/v1/alerts/silences")).items;
    expect(silences.map(({ subject }: { subject: string }) => subject)).to.deep.equal(["subject 3", "nothing"]);
    expect(silences[0]).to.deep.include({ rule: "nav-fall", vaultName: null, comment: "known", createdBy: "ada" });
  });

  it("tell what operators ordered, what of it holds, and who did it", async () => {
    const { items, inForce } = await found(`${VAULT}/operations`);
    expect(items.toReversed().map(({ id: _id, ...rest }: { id: number }) => rest)).to.deep.equal(
      OPERATIONS.map(({ kind, marketIds, by, comment }, number) => ({
        kind,
        marketId: marketIds?.[0] ?? null,
        by,
        comment,
        atSeconds: now + number,
      })),
    );
    expect(inForce).to.deep.equal({
      pause: { by: "ada", comment: null, sinceSeconds: now + 6 },
      derisk: { all: { by: "bob", comment: "hack elsewhere", sinceSeconds: now + 4, exceptMarketIds: [OTHER_MARKET.id] }, markets: [] },
    });
  });

  it("are well only while vaults tick", async () => {
    const end = now;
    try {
      now = Math.floor(Date.now() / 1000);
      expect(await found("/v1/health")).to.deep.include({ ok: true });
      now += 901;
      const late = await get("/v1/health");
      expect(late.status).to.equal(503);
      expect(late.json()).to.deep.include({ ok: false });
      expect(late.json().database.ok).to.equal(true);
    } finally {
      now = end;
    }
  });

  it("walk through every list once, whatever the size of its pages", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...LISTS), fc.integer({ min: 1, max: 40 }), async ([list, count], limit) => {
        const whole = (await found(`${list}&limit=500`)).items;
        expect(whole, list).to.have.length(count);
        const walked: unknown[] = [];
        for (let cursor: string | null = ""; cursor !== null; ) {
          const page = await found(`${list}&limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`);
          expect(page.items.length).to.be.at.most(limit);
          walked.push(...page.items);
          cursor = page.nextCursor;
        }
        expect(walked, list).to.deep.equal(whole);
      }),
      { numRuns: 60 },
    );
    for (const [list, count] of LISTS) expect((await found(list)).items, list).to.have.length(count);
  });

  it("refuse cursors of other lists, and made-up ones", async () => {
    const { nextCursor } = await found(`${VAULT}/ticks?limit=1`);
    for (const cursor of [nextCursor, "e30", "abc", "WyJhIiwiYiJd"]) {
      const response = await get(`${VAULT}/decisions?cursor=${cursor}`);
      expect(response.status).to.equal(400);
      expect(response.json().error.name).to.equal("InvalidCursor");
    }
  });

  it("send an answer only to those who do not have it", async () => {
    for (const url of ["/v1/vaults", `${MARKET}/observations`, "/v1/openapi.json", "/docs"]) {
      const first = await get(url);
      const tag = String(first.headers.etag);
      expect(first.headers["cache-control"]).to.equal("private, no-cache");
      for (const names of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
        const again = await get(url, { "if-none-match": names });
        expect([again.status, again.text, again.headers.etag], url).to.deep.equal([304, "", tag]);
      }
      expect((await get(url, { "if-none-match": '"other"' })).status).to.equal(200);
    }
    const vaults = await get("/v1/vaults");
    const markets = await get("/v1/markets");
    expect(vaults.headers.etag).not.to.equal(markets.headers.etag);
  });

  it("say that the database is away, and not where it is", async () => {
    const url = await createTestDatabase();
    const gone = await openStore({ databaseUrl: url });
    const other = await apiUnderTest(gone, () => now);
    try {
      const away = new URL(url);
      away.pathname = "/postgres";
      await execute(away.href, `drop database ${new URL(url).pathname.slice(1)} with (force)`);
      const ask = (path: string) => other.api.inject({ url: path, headers: { host: "localhost" } });
      const response = await ask("/v1/vaults");
      expect([response.statusCode, response.headers["retry-after"]]).to.deep.equal([503, "5"]);
      expect(response.json().error.name).to.equal("Unavailable");
      for (const secret of [new URL(url).pathname.slice(1), new URL(url).password]) expect(response.body).not.to.include(secret);
      expect(other.defects).to.have.length(1);
      const health = await ask("/v1/health");
      expect([health.statusCode, health.json().database.ok]).to.deep.equal([503, false]);
    } finally {
      await other.api.close();
      await gone.close();
    }
  });

  it("name what is not there, and what may not be asked, in one form", async () => {
    const cases: readonly (readonly [string, number, string])[] = [
      ["/v1/nothing", 404, "NotFound"],
      ["/", 404, "NotFound"],
      ["/v1/vaults/2:0x5FbDB2315678afecb367f032d93F642f64180aa3", 404, "NotFound"],
      ["/v1/vaults/unknown", 400, "InvalidRequest"],
      ["/v1/alerts/999999", 404, "NotFound"],
      ["/v1/alerts/0", 400, "InvalidRequest"],
      ["/v1/alerts?state=pending", 400, "InvalidRequest"],
      ["/v1/alerts?vault=2:0x5FbDB2315678afecb367f032d93F642f64180aa3", 404, "NotFound"],
      ["/v1/markets/1:none:none", 404, "NotFound"],
      [`/v1/decisions/${"x".repeat(150)}`, 404, "NotFound"],
      ["/v1/vaults?unknown=1", 400, "InvalidRequest"],
      [`${VAULT}/ticks?limit=501`, 400, "InvalidRequest"],
      [`${VAULT}/ticks?limit=1&limit=2`, 400, "InvalidRequest"],
      [`${MARKET}/forecasts`, 400, "InvalidRequest"],
      [`${MARKET}/observations?resolution=minute`, 400, "InvalidRequest"],
      ["/v1/%zz", 400, "InvalidRequest"],
      ["/v1/backtests/4711", 404, "NotFound"],
      ["/v1/backtests/2/report", 404, "NotFound"],
      ["/v1/backtests/-1", 400, "InvalidRequest"],
      ["/v1/models/accuracy", 400, "InvalidRequest"],
    ];
    for (const [url, status, name] of cases) {
      const response = await get(url);
      expect(response.status, url).to.equal(status);
      const { error } = response.json();
      expect(Object.keys(error)).to.deep.equal(["name", "message", "remedy"]);
      expect(error.name, url).to.equal(name);
      expect(response.headers["cache-control"], url).to.equal("no-store");
      expect(response.headers.etag).to.equal(undefined);
    }
  });
});
