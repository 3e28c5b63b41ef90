import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { expect } from "chai";
import { insertAlert } from "../../../bot/store/alerts.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { recordDecision } from "../../../bot/store/decisions.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { recordOperatorAction } from "../../../bot/store/operatorActions.ts";
import { postgresOutbox } from "../../../bot/store/outbox.ts";
import type { RecentRow } from "../../../bot/store/recentChanges.ts";
import { recentRows } from "../../../bot/store/recentChanges.ts";
import { finishTick, startTick } from "../../../bot/store/ticks.ts";
import { type ApiServer, serveApi } from "../../../bot/watch/api/serveApi.ts";
import { type BroadcastOptions, createBroadcast } from "../../../bot/watch/api/stream/broadcast.ts";
import { createChangeLog } from "../../../bot/watch/api/stream/changeLog.ts";
import { SAMPLE_VAULT, sampleDecision, sampleMarket, sampleTransaction } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { sampleAlert } from "../alerts/samples.ts";
import { API_SETTINGS, CONFIGURED } from "./apiUnderTest.ts";

const VAULT_KEY = { chainId: 1, vault: SAMPLE_VAULT };

/** One who follows, by HTTP. */
class Follower {
  text = "";
  readonly #response: Response;
  readonly #stop: AbortController;
  readonly #look = new EventEmitter();
  ended = false;

  private constructor(response: Response, stop: AbortController) {
    this.#response = response;
    this.#stop = stop;
    void this.#read();
  }

  static async of(url: string, headers: Record<string, string> = {}): Promise<Follower> {
    const stop = new AbortController();
    return new Follower(await fetch(`${url}/v1/stream`, { headers, signal: stop.signal }), stop);
  }

  get status(): number {
    return this.#response.status;
  }

  get headers(): Headers {
    return this.#response.headers;
  }

  get ids(): readonly string[] {
    return [...this.text.matchAll(/^id: (.*)$/gm)].map(([, id = ""]) => id);
  }

  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) await new Promise((resolve) => this.#look.once("more", resolve));
  }

  leave(): void {
    this.#stop.abort();
  }

  async #read(): Promise<void> {
    try {
      const decoder = new TextDecoder();
      for await (const chunk of this.#response.body ?? []) {
        this.text += decoder.decode(chunk as Uint8Array, { stream: true });
        this.#look.emit("more");
      }
    } catch {
      // Hung up, by either side.
    }
    this.ended = true;
    this.#look.emit("more");
  }
}

describe("watch: the stream of changes", () => {
  let store: Store;
  let server: ApiServer;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
    await recordDecision(store.db, sampleDecision(1));
    server = await serveApi({
      settings: API_SETTINGS,
      store,
      vaults: [CONFIGURED],
      nowSeconds: () => 0,
      readContract: null,
      operator: null,
      onDefect: () => undefined,
    });
  });
  after(async () => {
    await server.close();
    await store.close();
  });

  it("reads the last rows of every kind", async () => {
    const tick = await startTick(store.db, VAULT_KEY, 300);
    const rows = await recentRows(store.db, 10);
    expect(rows).to.deep.equal([
      { ...VAULT_KEY, kind: "decision", id: sampleDecision(1).id, status: "rebalance", decisionId: sampleDecision(1).id },
      { ...VAULT_KEY, kind: "tick", id: String(tick), status: "running", decisionId: null },
    ]);
  });

  it("reads alerts that are raised, however old, and what operators did", async () => {
    const track = { streak: 0, streakSinceSeconds: 0, evaluatedAtSeconds: 0, notified: null };
    const raised = async (number: number, changes: Parameters<typeof sampleAlert>[0]) =>
      insertAlert(store.db, { ...sampleAlert({ fingerprint: `alert ${number}`, ...changes }), ...track });
    const old = await raised(1, { state: "acknowledged", acknowledgedBy: "ada", acknowledgedAtSeconds: 5 });
    await raised(2, { state: "pending" });
    const nowhere = { name: "other", chainId: 1, address: null };
    await raised(3, { state: "resolved", resolvedAtSeconds: 9 });
    const last = await raised(4, { vault: nowhere, state: "resolved", resolvedAtSeconds: 10 });
    await recordOperatorAction(store.db, VAULT_KEY, { kind: "pause", marketIds: null, by: "ada", comment: null, atSeconds: 0 });
    const rows = (await recentRows(store.db, 1)).filter(({ kind }) => kind === "alert" || kind === "operation");
    expect(rows).to.deep.equal([
      { ...VAULT_KEY, kind: "alert", id: String(old.id), status: "acknowledged", decisionId: null },
      { chainId: 1, vault: null, kind: "alert", id: String(last.id), status: "resolved", decisionId: null },
      { ...VAULT_KEY, kind: "operation", id: "1", status: "pause", decisionId: null },
    ]);
  });

  it("tells all of them of ticks, decisions and transactions, and those who come back what they missed", async () => {
    const [first, second] = [await Follower.of(server.url), await Follower.of(server.url)];
    expect(first.status).to.equal(200);
    expect(first.headers.get("content-type")).to.equal("text/event-stream");
    expect(first.headers.get("cache-control")).to.equal("no-store");
    expect(first.headers.get("x-content-type-options")).to.equal("nosniff");
    await first.until(/retry: 3000/);
    // The first look says what there was before.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const tick = await startTick(store.db, VAULT_KEY, 600);
    await recordDecision(store.db, sampleDecision(2));
    await postgresOutbox(store.db, null).recordSigned(sampleTransaction(2, sampleDecision(2).id));
    await Promise.all([first, second].map((one) => one.until(/event: transaction/)));
    expect(first.text).to.match(/event: tick\ndata: \{"kind":"tick","id":"\d+","vaultId":"1:0x\w+","status":"running","decisionId":null\}/);
    expect(first.text).to.include(`event: decision\ndata: {"kind":"decision","id":"${sampleDecision(2).id}"`);
    expect(second.ids).to.deep.equal(first.ids);
    second.leave();
    await finishTick(store.db, tick, { status: "held" });
    await first.until(/"status":"held"/);
    const [seen = ""] = second.ids.slice(-1);
    const back = await Follower.of(server.url, { "last-event-id": seen });
    await back.until(/"status":"held"/);
    expect(back.ids).to.deep.equal(first.ids.slice(second.ids.length));
    const stranger = await Follower.of(server.url, { "last-event-id": "other-1" });
    await stranger.until(/event: reset\ndata: \{\}/);
    for (const one of [first, back, stranger]) one.leave();
  });

  it("has room for so many, and tells the next one so", async () => {
    const followers = await Promise.all(Array.from({ length: API_SETTINGS.streamClients }, () => Follower.of(server.url)));
    expect(followers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    const late = await fetch(`${server.url}/v1/stream`);
    expect(late.status).to.equal(503);
    expect((await late.json()).error.name).to.equal("TooManyStreams");
    for (const one of followers) one.leave();
    // Their places are free as soon as it is known that they left.
    for (;;) {
      const again = await Follower.of(server.url);
      again.leave();
      if (again.status === 200) break;
    }
  });

  it("is no thing to ask the head of, and ends with the server", async () => {
    expect((await fetch(`${server.url}/v1/stream`, { method: "HEAD" })).status).to.equal(404);
    const other = await serveApi({
      settings: API_SETTINGS,
      store,
      vaults: [],
      nowSeconds: () => 0,
      readContract: null,
      operator: null,
      onDefect: () => undefined,
    });
    const follower = await Follower.of(other.url);
    await follower.until(/retry/);
    await other.close();
    await follower.until(/retry/);
    while (!follower.ended) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe("watch: the broadcast", () => {
  /** A client that reads only what fits. */
  class Client extends EventEmitter {
    text = "";
    writableLength = 0;
    destroyed = false;
    readonly reads: boolean;
    constructor(reads: boolean) {
      super();
      this.reads = reads;
    }
    write(text: string): void {
      this.text += text;
      if (!this.reads) this.writableLength += text.length;
    }
    destroy(): void {
      this.destroyed = true;
      this.emit("close");
    }
    get response(): ServerResponse {
      return this as unknown as ServerResponse;
    }
  }
  const settled = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const broadcastOf = (read: BroadcastOptions["read"], changes: Partial<BroadcastOptions> = {}) =>
    createBroadcast({
      log: createChangeLog("p", 10),
      read,
      mostClients: 2,
      pollMilliseconds: 5,
      heartbeatMilliseconds: 20,
      mostUnreadBytes: 200,
      ...changes,
    });

  it("cuts off a client that does not read, and no other", async () => {
    let status = 0;
    const changing = async (): Promise<readonly RecentRow[]> => [
      { ...VAULT_KEY, kind: "tick", id: "1", status: String(status++), decisionId: null },
    ];
    const broadcast = broadcastOf(changing);
    const [reader, sleeper] = [new Client(true), new Client(false)];
    broadcast.join(reader.response, null);
    broadcast.join(sleeper.response, null);
    await settled(150);
    broadcast.close();
    expect(sleeper.writableLength).to.be.below(600);
    expect(reader.text.length).to.be.above(sleeper.text.length);
  });

  it("reads the database once for all, not at all while nobody follows, and goes on after it was away", async () => {
    let reads = 0;
    const broadcast = broadcastOf(async () => {
      reads += 1;
      if (reads === 1) throw new Error("away");
      return [];
    });
    await settled(30);
    expect(reads).to.equal(0);
    const client = new Client(true);
    broadcast.join(client.response, null);
    await settled(60);
    expect(reads).to.be.above(1);
    expect(client.text).to.include(": still here");
    client.destroy();
    await settled(20);
    const before = reads;
    await settled(30);
    expect(reads).to.equal(before);
    broadcast.close();
  });
});
