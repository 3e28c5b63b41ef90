import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { startTick } from "../../bot/store/ticks.ts";
import { SAMPLE_VAULT } from "../store/samples.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { runCommand, startCommand } from "./support/command.ts";
import { expectOneLine } from "./support/failure.ts";

describe("cli: keeper api", () => {
  let store: Store;
  let folder: string;
  before(async () => {
    [store, folder] = await Promise.all([createTestStore(), createTestFolder()]);
  });
  after(() => store.close());

  it("writes the description without a database", async () => {
    const file = path.join(folder, "openapi.json");
    const result = await runCommand(["api", "--openapi", file], {
      folder,
      environment: { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" },
    });
    expect(result.exitCode, result.stderr).to.equal(0);
    const document = JSON.parse(await readFile(file, "utf8"));
    expect(document.openapi).to.equal("3.1.0");
    expect(document.paths).to.have.property("/v1/vaults");
  });

  it("serves the database until it is told to stop", async () => {
    await startTick(store.db, { chainId: 1, vault: SAMPLE_VAULT }, 300);
    const config = path.join(folder, "yield-keeper.json");
    await writeFile(config, JSON.stringify({ api: { port: 0 }, tickSeconds: 60, vault: SAMPLE_VAULT, execution: { maxGasUsdPerDay: 7 } }));
    const command = startCommand(["api", "--json"], { folder, environment: { DATABASE_URL: store.databaseUrl } });
    const [line = ""] = await command.lines(1);
    const { url } = JSON.parse(line);
    const { items } = await (await fetch(`${url}/v1/vaults`)).json();
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ name: "main", vault: SAMPLE_VAULT, tickSeconds: 60 });
    expect((await (await fetch(`${url}/v1/vaults/${items[0].id}/gas`)).json()).budgetPerDay).to.deep.equal({
      wei: (10n ** 18n).toString(),
      usd: 7,
    });
    const contract = await fetch(`${url}/v1/vaults/${items[0].id}/contract`);
    expect([contract.status, (await contract.json()).error.name]).to.deep.equal([503, "NoNode"]);
    const page = await (await fetch(`${url}/docs`)).text();
    expect(page).to.include("/v1/vaults/{vaultId}");
    command.child.kill("SIGTERM");
    expect((await command.result).exitCode).to.equal(0);
  });

  it("begins without its node, and says that it does not answer, but not where it is", async () => {
    await startTick(store.db, { chainId: 1, vault: SAMPLE_VAULT }, 600);
    const config = path.join(folder, "yield-keeper.json");
    await writeFile(
      config,
      JSON.stringify({ api: { port: 0 }, vault: SAMPLE_VAULT, rpcUrls: ["http://127.0.0.1:9/key"], rpcTimeoutSeconds: 1 }),
    );
    const command = startCommand(["api", "--json"], { folder, environment: { DATABASE_URL: store.databaseUrl } });
    const [line = ""] = await command.lines(1);
    const response = await fetch(`${JSON.parse(line).url}/v1/vaults/1:${SAMPLE_VAULT}/contract`);
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.name]).to.deep.equal([503, "NodeUnreachable"]);
    expect(text).not.to.include("127.0.0.1");
    command.child.kill("SIGTERM");
    const { exitCode, stderr } = await command.result;
    expect(exitCode).to.equal(0);
    expect(stderr)
      .to.match(/No RPC endpoint answered/)
      .and.not.include("/key");
  });

  it("refuses a token that could be guessed, before anything is kept", async () => {
    const token = "0123456789012345678901234567890";
    const environment = { DATABASE_URL: store.databaseUrl, KEEPER_API_TOKEN: token, MAINNET_RPC_URL: "http://127.0.0.1:9" };
    const result = await runCommand(["run", "--dry-run"], { folder, environment });
    expectOneLine(result, { exitCode: 2, message: /KEEPER_API_TOKEN has fewer than 32 characters/, remedy: /openssl rand/ });
    expect(result.stderr).not.to.include(token);
  });
});
