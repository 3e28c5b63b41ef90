import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { Database } from "../../../bot/store/schema.ts";
import type { ApiInstance } from "../../../bot/watch/api/apiInstance.ts";
import { buildApi } from "../../../bot/watch/api/buildApi.ts";
import { API_SETTINGS } from "./apiUnderTest.ts";

const HTML = { accept: "text/html,application/xhtml+xml" };

describe("the dashboard, served", () => {
  let folder: string;
  let api: ApiInstance;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-dashboard-"));
    const dist = path.join(folder, "dist");
    mkdirSync(path.join(dist, "assets"), { recursive: true });
    writeFileSync(path.join(dist, "index.html"), "<!doctype html><title>a dashboard</title>");
    writeFileSync(path.join(dist, "assets", "index-abc.js"), "export {};");
    writeFileSync(path.join(folder, "secret.txt"), "not to be served");
    api = await served(dist);
  });

  after(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is one document at every path that is not the API's", async () => {
    for (const url of ["/", "/markets", "/markets/1%3Aaave-v3%3Ausdc", "/decisions/0xab@12%2Fidle?vault=1%3A0xab"]) {
      const { statusCode, headers, body } = await api.inject({ url, headers: HTML });
      expect(statusCode, url).to.equal(200);
      expect(headers["content-type"]).to.match(/^text\/html/);
      expect(headers["cache-control"]).to.equal("no-cache");
      expect(body).to.contain("a dashboard");
    }
  });

  it("runs its own scripts and none from elsewhere, in no frame", async () => {
    const { headers } = await api.inject({ url: "/", headers: HTML });
    const policy = String(headers["content-security-policy"]);
    expect(policy).to.contain("default-src 'none'").and.to.contain("script-src 'self';").and.to.contain("frame-ancestors 'none'");
    expect(policy).not.to.contain("unsafe");
    expect(headers["x-content-type-options"]).to.equal("nosniff");
  });

  it("lets a browser keep what has its content in its name", async () => {
    const { statusCode, headers } = await api.inject("/assets/index-abc.js");
    expect(statusCode).to.equal(200);
    expect(headers["cache-control"]).to.equal("public, max-age=31536000, immutable");
  });

  it("serves what was built anew while it runs", async () => {
    writeFileSync(path.join(folder, "dist", "assets", "index-def.js"), "export {};");
    expect((await api.inject("/assets/index-def.js")).statusCode).to.equal(200);
  });

  it("leaves the API's paths and programs their answers in JSON", async () => {
    for (const { url, headers } of [
      { url: "/v1/nothing", headers: HTML },
      { url: "/nothing", headers: { accept: "*/*" } },
      { url: "/assets/index-gone.js", headers: { accept: "*/*" } },
    ]) {
      const answer = await api.inject({ url, headers });
      expect(answer.statusCode, url).to.equal(404);
      expect(answer.json()).to.have.nested.property("error.name", "NotFound");
    }
  });

  it("serves nothing from outside its folder", async () => {
    const ways = [
      "/../secret.txt",
      "/..%2fsecret.txt",
      "/%2e%2e/secret.txt",
      "/assets/..%2f..%2fsecret.txt",
      "/assets/%2e%2e%5c..%5csecret.txt",
    ];
    for (const url of [...ways, "//secret.txt", `/${folder}/secret.txt`, "/%00", "/index.html%00.js"]) {
      for (const headers of [HTML, { accept: "*/*" }]) {
        const { statusCode, body } = await api.inject({ url, headers });
        expect(body, url).not.to.contain("not to be served");
        expect(statusCode, url).to.be.oneOf([200, 400, 403, 404]);
      }
    }
  });

  it("takes nothing in", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"] as const) {
      expect((await api.inject({ method, url: "/", headers: HTML })).statusCode, method).to.be.oneOf([404, 405]);
    }
  });

  it("says where it is not built", async () => {
    const bare = await served(null);
    try {
      const { statusCode, body } = await bare.inject("/");
      expect(statusCode).to.equal(404);
      expect(body).to.contain("npm run build:web");
    } finally {
      await bare.close();
    }
  });
});

/** Of a database that nobody asks. */
function served(dashboardFolder: string | null): Promise<ApiInstance> {
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (none) => new PostgresIntrospector(none),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return buildApi({
    settings: API_SETTINGS,
    store: { db, serverVersion: "" },
    vaults: [],
    operator: null,
    readContract: null,
    dashboardFolder,
    nowSeconds: () => 0,
    onDefect: (error) => {
      throw error;
    },
  });
}
