import { expect } from "chai";
import { FULL_TOLERANCE } from "../../bot/core/risk.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertRisks } from "../../bot/store/risks.ts";
import { insertTolerance } from "../../bot/store/riskTolerances.ts";
import { SAMPLE_VAULT, sampleMarket, sampleRisk } from "../store/samples.ts";
import { createTestStore } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";

describe("cli: keeper risk", () => {
  let store: Store;
  const tolerance = { chainId: 1, vault: SAMPLE_VAULT, blockNumber: 23_000_000, madeAtSeconds: 1_750_000_200, ...FULL_TOLERANCE };
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());
  const keeper = (...args: readonly string[]) =>
    runCommand(["risk", ...args], { environment: { DATABASE_URL: store.databaseUrl, KEEPER_VAULT: SAMPLE_VAULT } });

  it("says that there are no scores yet, and prints the newest with the vault's tolerance, for machines and for people", async () => {
    expect((await keeper()).stdout).to.match(/^There are no risk scores yet/);

    await upsertMarkets(store.db, [sampleMarket]);
    await insertRisks(store.db, [sampleRisk(23_000_000)]);
    await insertTolerance(store.db, tolerance);
    const all = await keeper("--json");
    expect({ stderr: all.stderr, exitCode: all.exitCode }).to.deep.equal({ stderr: "", exitCode: 0 });
    expect(JSON.parse(all.stdout)).to.deep.equal({ risks: [sampleRisk(23_000_000)], tolerance });

    const one = JSON.parse((await keeper("aave-v3:usdc", "--json")).stdout);
    expect(one).to.deep.include({ risk: sampleRisk(23_000_000), tolerance });
    expect(one.lastDaysScore).to.have.lengthOf(28);
    expect(one.lastDaysScore.at(-1)).to.equal(55.5);

    const text = await keeper("1:aave-v3:usdc");
    expect(text.stdout)
      .to.match(/^aave-v3:usdc: score 56 of 100/)
      .and.to.include("The vault bears 100.0 % of the risk of quiet times, at block");
  });

  it("names the markets that may have been meant, with exit code 2", async () => {
    const { stdout, exitCode } = await keeper("usdc-aave", "--json");
    expect(exitCode).to.equal(2);
    const { message, remedy } = JSON.parse(stdout).error;
    expect(message).to.include('"usdc-aave"');
    expect(remedy).to.include("1:aave-v3:usdc").and.not.to.include("lido");
  });
});
