import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../../bot/store/connection.ts";
import { openApiText } from "../../../bot/watch/api/buildApi.ts";
import { SAMPLE_VAULT, sampleMarket } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { type ApiUnderTest, apiUnderTest } from "./apiUnderTest.ts";
import { OTHER_MARKET, RAW_TRANSACTION, storeStory, storyDecision } from "./story.ts";

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

interface BodySchema {
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: unknown;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: BodySchema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** What is there, by the name of the parameter. */
const KNOWN: Readonly<Record<string, string>> = {
  vaultId: `1:${SAMPLE_VAULT}`,
  marketId: sampleMarket.id,
  decisionId: storyDecision(5).id,
  model: "ewma",
  horizonSeconds: "86400",
  backtestId: "1",
  alertId: "1",
  silenceId: "1",
  rule: "data-gap",
  vault: `1:${SAMPLE_VAULT}`,
};

/** What a body may sensibly say, by the name of the property; null where it is left out. */
const SENSIBLE: Readonly<Record<string, readonly unknown[]>> = {
  by: ["ada"],
  comment: ["why", null],
  marketIds: [null, [sampleMarket.id], [sampleMarket.id, OTHER_MARKET.id]],
  rule: [null, "data-gap"],
  vaultName: [null, "main"],
  subject: [null, "vault"],
  untilSeconds: [9_999_999_999],
};

const TOKEN = "correct-horse-battery-staple-4711-abc";
const ACTIONS = [
  "post /v1/vaults/{vaultId}/tick",
  "post /v1/vaults/{vaultId}/pause",
  "post /v1/vaults/{vaultId}/resume",
  "post /v1/vaults/{vaultId}/derisk",
  "post /v1/vaults/{vaultId}/derisk/lift",
  "post /v1/alerts/{alertId}/acknowledge",
  "post /v1/alerts/silences",
  "delete /v1/alerts/silences/{silenceId}",
];

const REQUESTS = 5_000;

describe("watch: the API's description", () => {
  let store: Store;
  let under: ApiUnderTest;
  let document: Document;
  before(async () => {
    store = await createTestStore();
    const now = await storeStory(store);
    under = await apiUnderTest(store, () => now, {}, { token: TOKEN, requestTick: () => true });
    document = JSON.parse(openApiText(under.api));
  });
  after(async () => {
    await under.api.close();
    await store.close();
  });

  const get = (url: string) => under.api.inject({ url, headers: { host: "localhost" } });
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );

  it("is the same at its path, and of OpenAPI 3.1", async () => {
    const served = await get("/v1/openapi.json");
    expect(served.headers["content-type"]).to.match(/^application\/json/);
    expect(served.json()).to.deep.equal(document);
    expect(document.openapi).to.equal("3.1.0");
    expect(document.info).to.include({ title: "yield-keeper", version: "1" });
  });

  it("has every route of the API, and the few that do something", () => {
    const routes = under.api
      .printRoutes({ commonPrefix: false })
      .split("\n")
      .flatMap((line) => /(\/\S*|\S+) \(([A-Z, ]+)\)/.exec(line)?.[2] ?? []);
    const methods = routes.flatMap((some) => some.split(", ")).filter((method) => method !== "HEAD");
    expect(new Set(methods)).to.deep.equal(new Set(["GET", "POST", "DELETE"]));
    // The document itself, its page, and that of the dashboard are not of it.
    expect(operations()).to.have.length(methods.length - 3);
    const others = operations().filter(({ method }) => method !== "get");
    expect(others.map(({ path, method }) => `${method} ${path}`)).to.have.members(ACTIONS);
    for (const { operation } of others) expect(operation.security).to.deep.equal([{ operator: [] }]);
    expect(operations().map(({ path }) => path)).to.include.members(["/v1/vaults/{vaultId}/ticks", "/v1/stream", "/v1/health"]);
  });

  it("says of each what it is, what may be asked, and what it answers", () => {
    for (const { path, operation } of operations()) {
      expect(operation.summary, path).to.match(/\.$/);
      expect(operation.tags, path).to.have.length(1);
      expect(Object.keys(operation.responses), path).to.include.members(["4XX", "5XX"]);
      expect(Object.keys(operation.responses), path).to.include.oneOf(operation.security === undefined ? ["200"] : ["200", "201", "202"]);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = operation.parameters ?? [];
      const inPath = parameters.filter((one) => one.in === "path");
      expect(
        inPath.map(({ name }) => name),
        path,
      ).to.deep.equal(named);
      for (const one of inPath) expect(one.required, path).to.equal(true);
      for (const { schema, name } of parameters) expect(schema, `${path} ${name}`).to.have.property("type");
    }
  });

  it("refers to nothing that it does not have", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = ""]) => reference);
    expect(references).not.to.have.length(0);
    for (const reference of references) {
      expect(document.components.schemas).to.have.property(reference.replace("#/components/schemas/", ""));
    }
  });

  it("has no schema that no path leads to", () => {
    const text = JSON.stringify(document);
    const unused = Object.keys(document.components.schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
    expect(unused).to.deep.equal([]);
  });

  it("is a page for people, too, that loads nothing from anywhere", async () => {
    const page = await get("/docs");
    expect(page.headers["content-type"]).to.equal("text/html; charset=utf-8");
    for (const { path } of operations()) expect(page.body).to.include(path.replaceAll("&", "&amp;"));
    expect(page.body).not.to.match(/<script|src=|@import|url\(|href="(?!\/)/);
  });

  it("may be asked anything: whatever the parameters and bodies, with the token or without, nothing breaks, and nothing secret is told", async function () {
    this.timeout(120_000);
    const wild = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constantFrom(
        "'",
        "' or 1=1 --",
        '"; drop table ticks; --',
        "\0",
        "%",
        "../../etc/passwd",
        "$(reboot)",
        "-1",
        "1e309",
        "NaN",
        "[]",
        "{}",
      ),
      fc.integer().map(String),
      fc.double().map(String),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
    );
    const likely = ({ name, schema }: Parameter) =>
      name in KNOWN
        ? fc.constant(KNOWN[name] ?? "")
        : schema.enum !== undefined
          ? fc.constantFrom(...schema.enum)
          : schema.type === "integer"
            ? fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31 - 1) }).map(String)
            : fc.oneof(
                fc
                  .array(fc.oneof(fc.integer(), fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 4 })
                  .map((key) => Buffer.from(JSON.stringify(key)).toString("base64url")),
                fc.string({ maxLength: 20 }),
              );
    const anyValueOf = (parameter: Parameter) => fc.oneof({ arbitrary: likely(parameter), weight: 3 }, { arbitrary: wild, weight: 1 });
    const rarely = <Value>(value: fc.Arbitrary<Value>) =>
      fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: value, weight: 1 });
    const bodyOf = ({ requestBody }: Operation) => {
      const names = Object.keys(requestBody?.content["application/json"]?.schema.properties ?? {});
      const anything = fc.oneof(fc.jsonValue(), wild);
      const sensible = fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...(SENSIBLE[name] ?? [null]))])));
      const spoilt = fc.record(
        Object.fromEntries(names.map((name) => [name, fc.oneof(fc.constantFrom(...(SENSIBLE[name] ?? [null])), anything)])),
        { requiredKeys: [] },
      );
      return fc.oneof(
        { arbitrary: sensible.map((body) => JSON.stringify(body)), weight: 4 },
        { arbitrary: fc.oneof(spoilt, anything).map((body) => JSON.stringify(body)), weight: 3 },
        { arbitrary: wild, weight: 1 },
        { arbitrary: fc.constant(undefined), weight: 1 },
      );
    };
    const asked = operations().filter(({ path }) => path !== "/v1/stream");
    const requests = fc.constantFrom(...asked).chain(({ path, method, operation }) => {
      const parameters = operation.parameters ?? [];
      const inPath = parameters.filter((one) => one.in === "path");
      const inQuery = parameters.filter((one) => one.in === "query");
      return fc.record({
        path: fc
          .tuple(...inPath.map(anyValueOf))
          .map((values) => values.reduce((filled, value, i) => filled.replace(`{${inPath[i]?.name}}`, () => encoded(value)), path)),
        query: fc.record(Object.fromEntries(inQuery.map((one) => [one.name, one.required ? anyValueOf(one) : rarely(anyValueOf(one))]))),
        other: rarely(fc.tuple(wild, wild)),
        method: fc.constant(method as "get" | "post" | "delete"),
        body: method === "get" ? fc.constant(undefined) : bodyOf(operation),
        type: fc.oneof(
          { arbitrary: fc.constant("application/json"), weight: 8 },
          { arbitrary: fc.constantFrom("text/plain", "application/json; charset=utf-16", "multipart/form-data"), weight: 1 },
        ),
        hasToken: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
      });
    });
    let answered = 0;
    const done = new Set<string>();
    const routeOf = (method: string, path: string) =>
      ACTIONS.find((action) => new RegExp(`^${action.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(`${method} ${path}`)) ?? "none";
    let count = 0;
    await fc.assert(
      fc.asyncProperty(requests, async ({ path, query, other, method, body, type, hasToken }) => {
        const pairs = [...Object.entries(query), ...(other === undefined ? [] : [other])].flatMap(([name, value]) =>
          value === undefined ? [] : [`${encoded(name)}=${encoded(value)}`],
        );
        const url = `${path}?${pairs.join("&")}`;
        const response = await under.api.inject({
          method: method.toUpperCase() as "GET",
          url,
          headers: {
            host: "localhost",
            ...(hasToken ? { authorization: `Bearer ${TOKEN}` } : {}),
            ...(body === undefined ? {} : { "content-type": type }),
          },
          ...(body === undefined ? {} : { payload: body }),
        });
        count += 1;
        // Nothing has ticked for long: health says so, and that is its answer.
        if (path !== "/v1/health") expect(response.statusCode, `${method} ${url} ${response.body}`).to.be.below(500);
        if (response.statusCode < 300) {
          answered += 1;
          if (method !== "get") done.add(routeOf(method, path));
          expect(method === "get" || hasToken, `${method} ${url}`).to.equal(true);
        } else expect(Object.keys(response.json())).to.include.oneOf(["error", "ok"]);
        expect(response.body).not.to.include(RAW_TRANSACTION);
        expect(response.body).not.to.include(new URL(store.databaseUrl).password);
      }),
      { numRuns: REQUESTS, endOnFailure: true },
    );
    expect(count).to.be.at.least(REQUESTS);
    // Not all of them were turned away at the door.
    expect(answered).to.be.above(REQUESTS / 10);
    expect([...done]).to.have.members(ACTIONS);
    expect(under.defects).to.deep.equal([]);
  });
});

/** With dots, too, so that no client takes a path apart. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(".", "%2E");
}
