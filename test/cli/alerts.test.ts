import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { insertAlert } from "../../bot/store/alerts.ts";
import type { Store } from "../../bot/store/connection.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { type Receiver, receiver, status } from "../watch/alerts/receiver.ts";
import { NOW, sampleAlert } from "../watch/alerts/samples.ts";
import { runCommand } from "./support/command.ts";

const SECRET = "s3cr3t-T0ken";

describe("cli: keeper alerts", () => {
  let store: Store;
  let server: Receiver;
  let file: string;
  before(async () => {
    store = await createTestStore();
    server = await receiver();
    file = path.join(await createTestFolder(), "keeper.json");
    const routes = [{ name: "team", kind: "slack", urlEnv: "KEEPER_ALERT_TEAM_URL" }];
    await writeFile(file, JSON.stringify({ alerts: { routes } }));
  });
  after(async () => {
    await server.close();
    await store.close();
  });
  const keeper = (...args: readonly string[]) =>
    runCommand(["-c", file, "alerts", ...args], {
      environment: { DATABASE_URL: store.databaseUrl, KEEPER_ALERT_TEAM_URL: `${server.url}/services/${SECRET}` },
    });

  it("shows what is open, takes it on once, and silences by rule", async () => {
    expect((await keeper()).stdout).to.equal("No alert is open.\n");
    const { id } = await insertAlert(store.db, {
      ...sampleAlert(),
      streak: 0,
      streakSinceSeconds: NOW,
      evaluatedAtSeconds: NOW,
      notified: null,
    });
    expect((await keeper()).stdout).to.match(/critical +firing .*main +breaker-tripped +The vault is reduce-only: price-fall +nobody/);
    const acknowledged = await keeper("ack", String(id), "--by", "ada", "--json");
    expect(JSON.parse(acknowledged.stdout)).to.include({ id, state: "acknowledged", acknowledgedBy: "ada" });
    const again = await keeper("ack", String(id), "--json");
    expect(again.exitCode).to.equal(2);
    expect(JSON.parse(again.stdout).error.message).to.equal(`No alert ${id} is firing`);

    expect((await keeper("silence", "--rule", "data-gap", "--for", "2h")).stdout).to.match(
      /^Silenced until .* UTC by .*: data-gap of every vault\n$/,
    );
    expect((await keeper("silence", "--rule", "data-gpa", "--for", "2h")).stderr).to.match(/--rule data-gpa is no rule/);
    expect((await keeper("silence", "--for", "forever")).stderr).to.match(/--for forever is no length of time/);
    const all = JSON.parse((await keeper("--all", "--json")).stdout);
    expect(all.alerts).to.have.length(1);
    expect(all.silences[0]).to.include({ rule: "data-gap", vaultName: null });
  });

  it("tests a route, and says what went wrong without its secret", async () => {
    expect((await keeper("test", "team")).stdout).to.equal('The route "team" (slack) took the test message.\n');
    expect(server.received[0]?.path).to.equal(`/services/${SECRET}`);
    server.answer(status(403, {}, `invalid_token ${SECRET}`));
    const { exitCode, stdout, stderr } = await keeper("test", "team");
    expect(exitCode).to.equal(3);
    expect(stderr).to.match(/^error: HTTP 403: invalid_token \[secret\]/);
    expect(stdout + stderr).not.to.include(SECRET);
    expect((await keeper("test", "teem")).stderr).to.match(/No route of alerts is called "teem"\. Choose of team/);
  });
});
