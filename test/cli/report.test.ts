import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { KEY, storeTwoDays, TICK_SECONDS } from "../watch/reports/twoDays.ts";
import { runCommand } from "./support/command.ts";

describe("cli: keeper report", () => {
  let store: Store;
  let folder: string;
  before(async () => {
    store = await createTestStore();
    await storeTwoDays(store);
    folder = await createTestFolder();
    await writeFile(path.join(folder, "keeper.json"), JSON.stringify({ vault: KEY.vault, tickSeconds: TICK_SECONDS }));
  });
  after(() => store.close());
  const keeper = (...args: readonly string[]) =>
    runCommand(["-c", path.join(folder, "keeper.json"), "report", ...args], { environment: { DATABASE_URL: store.databaseUrl } });

  it("writes Markdown, HTML and JSON of the day or the week that is asked for", async () => {
    const day = await keeper("--at", "2026-01-06");
    expect(day.exitCode, day.stderr).to.equal(0);
    expect(day.stdout).to.match(/^# Daily report of main, 6 January 2026\n/);
    const file = path.join(folder, "week.html");
    const week = await keeper("--period", "week", "--at", "2026-01-11", "--out", file);
    expect(week.stdout).to.equal(`Written to ${file}.\n`);
    expect(await readFile(file, "utf8")).to.include("<h1>Weekly report of main, 5 to 11 January 2026</h1>");
    const json = JSON.parse((await keeper("--at", "2026-01-06", "--json")).stdout);
    expect(json).to.include({ period: "day", toSeconds: json.fromSeconds + 86_400 });
    expect(json.incidents.missedTicks).to.equal(2);
    expect(json.end.totalAssets).to.equal("1000000000000");
  });

  it("says what is wrong with a command line", async () => {
    expect((await keeper("--at", "someday")).stderr).to.match(/--at someday is no time/);
    expect((await keeper("--at", "2999-01-01")).stderr).to.match(/is still to come/);
    expect((await keeper("--period", "month")).exitCode).to.equal(2);
    const nowhere = await keeper("--at", "2026-01-06", "--out", path.join(folder, "none", "day.md"));
    expect(nowhere.exitCode).to.equal(2);
    expect(nowhere.stderr).to.match(/cannot be written/);
  });
});
