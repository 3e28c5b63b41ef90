import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createHttpProvider } from "../../scripts/local-mainnet/httpProvider.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { sharedLocalMainnet } from "./fixture.ts";

const SERVE = fileURLToPath(new URL("../../scripts/local-mainnet/serve.ts", import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly output: { text: string };
  readonly exit: Promise<number | null>;
}

function serve(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [SERVE, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output.text += chunk;
    });
  }
  return { child, output, exit: once(child, "close").then(([code]) => code as number | null) };
}

describe("npm run local-mainnet", () => {
  it("tells how it is used", async () => {
    const { output, exit } = serve("--help");
    expect(await exit).to.equal(0);
    expect(output.text)
      .to.include("--port")
      .and.include("--subgraph-port")
      .and.include("--relay-port")
      .and.include("--days")
      .and.include("--live");
  });

  it("refuses wrong options in one line, with the remedy", async () => {
    for (const args of [["--port", "http"], ["--relay-port", "70000"], ["--days", "-1"], ["--no-such-option"]]) {
      const { output, exit } = serve(...args);
      expect(await exit, args.join(" ")).to.equal(2);
      expect(output.text.trim().split("\n"), args.join(" ")).to.have.length(1);
    }
  });

  it("says that its port is taken and what to do", async () => {
    const { rpcUrl } = await sharedLocalMainnet();
    const { output, exit } = serve("--port", new URL(rpcUrl).port);
    expect(await exit).to.equal(3);
    expect(output.text).to.match(/^Port \d+ on 127\.0\.0\.1 is in use\. .*--port\.\n$/);
  });

  it("says that its subgraph's port is taken and what to do", async () => {
    const { rpcUrl } = await sharedLocalMainnet();
    const { output, exit } = serve("--port", "0", "--subgraph-port", new URL(rpcUrl).port);
    expect(await exit).to.equal(3);
    expect(output.text).to.match(/^Port \d+ on 127\.0\.0\.1 is in use\. .*--subgraph-port\.\n$/);
  });

  it("serves a chain whose head is fresh, lives on, and ends at Ctrl-C", async () => {
    const { child, output, exit } = serve("--port", "0", "--subgraph-port", "0", "--relay-port", "0", "--days", "1", "--live");
    try {
      while (!output.text.includes("Ctrl-C stops it.")) {
        await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), exit.then(() => expect.fail(output.text))]);
      }
      const [rpcUrl] = /http:\/\/127\.0\.0\.1:\d+/.exec(output.text) ?? expect.fail(output.text);
      expect(output.text).to.include("Compound V3 USDC (stand-in)").and.include("history: day 1 of 1");
      const [, subgraphUrl] = /subgraph at (\S+)/.exec(output.text) ?? expect.fail(output.text);
      const query = "{ pools { id } _meta { block { number } } }";
      const answer = await fetch(`${subgraphUrl}?query=${encodeURIComponent(query)}`, { headers: { accept: "application/json" } });
      expect(((await answer.json()) as { data: { pools: unknown[] } }).data.pools).to.have.lengthOf(4);
      const [, relayUrl] = /relay at (\S+)/.exec(output.text) ?? expect.fail(output.text);
      expect((await fetch(relayUrl as string, { method: "POST", body: "{}" })).status).to.equal(403);
      const provider = createHttpProvider(rpcUrl);
      const head = await readHead(provider);
      expect(Math.abs(head.timestampSeconds - Date.now() / 1000)).to.be.lessThan(600);
      while ((await readHead(provider)).number === head.number) await new Promise((resolve) => setTimeout(resolve, 200));
    } finally {
      child.kill("SIGINT");
    }
    expect(await exit).to.equal(0);
    expect(output.text).to.match(/Stopped\.\n$/);
  });
});
