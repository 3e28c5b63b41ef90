import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { operatorActionPage, operatorOrders } from "../../bot/store/operatorActions.ts";
import { SAMPLE_VAULT, sampleMarket } from "../store/samples.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { runCommand, startCommand } from "./support/command.ts";
import { expectOneLine } from "./support/failure.ts";

const KEY = { chainId: 1, vault: SAMPLE_VAULT };

describe("cli: keeper pause, resume, derisk and lift", () => {
  let store: Store;
  let folder: string;
  before(async () => {
    [store, folder] = await Promise.all([createTestStore(), createTestFolder()]);
    await upsertMarkets(store.db, [sampleMarket]);
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ api: { port: 0 }, vault: SAMPLE_VAULT }));
  });
  beforeEach(() => store.pool.query("truncate operator_actions"));
  after(() => store.close());
  const keeper = (...args: readonly string[]) => runCommand(args, { folder, environment: { DATABASE_URL: store.databaseUrl } });

  it("write down what holds until it is taken back, and show it", async () => {
    const paused = await keeper("pause", "--by", "ada", "--comment", "oracle upgrade");
    expect(paused.exitCode, paused.stderr).to.equal(0);
    expect(paused.stdout).to.match(/^Paused by ada since .* UTC \(oracle upgrade\): nothing is sent until `keeper resume`\n$/);
    expectOneLine(await keeper("pause"), { exitCode: 2, message: /The vault is paused already/, remedy: /What holds: Paused by ada/ });
    expect((await keeper("status")).stdout).to.match(/\nPaused by ada since /);
    const { pause } = JSON.parse((await keeper("resume", "--json")).stdout);
    expect(pause).to.equal(null);
    expectOneLine(await keeper("resume"), { exitCode: 2, message: /The vault is not paused/, remedy: /No order holds/ });
    const [resumed] = (await operatorActionPage(store.db, KEY, { after: null, limit: 1 })).items;
    expect(resumed?.by).to.be.a("string").and.not.empty;
  });

  it("are about the markets that are named, or all of them", async () => {
    const one = JSON.parse((await keeper("derisk", "--market", sampleMarket.id, "--by", "ada", "--json")).stdout);
    expect(one).to.deep.include({ ...KEY, pause: null });
    expect(one.derisk.markets).to.have.length(1);
    expectOneLine(await keeper("derisk", "--market", "1:none:none"), {
      exitCode: 2,
      message: /--market 1:none:none is not known/,
      remedy: /Choose of 1:aave-v3:usdc/,
    });
    expect((await keeper("derisk", "--by", "ada")).stdout).to.match(/^To be left by ada since .*: every market, until `keeper lift`\n$/);
    expect((await keeper("lift", "--market", sampleMarket.id)).stdout).to.match(/every market but 1:aave-v3:usdc/);
    expect((await keeper("lift")).stdout).to.equal("No order holds; the keeper decides alone.\n");
  });

  it("go over `keeper api` as well, where no keeper runs", async () => {
    const token = "correct-horse-battery-staple-4711-abc";
    const command = startCommand(["api", "--json"], { folder, environment: { DATABASE_URL: store.databaseUrl, KEEPER_API_TOKEN: token } });
    try {
      const [line = ""] = await command.lines(1);
      const { url } = JSON.parse(line);
      const post = (action: string) =>
        fetch(`${url}/v1/vaults/1:${SAMPLE_VAULT}/${action}`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ by: "ada" }),
        });
      for (const action of ["pause", "derisk"]) expect((await post(action)).status, action).to.equal(200);
      expect((await post("tick")).status).to.equal(409);
      const { pause, derisk } = await operatorOrders(store.db, KEY);
      expect([pause?.by, derisk.all?.by]).to.deep.equal(["ada", "ada"]);
    } finally {
      command.child.kill("SIGTERM");
      await command.result;
    }
  });
});
