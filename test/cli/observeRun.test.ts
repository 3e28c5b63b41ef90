import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { useLocalMainnet } from "../local-mainnet/fixture.ts";
import { createTestDatabase, createTestFolder } from "../store/testStore.ts";
import { runCommand, startCommand } from "./support/command.ts";

const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc"];

describe("cli: observe run and report", () => {
  const chain = useLocalMainnet();
  let options: { readonly folder: string; readonly environment: Readonly<Record<string, string>> };

  beforeEach(async () => {
    const folder = await createTestFolder();
    // The shortest bucket there is: a test waits for it.
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS, tickSeconds: 5 }));
    options = { folder, environment: { MAINNET_RPC_URL: chain().rpcUrl, DATABASE_URL: await createTestDatabase() } };
  });

  it("samples without a vault or a key until it is told to stop, and then ends well; the report tells what is stored", async () => {
    const observing = startCommand(["observe", "run", "--json"], options);
    const [first = "{}"] = await observing.lines(1);
    expect(JSON.parse(first)).to.deep.include({ stored: 2, rejected: [], missed: 0, orphaned: 0 });
    observing.child.kill("SIGTERM");
    expect(await observing.result).to.include({ exitCode: 0, signal: null, stderr: "" });

    const json = await runCommand(["observe", "report", "--days", "3650", "--json"], options);
    const { markets } = JSON.parse(json.stdout);
    expect(markets.map((market: { marketId: string }) => market.marketId)).to.deep.equal(MARKETS);
    for (const market of markets) {
      expect(market).to.deep.include({ stored: 1, rejected: {}, gaps: [] });
      expect(market.expected).to.equal(1 + market.pending);
      expect(market.lastSuccessSeconds).to.equal(JSON.parse(first).block.timeSeconds);
    }
    const text = await runCommand(["observe", "report", "--days", "3650"], options);
    expect(text.stdout).to.match(/^market +expected +stored +complete +rejected +refilled +missing +last success \(UTC\) +worst lag\n/);
  });

  it("does not begin without a node, and says so", async () => {
    const unreachable = { ...options, environment: { ...options.environment, MAINNET_RPC_URL: "http://127.0.0.1:9" } };
    const { exitCode, stderr } = await runCommand(["observe", "run"], unreachable);
    // To begin with it must be sure which chain it observes.
    expect({ exitCode }).to.deep.equal({ exitCode: 3 });
    expect(stderr).to.include("No RPC endpoint answered eth_chainId");
  });

  it("refuses a number of days that is none", async () => {
    const { exitCode, stderr } = await runCommand(["observe", "report", "--days", "some"], options);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include("--days some is no number of days");
  });
});
