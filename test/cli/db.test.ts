import path from "node:path";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertObservations, latestObservations } from "../../bot/store/observations.ts";
import { sampleMarket, sampleObservation } from "../store/samples.ts";
import { createTestDatabase, createTestFolder, createTestStore } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";

describe("cli: keeper db", () => {
  let store: Store;
  let folder: string;
  before(async () => {
    [store, folder] = await Promise.all([createTestStore(), createTestFolder()]);
    await upsertMarkets(store.db, [sampleMarket]);
    await insertObservations(store.db, [sampleObservation(0), sampleObservation(1)]);
  });
  after(() => store.close());

  it("backs up and restores, migrates, and shows what there is", async () => {
    const file = path.join(folder, "keeper.backup");
    const from = { environment: { DATABASE_URL: store.databaseUrl } };
    const to = { environment: { DATABASE_URL: await createTestDatabase() } };

    const backup = await runCommand(["db", "backup", file, "--json"], from);
    expect(backup.exitCode, backup.stderr).to.equal(0);
    expect(JSON.parse(backup.stdout).tables).to.deep.include({ name: "observations", rows: 2 });

    const pending = JSON.parse((await runCommand(["db", "status", "--json"], to)).stdout);
    expect(pending.migrations.applied).to.deep.equal([]);
    expect(pending.tables).to.deep.equal([]);
    const migrated = JSON.parse((await runCommand(["db", "migrate", "--json"], to)).stdout);
    expect(migrated.migrated).to.deep.equal(pending.migrations.pending);

    expect((await runCommand(["db", "restore", file], to)).exitCode).to.equal(0);
    const refused = await runCommand(["db", "restore", file, "--json"], to);
    expect(refused.exitCode).to.equal(2);
    expect(JSON.parse(refused.stdout).error.name).to.equal("DatabaseNotEmpty");
    expect((await runCommand(["db", "restore", file, "--replace"], to)).exitCode).to.equal(0);

    const status = JSON.parse((await runCommand(["db", "status", "--json"], to)).stdout);
    expect(status.oldestObservationSeconds).to.equal(sampleObservation(0).bucketTimeSeconds);
    expect(status.newestObservationSeconds).to.equal(sampleObservation(1).bucketTimeSeconds);
    expect(status.partitions.map(({ name }: { name: string }) => name)).to.deep.equal(["observations_2025_06"]);
    expect((await runCommand(["db", "status"], to)).stdout)
      .to.include("observations_2025_06")
      .and.to.include("none pending");
    expect(await latestObservations(store.db, [sampleMarket.id])).to.deep.equal([sampleObservation(1)]);
  });

  it("says what is missing, with exit code 2", async () => {
    for (const args of [
      ["db", "--json"],
      ["db", "restore", "--json"],
      ["db", "nonsense", "--json"],
      ["db", "backup", "--json"],
    ]) {
      const { exitCode, stdout } = await runCommand(args, {});
      expect([exitCode, JSON.parse(stdout).error.name], args.join(" ")).to.deep.equal([2, "UsageError"]);
    }
  });
});
