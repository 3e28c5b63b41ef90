import { expect } from "chai";
import type { Store } from "../../../bot/store/connection.ts";
import type { VaultKey } from "../../../bot/store/decisions.ts";
import { SAMPLE_VAULT, sampleMarket } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { type ApiUnderTest, apiUnderTest } from "./apiUnderTest.ts";
import { OPERATIONS, OTHER_MARKET, storeStory, VAULT_KEY } from "./story.ts";

const TOKEN = "correct-horse-battery-staple-4711-abc";
const VAULT = `/v1/vaults/1:${SAMPLE_VAULT}`;
const BY_ADA = { by: "ada" };

describe("watch: what operators do over the API", () => {
  let store: Store;
  let under: ApiUnderTest;
  let now: number;
  let rung: VaultKey[];
  let leads: boolean;
  beforeEach(async () => {
    store = await createTestStore();
    now = await storeStory(store);
    rung = [];
    leads = true;
    const requestTick = ({ chainId, vault }: VaultKey) => {
      rung.push({ chainId, vault });
      return leads;
    };
    under = await apiUnderTest(store, () => now, {}, { token: TOKEN, requestTick });
    now += 1_000;
  });
  afterEach(async () => {
    await under.api.close();
    await store.close();
    expect(under.defects.map((error) => error.stack)).to.deep.equal([]);
  });

  const ask = async (method: "GET" | "POST" | "DELETE", url: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await under.api.inject({
      method,
      url,
      headers: { host: "localhost", authorization: `Bearer ${TOKEN}`, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return { status: response.statusCode, headers: response.headers, json: response.json() };
  };
  const done = async (url: string, body: unknown) => {
    const { status, headers, json } = await ask("POST", url, body);
    expect(status, JSON.stringify(json)).to.equal(200);
    expect(headers["cache-control"]).to.equal("no-store");
    return json;
  };
  const refusal = async (...request: Parameters<typeof ask>) => {
    const { status, json } = await ask(...request);
    return [status, json.error?.name];
  };
  const operations = async () => (await ask("GET", `${VAULT}/operations`)).json;

  it("resumes and pauses, once each, and knows who did it", async () => {
    expect(await refusal("POST", `${VAULT}/pause`, BY_ADA)).to.deep.equal([409, "NothingToChange"]);
    const resumed = await done(`${VAULT}/resume`, BY_ADA);
    expect(resumed).to.deep.include({ vaultId: `1:${SAMPLE_VAULT}` });
    expect(resumed.inForce.pause).to.equal(null);
    expect(await refusal("POST", `${VAULT}/resume`, BY_ADA)).to.deep.equal([409, "NothingToChange"]);
    const paused = await done(`${VAULT}/pause`, { by: " Jürgen 王 ", comment: "oracle\nupgrade" });
    expect(paused.inForce.pause).to.deep.equal({ by: "Jürgen 王", comment: "oracle\nupgrade", sinceSeconds: now });
    const { items, inForce } = await operations();
    expect(inForce).to.deep.equal(paused.inForce);
    expect(items).to.have.length(OPERATIONS.length + 2);
    expect(items[1]).to.deep.include({ kind: "resume", marketId: null, by: "ada", comment: null, atSeconds: now });
    expect(rung).to.deep.equal([]);
  });

  it("has markets left and lifts that, and asks for a tick where it leads the vault", async () => {
    const lifted = await done(`${VAULT}/derisk/lift`, BY_ADA);
    expect(lifted.inForce.derisk).to.deep.equal({ all: null, markets: [] });
    expect(await refusal("POST", `${VAULT}/derisk/lift`, BY_ADA)).to.deep.equal([409, "NothingToChange"]);
    expect(rung).to.deep.equal([]);
    const one = await done(`${VAULT}/derisk`, { ...BY_ADA, marketIds: [sampleMarket.id], comment: "hack" });
    expect(one.inForce.derisk.markets).to.deep.equal([{ marketId: sampleMarket.id, by: "ada", comment: "hack", sinceSeconds: now }]);
    expect(rung).to.deep.equal([VAULT_KEY]);
    expect(await refusal("POST", `${VAULT}/derisk`, { ...BY_ADA, marketIds: [sampleMarket.id] })).to.deep.equal([409, "NothingToChange"]);
    // Elsewhere it is obeyed at the next boundary.
    leads = false;
    const all = await done(`${VAULT}/derisk`, { ...BY_ADA, marketIds: null });
    expect(all.inForce.derisk.all).to.deep.include({ by: "ada", exceptMarketIds: [] });
    const but = await done(`${VAULT}/derisk/lift`, { ...BY_ADA, marketIds: [OTHER_MARKET.id] });
    expect(but.inForce.derisk.all.exceptMarketIds).to.deep.equal([OTHER_MARKET.id]);
  });

  it("takes alerts on that fire, once", async () => {
    const alert = await done("/v1/alerts/1/acknowledge", { ...BY_ADA, comment: "on it" });
    expect(alert).to.deep.include({
      state: "acknowledged",
      acknowledgedBy: "ada",
      acknowledgedAtSeconds: now,
      acknowledgedComment: "on it",
    });
    expect((await ask("GET", "/v1/alerts/1")).json).to.deep.equal(alert);
    expect(await refusal("POST", "/v1/alerts/1/acknowledge", BY_ADA)).to.deep.equal([409, "NotFiring"]);
    expect(await refusal("POST", "/v1/alerts/3/acknowledge", BY_ADA), "a resolved one").to.deep.equal([409, "NotFiring"]);
    expect(await refusal("POST", "/v1/alerts/13/acknowledge", BY_ADA), "a pending one").to.deep.equal([404, "NotFound"]);
    expect(await refusal("POST", "/v1/alerts/999/acknowledge", BY_ADA)).to.deep.equal([404, "NotFound"]);
  });

  it("silences alerts, and ends silences", async () => {
    const { status, json } = await ask("POST", "/v1/alerts/silences", { ...BY_ADA, rule: "data-gap", untilSeconds: now + 60 });
    expect(status).to.equal(201);
    const { id, ...silence } = json;
    expect(silence).to.deep.equal({
      rule: "data-gap",
      vaultName: null,
      subject: null,
      untilSeconds: now + 60,
      comment: null,
      createdBy: "ada",
      createdAtSeconds: now,
    });
    const silenced = async () =>
      (await ask("GET", "/v1/alerts?rule=data-gap")).json.items.map((one: { silenced: boolean }) => one.silenced);
    expect(new Set(await silenced())).to.deep.equal(new Set([true]));
    const ended = await ask("DELETE", `/v1/alerts/silences/${id}`);
    expect([ended.status, ended.json]).to.deep.equal([200, { id, ...silence, untilSeconds: now }]);
    expect(new Set(await silenced())).to.deep.equal(new Set([false]));
    expect(await refusal("DELETE", `/v1/alerts/silences/${id}`)).to.deep.equal([404, "NotFound"]);
    expect(await refusal("POST", "/v1/alerts/silences", { ...BY_ADA, untilSeconds: now })).to.deep.equal([400, "InvalidRequest"]);
    expect(await refusal("POST", "/v1/alerts/silences", { ...BY_ADA, untilSeconds: now + 1, rule: "data-gpa" })).to.deep.equal([
      400,
      "InvalidRequest",
    ]);
  });

  it("answers what is not there, and no order that cannot be read", async () => {
    const cases: readonly (readonly [string, unknown, number])[] = [
      ["/v1/vaults/2:0x5FbDB2315678afecb367f032d93F642f64180aa3/pause", BY_ADA, 404],
      [`${VAULT}/derisk`, { ...BY_ADA, marketIds: ["1:none:none"] }, 404],
      [`${VAULT}/derisk/lift`, { ...BY_ADA, marketIds: ["1:none:none"] }, 404],
      [`${VAULT}/derisk`, { ...BY_ADA, marketIds: [] }, 400],
      [`${VAULT}/resume`, {}, 400],
      [`${VAULT}/resume`, { by: "" }, 400],
      [`${VAULT}/resume`, { by: "  " }, 400],
      [`${VAULT}/resume`, { by: "a\0b" }, 400],
      [`${VAULT}/resume`, { by: "x".repeat(101) }, 400],
      [`${VAULT}/resume`, { ...BY_ADA, comment: "x".repeat(1_001) }, 400],
      [`${VAULT}/resume`, { ...BY_ADA, marketIds: null }, 400],
      [`${VAULT}/resume`, [], 400],
    ];
    for (const [url, body, status] of cases)
      expect((await ask("POST", url, body)).status, `${url} ${JSON.stringify(body)}`).to.equal(status);
    const { items } = await operations();
    expect(items).to.have.length(OPERATIONS.length);
  });

  it("reads bodies of JSON only, and no large ones", async () => {
    const sent = async (type: string | null, payload: string | undefined) => {
      const response = await under.api.inject({
        method: "POST",
        url: `${VAULT}/resume`,
        headers: { host: "localhost", authorization: `Bearer ${TOKEN}`, ...(type === null ? {} : { "content-type": type }) },
        ...(payload === undefined ? {} : { payload }),
      });
      expect(Object.keys(response.json())).to.deep.equal(["error"]);
      return response.statusCode;
    };
    const body = JSON.stringify(BY_ADA);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "x"])
      expect(await sent(type, body), type).to.equal(415);
    for (const payload of ["", "{", "null", '{"by":"ada","__proto__":{"x":1}}', undefined])
      expect(await sent(payload === undefined ? null : "application/json", payload), payload).to.equal(400);
    expect(await sent("application/json", JSON.stringify({ by: "x".repeat(70_000) }))).to.equal(413);
    expect((await operations()).inForce.pause).not.to.equal(null);
  });
});
