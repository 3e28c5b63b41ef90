import { connect } from "node:net";
import { expect } from "chai";
import type { ApiSettings } from "../../../bot/config/schema.ts";
import type { Store } from "../../../bot/store/connection.ts";
import type { ApiInstance } from "../../../bot/watch/api/apiInstance.ts";
import type { Operator } from "../../../bot/watch/api/operator.ts";
import { ApiPortError, serveApi } from "../../../bot/watch/api/serveApi.ts";
import { SAMPLE_VAULT } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { API_SETTINGS, apiUnderTest, CONFIGURED } from "./apiUnderTest.ts";

const METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] as const;

describe("watch: who the API keeps out", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  const withApi = async (settings: Partial<ApiSettings>, work: (api: ApiInstance) => Promise<void>) => {
    const { api } = await apiUnderTest(store, () => 0, settings);
    try {
      await work(api);
    } finally {
      await api.close();
    }
  };
  const local = { host: "127.0.0.1:9470" };

  it("writing, by any method and on any path", () =>
    withApi({}, async (api) => {
      for (const method of METHODS) {
        for (const url of ["/v1/vaults", "/v1/stream", "/docs", "/none"]) {
          const response = await api.inject({ method, url, headers: local });
          expect([response.statusCode, response.headers.allow], `${method} ${url}`).to.deep.equal([405, "GET, HEAD"]);
          expect(response.json().error.name).to.equal("MethodNotAllowed");
        }
      }
    }));

  it("everybody but the operator from acting", async () => {
    const token = "correct-horse-battery-staple-4711-abc";
    const asked: string[] = [];
    const operator: Operator = {
      token,
      requestTick: ({ chainId, vault }) => {
        asked.push(`${chainId}:${vault}`);
        return asked.length === 1;
      },
    };
    const url = `/v1/vaults/1:${SAMPLE_VAULT}/tick`;
    await withApi({}, async (api) => {
      const response = await api.inject({ method: "POST", url, headers: { ...local, authorization: `Bearer ${token}` } });
      expect([response.statusCode, response.json().error.name]).to.deep.equal([403, "ReadOnly"]);
    });
    const { api } = await apiUnderTest(store, () => 0, {}, operator);
    try {
      const post = (authorization: string | null, payload?: string) =>
        api.inject({
          method: "POST",
          url,
          headers: {
            ...local,
            ...(authorization === null ? {} : { authorization }),
            ...(payload === undefined ? {} : { "content-type": "application/json" }),
          },
          ...(payload === undefined ? {} : { payload }),
        });
      const wrong = [
        null,
        "",
        "Bearer",
        "Bearer ",
        `Bearer ${token}x`,
        `Bearer ${token.slice(0, -1)}`,
        `Basic ${token}`,
        token,
        `Bearer ${token} x`,
      ];
      for (const authorization of wrong) {
        const response = await post(authorization);
        expect([response.statusCode, response.json().error.name], String(authorization)).to.deep.equal([401, "Unauthorized"]);
        expect(response.headers["www-authenticate"]).to.equal("Bearer");
        expect(response.body).not.to.include(token);
      }
      expect(asked).to.deep.equal([]);
      expect((await post(`Bearer ${token}`, `"${"x".repeat(65_537)}"`)).statusCode).to.equal(413);
      expect(asked).to.deep.equal([]);
      const accepted = await post(`Bearer ${token}`);
      expect([accepted.statusCode, accepted.json()]).to.deep.equal([202, { vaultId: `1:${SAMPLE_VAULT}` }]);
      const elsewhere = await post(`Bearer ${token}`);
      expect([elsewhere.statusCode, elsewhere.json().error.name]).to.deep.equal([409, "NotLeading"]);
      expect(asked).to.deep.equal([`1:${SAMPLE_VAULT}`, `1:${SAMPLE_VAULT}`]);
      expect((await api.inject({ url, headers: local })).statusCode).to.equal(404);
    } finally {
      await api.close();
    }
  });

  it("everybody but the operator from what changes anything, before a body is read", async () => {
    const vault = `/v1/vaults/1:${SAMPLE_VAULT}`;
    const acting = [
      ["POST", `${vault}/tick`],
      ["POST", `${vault}/pause`],
      ["POST", `${vault}/resume`],
      ["POST", `${vault}/derisk`],
      ["POST", `${vault}/derisk/lift`],
      ["POST", "/v1/alerts/1/acknowledge"],
      ["POST", "/v1/alerts/silences"],
      ["DELETE", "/v1/alerts/silences/1"],
    ] as const;
    const operator: Operator = { token: "correct-horse-battery-staple-4711-abc", requestTick: () => false };
    for (const [who, status] of [
      [null, 403],
      [operator, 401],
    ] as const) {
      const { api, defects } = await apiUnderTest(store, () => 0, {}, who);
      try {
        for (const [method, url] of acting) {
          for (const payload of ['{"by":"eve"}', "{", `"${"x".repeat(100_000)}"`]) {
            const headers = { ...local, "content-type": "application/json", authorization: "Bearer of-nothing" };
            const response = await api.inject({ method, url, headers, payload });
            expect(response.statusCode, `${method} ${url}`).to.equal(status);
          }
        }
        expect(defects).to.deep.equal([]);
      } finally {
        await api.close();
      }
    }
    for (const table of ["operator_actions", "alert_silences"]) {
      expect((await store.pool.query(`select count(*) as count from ${table}`)).rows, table).to.deep.equal([{ count: 0 }]);
    }
  });

  it("bodies, of any size", () =>
    withApi({}, async (api) => {
      for (const size of [1, 65_537, 1_000_000]) {
        const headers = { ...local, "content-type": "application/json" };
        const response = await api.inject({ method: "POST", url: "/v1/vaults", headers, payload: `"${"x".repeat(size)}"` });
        expect(response.statusCode).to.equal(405);
        expect(response.headers.connection).to.equal("close");
      }
    }));

  it("paths that lead elsewhere", () =>
    withApi({}, async (api) => {
      const paths = [
        "/../../etc/passwd",
        "/docs/../../package.json",
        "/v1/%2e%2e/%2e%2e/etc/passwd",
        "/docs/%2e%2e%2fpackage.json",
        "//etc/passwd",
      ];
      for (const url of [...paths, "/v1/decisions/..%2f..%2f..%2fetc%2fpasswd", "/v1/markets/..%2f..%2fetc%2fpasswd"]) {
        const response = await api.inject({ url, headers: local });
        expect(response.statusCode, url).to.equal(404);
        expect(response.json().error.name).to.equal("NotFound");
      }
    }));

  it("pages of other origins: none may read anything unless it is named", async () => {
    const asPage = { ...local, origin: "https://elsewhere.example" };
    await withApi({}, async (api) => {
      const response = await api.inject({ url: "/v1/vaults", headers: asPage });
      expect(Object.keys(response.headers).filter((name) => name.startsWith("access-control"))).to.deep.equal([]);
      expect(response.headers["cross-origin-resource-policy"]).to.equal("same-origin");
      expect((await api.inject({ method: "OPTIONS", url: "/v1/vaults", headers: asPage })).statusCode).to.equal(405);
    });
    await withApi({ corsOrigins: ["https://dashboard.example"] }, async (api) => {
      const other = await api.inject({ url: "/v1/vaults", headers: asPage });
      expect(Object.keys(other.headers).filter((name) => name.startsWith("access-control"))).to.deep.equal([]);
      expect(other.headers.vary).to.equal("Origin");
      const named = { ...local, origin: "https://dashboard.example" };
      const own = await api.inject({ url: "/v1/vaults", headers: named });
      expect(own.headers).to.include({ "access-control-allow-origin": "https://dashboard.example" });
      expect(own.headers).not.to.have.property("access-control-allow-credentials");
      const preflight = await api.inject({ method: "OPTIONS", url: "/v1/vaults", headers: named });
      expect(preflight.statusCode).to.equal(204);
      expect(preflight.headers).to.include({
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "if-none-match",
      });
    });
  });

  it("sites whose name was made to point at this machine", async () => {
    await withApi({ hosts: ["Keeper.example"] }, async (api) => {
      const status = async (host: string) => (await api.inject({ url: "/v1/vaults", headers: { host } })).statusCode;
      for (const host of ["127.0.0.1", "localhost:9470", "[::1]:9470", "LOCALHOST", "keeper.example:80"])
        expect(await status(host), host).to.equal(200);
      for (const host of ["evil.example", "evil.example:9470", "127.0.0.1.evil.example", "localhost.evil.example"]) {
        expect(await status(host), host).to.equal(421);
      }
    });
    await withApi({ host: "0.0.0.0" }, async (api) => {
      expect((await api.inject({ url: "/v1/vaults", headers: { host: "keeper.example" } })).statusCode).to.equal(200);
    });
  });

  it("scripts, frames and everything else a page of ours does not need", () =>
    withApi({}, async (api) => {
      for (const url of ["/docs", "/v1/vaults", "/none"]) {
        const { headers } = await api.inject({ url, headers: local });
        expect(headers["content-security-policy"], url).to.match(
          /^default-src 'none';style-src 'sha256-[\w+/=]+';base-uri 'none';form-action 'none';frame-ancestors 'none'$/,
        );
        expect(headers).to.include({ "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer" });
        expect(headers).not.to.have.property("x-powered-by");
      }
    }));

  it("floods", () =>
    withApi({ requestsPerMinute: 3 }, async (api) => {
      const ask = (url: string) => api.inject({ url, headers: local });
      for (const url of ["/v1/vaults", "/docs", "/none"]) expect((await ask(url)).statusCode).to.be.oneOf([200, 404]);
      let last = await ask("/v1/vaults");
      for (let more = 0; more < 3; more++) last = await ask("/v1/vaults");
      expect(last.statusCode).to.equal(429);
      expect(last.json().error.name).to.equal("TooManyRequests");
      expect(Number(last.headers["retry-after"])).to.be.within(1, 60);
    }));

  describe("on a socket", () => {
    let url: URL;
    let close: () => Promise<void>;
    before(async () => {
      const server = await serveApi({
        settings: API_SETTINGS,
        store,
        vaults: [CONFIGURED],
        nowSeconds: () => 0,
        readContract: null,
        operator: null,
        onDefect: () => undefined,
      });
      url = new URL(server.url);
      close = server.close;
    });
    after(() => close());

    /** What comes back for these bytes until the other side hangs up. */
    const answerTo = (bytes: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(url.port), "127.0.0.1", () => socket.write(bytes));
        let text = "";
        socket.on("data", (chunk) => {
          text += chunk;
        });
        socket.on("error", () => undefined);
        socket.on("close", () => resolve(text));
      });

    it("clients that dawdle", async () => {
      const answer = await answerTo("GET /v1/vaults HTTP/1.1\r\nhost: localhost\r\n");
      expect(answer).to.match(/^HTTP\/1\.1 408 /);
      expect(answer).to.match(/\{"error":\{"name":"TooSlow"/);
    });

    it("large headers, and what is no HTTP", async () => {
      expect(await answerTo(`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"x".repeat(20_000)}\r\n\r\n`)).to.match(
        /^HTTP\/1\.1 431 .*\{"error":/s,
      );
      expect(await answerTo("hello\r\n\r\n")).to.match(/^HTTP\/1\.1 400 .*\{"error":/s);
    });

    it("those who send a body nobody reads: they are answered, and hung up on", async () => {
      const head = "POST /v1/vaults HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n";
      expect(await answerTo(`${head}[1,2,3`)).to.match(/^HTTP\/1\.1 405 /);
    });

    it("answers HEAD as GET, without the body", async () => {
      const got = await fetch(`${url.origin}/v1/vaults`);
      const head = await fetch(`${url.origin}/v1/vaults`, { method: "HEAD" });
      expect(head.status).to.equal(200);
      expect(await head.text()).to.equal("");
      expect(head.headers.get("etag")).to.equal(got.headers.get("etag"));
      expect(head.headers.get("content-length")).to.equal(String((await got.text()).length));
    });

    it("says who cannot listen, and what to do", async () => {
      const settings = { ...API_SETTINGS, port: Number(url.port) };
      const error = await serveApi({
        settings,
        store,
        vaults: [],
        nowSeconds: () => 0,
        readContract: null,
        operator: null,
        onDefect: () => undefined,
      }).catch((thrown: unknown) => thrown);
      expect(error)
        .to.be.instanceOf(ApiPortError)
        .with.property("message")
        .that.matches(/EADDRINUSE/);
    });
  });
});
