import { connect } from "node:net";
import { expect } from "chai";
import { createHealthBoard } from "../../bot/daemon/health.ts";
import { type HealthServer, serveHealth } from "../../bot/daemon/healthServer.ts";

describe("daemon: the health endpoint", () => {
  let server: HealthServer;
  before(async () => {
    const metrics = { contentType: "text/plain", text: async () => "some_metric 1\n" };
    server = await serveHealth(
      { port: 0, host: "127.0.0.1" },
      createHealthBoard(() => 0),
      metrics,
    );
  });
  after(() => server.close());

  const ask = async (path: string, method = "GET") => {
    const response = await fetch(`${server.url}${path}`, { method });
    return { status: response.status, body: await response.text(), allow: response.headers.get("allow") };
  };

  it("has nothing at other paths, and nothing to be changed", async () => {
    expect(await ask("/")).to.include({ status: 404 });
    expect(await ask("/metrics/")).to.include({ status: 404 });
    for (const method of ["POST", "PUT", "DELETE"]) expect(await ask("/health", method)).to.include({ status: 405, allow: "GET, HEAD" });
  });

  it("answers HEAD without a body, and metrics as they are", async () => {
    expect(await ask("/metrics", "HEAD")).to.include({ status: 200, body: "" });
    expect(await ask("/metrics?x=1")).to.include({ status: 200, body: "some_metric 1\n" });
  });

  it("is not well as long as it keeps nothing", async () => {
    expect(await ask("/health")).to.include({ status: 503 });
    expect(await ask("/ready")).to.include({ status: 503 });
  });

  it("refuses long URLs and large headers", async () => {
    expect(await ask(`/health?${"x".repeat(300)}`)).to.include({ status: 414 });
    const response = await fetch(`${server.url}/health`, { headers: { "x-large": "x".repeat(5_000) } });
    expect(response.status).to.equal(431);
  });

  it("cuts clients off that dawdle", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("GET /health HTTP/1.1\r\n");
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("close", () => resolve(text));
    });
    expect(answer).to.match(/^HTTP\/1.1 408 /);
  });

  it("says who cannot listen, and what to do", async () => {
    const { port } = new URL(server.url);
    const board = createHealthBoard(() => 0);
    const error = await serveHealth({ port: Number(port), host: "127.0.0.1" }, board, { contentType: "", text: async () => "" }).catch(
      (failure: unknown) => failure,
    );
    expect(error)
      .to.be.instanceOf(Error)
      .with.property("message")
      .that.matches(/EADDRINUSE/);
  });
});
