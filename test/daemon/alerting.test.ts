import { expect } from "chai";
import { MissingSettingError } from "../../bot/config/errors.ts";
import type { ReportSettings } from "../../bot/config/reportSettings.ts";
import { openDaemonAlerting } from "../../bot/daemon/alerting.ts";
import { runDaemon } from "../../bot/daemon/daemon.ts";
import { deliveriesOf } from "../../bot/store/alertDeliveries.ts";
import { openAlerts, recentAlerts } from "../../bot/store/alerts.ts";
import { openStore, type Store } from "../../bot/store/connection.ts";
import { finishTick, startTick } from "../../bot/store/ticks.ts";
import { SAMPLE_VAULT } from "../store/samples.ts";
import { createTestStore } from "../store/testStore.ts";
import { type Receiver, receiver } from "../watch/alerts/receiver.ts";
import { configurationOf, Happenings, StandingClock, vaultUnderTest } from "./support.ts";

const SETTINGS = {
  everySeconds: 60,
  repeatSeconds: 3_600,
  groupSeconds: 0,
  heartbeat: { urlEnv: "KEEPER_ALERT_HEARTBEAT_URL", everySeconds: 60 },
  routes: [
    {
      name: "hook",
      kind: "webhook" as const,
      urlEnv: "KEEPER_ALERT_HOOK_URL",
      minimumSeverity: "warning" as const,
      vaults: null,
      timeoutSeconds: 1,
    },
  ],
};

const databasePlace = { dataFolder: null, limitBytes: 1e15 };

describe("daemon: alerts", () => {
  let store: Store;
  let server: Receiver;
  let clock: StandingClock;
  let happened: Happenings;
  let stop: AbortController;

  beforeEach(async () => {
    store = await createTestStore();
    server = await receiver();
    clock = new StandingClock();
    happened = new Happenings();
    stop = new AbortController();
  });
  afterEach(async () => {
    await server.close();
    await store.close();
  });

  const secretOf = (variable: string): string | null =>
    variable === "KEEPER_ALERT_HOOK_URL" ? `${server.url}/hook` : variable === "KEEPER_ALERT_HEARTBEAT_URL" ? `${server.url}/alive` : null;
  const alertingOf = (open = () => openStore({ databaseUrl: store.databaseUrl }), reports: ReportSettings | null = null) =>
    openDaemonAlerting({ settings: SETTINGS, reports, secretOf, openStore: open, databasePlace, clock });
  const begin = (alerting: ReturnType<typeof alertingOf>, behaviour: Parameters<typeof vaultUnderTest>[3] = {}) =>
    runDaemon(
      {
        vaults: [vaultUnderTest("main", store, clock, { settings: { vault: null }, ...behaviour })],
        health: null,
        openApi: null,
        standsBy: true,
        reload: () => [],
        onReload: () => () => undefined,
        alerting,
        clock,
        emit: happened.emit,
      },
      stop.signal,
    );
  /** Lets time go by until it is so. */
  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let turn = 0; turn < 2_000; turn++) {
      if (await holds()) return;
      clock.advance(15);
      // A tick is real work, and has to end before the clock says that it is overdue.
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    throw new Error("it did not happen");
  }

  it("an alert is raised, recorded and told when ticks fail, and the heart goes on beating", async () => {
    const running = begin(alertingOf(), { collect: () => Promise.reject(new Error("the node is gone")) });
    await until(() => server.received.some(({ path, body }) => path === "/hook" && body?.alerts[0].rule === "ticks-failing"));
    const alerts = await recentAlerts(store.db, 10);
    const failing = alerts.find(({ rule }) => rule === "ticks-failing");
    expect(failing?.summary).to.include("the node is gone");
    expect(failing?.vault.name).to.equal("main");
    await until(async () => (await deliveriesOf(store.db, [failing?.id ?? 0])).some(({ status }) => status === "delivered"));
    expect(server.received.some(({ path, method }) => path === "/alive" && method === "GET")).to.equal(true);
    const measured = () => happened.all.flatMap((event) => (event.type === "measured" ? [event.measures] : [])).at(-1);
    await until(() => (measured()?.openAlerts.warning ?? 0) >= 1);
    expect(measured()?.space).to.include({ limitBytes: 1e15, disk: null });
    stop.abort();
    await running;
    expect(happened.all.filter(({ type }) => type === "alerts-failed")).to.deep.equal([]);
    expect(await happened.times("alert-delivery")).to.deep.include({ type: "alert-delivery", route: "hook", delivered: true });
  });

  it("without its database the heart stops, the vaults go on, and it is told once in ten minutes", async () => {
    const running = begin(alertingOf(() => Promise.reject(new Error("no database"))));
    await happened.times("ticked", 1, "main");
    await happened.times("alerts-failed");
    clock.advance(300);
    await happened.times("ticked", 2, "main");
    expect(await happened.times("alerts-failed")).to.have.length(1);
    stop.abort();
    await running;
    expect(server.received).to.deep.equal([]);
  });

  it("low funds of the account that signs are found at the node, before anything is refused for them", async () => {
    const account = { address: "0x00000000000000000000000000000000000000A1", balanceWei: 10n ** 15n, rebalanceCostWei: 10n ** 15n };
    const running = begin(alertingOf(), { readAccount: async () => account });
    await until(() => server.received.some(({ path, body }) => path === "/hook" && body?.alerts[0].rule === "key-balance"));
    const alert = (await openAlerts(store.db)).find(({ rule }) => rule === "key-balance");
    expect(alert).to.include({ severity: "critical", subject: "account" });
    expect(alert?.summary).to.include("0.001000 ETH").and.to.include("1.0 more rebalances");
    stop.abort();
    await running;
  });

  it("a day is reported on once, also when it is started again", async () => {
    const yesterday = Math.floor(clock.nowMilliseconds() / 1000) - 86_400;
    const id = await startTick(store.db, { chainId: 1, vault: SAMPLE_VAULT }, yesterday);
    await finishTick(store.db, id, { status: "held", totalAssets: 5n, totalShares: 5n, sharePrice: 1 });
    const reports = () => server.received.filter(({ body }) => body?.kind === "report").map(({ body }) => body.title);
    for (const _start of ["first", "again"]) {
      const heartbeats = server.received.length;
      stop = new AbortController();
      const running = begin(alertingOf(undefined, { daily: "00:00", weekly: null, routes: ["hook"] }), { address: SAMPLE_VAULT });
      await until(() => reports().length > 0 && server.received.length > heartbeats + 3);
      stop.abort();
      await running;
    }
    expect(reports()[0]).to.match(/^Daily report of main, /);
    // The clock may have come to the next day by now.
    expect(new Set(reports())).to.have.length(reports().length);
  });

  it("a route whose secret is not set is refused at the start, by the name of its variable", () => {
    const open = () =>
      openDaemonAlerting({
        settings: SETTINGS,
        reports: null,
        secretOf: () => null,
        openStore: () => Promise.reject(new Error()),
        databasePlace,
        clock,
      });
    expect(open).to.throw(MissingSettingError, "KEEPER_ALERT_HOOK_URL");
  });

  it("all is well with a vault that ticks", async () => {
    const alerting = alertingOf();
    const running = begin(alerting);
    await until(() => server.received.filter(({ path }) => path === "/alive").length >= 2);
    expect(await openAlerts(store.db)).to.deep.equal([]);
    stop.abort();
    await running;
    expect(configurationOf().alerts.routes).to.deep.equal([]);
  });
});
