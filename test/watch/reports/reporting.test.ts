import { expect } from "chai";
import { sql } from "kysely";
import type { ReportSettings } from "../../../bot/config/reportSettings.ts";
import type { Store } from "../../../bot/store/connection.ts";
import type { OpenRoute } from "../../../bot/watch/alerts/channels/open.ts";
import { webhookChannel } from "../../../bot/watch/alerts/channels/webhook.ts";
import { deliverDue } from "../../../bot/watch/alerts/deliver.ts";
import { createReporting, type ReportedVault } from "../../../bot/watch/reports/reporting.ts";
import { createTestStore } from "../../store/testStore.ts";
import { type Receiver, receiver, status } from "../alerts/receiver.ts";
import { DAY, KEY, MONDAY, storeTwoDays, TICK_SECONDS } from "./twoDays.ts";

const SETTINGS: ReportSettings = { daily: "08:00", weekly: { day: "monday", at: "08:00" }, routes: ["hook"] };
const WEDNESDAY_MORNING = MONDAY + 2 * DAY + 8 * 3_600;
const VAULT: ReportedVault = { name: "main", chainId: 1, address: KEY.vault, tickSeconds: TICK_SECONDS };

describe("reports: sent at their times", () => {
  let store: Store;
  let server: Receiver;
  let failures: string[];
  before(async () => {
    store = await createTestStore();
    await storeTwoDays(store);
  });
  after(() => store.close());
  beforeEach(async () => {
    await sql`truncate reports, alert_deliveries`.execute(store.db);
    server = await receiver();
    failures = [];
  });
  afterEach(() => server.close());

  const routes = (): OpenRoute[] =>
    ["hook", "other"].map((name) => ({
      name,
      kind: "webhook",
      minimumSeverity: "critical",
      vaults: null,
      channel: webhookChannel({ url: `${server.url}/${name}`, secret: "secret", timeoutSeconds: 1 }),
    }));
  const reportingOf = (settings: ReportSettings | null = SETTINGS, vault: ReportedVault = VAULT, own = routes()) =>
    createReporting({ db: store.db, settings, routes: own, vaults: () => [vault] });
  const deliver = (now: number) =>
    deliverDue(
      {
        db: store.db,
        routes: routes(),
        announce: reportingOf().announce,
        random: () => 0.5,
        onAttempt: (route, error) => {
          if (error !== null) failures.push(`${route}: ${error.message}`);
        },
      },
      now,
    );

  it("sends a day's once, to the routes of reports alone", async () => {
    const reporting = reportingOf();
    expect(await reporting.order(WEDNESDAY_MORNING)).to.equal(1);
    expect(await reporting.order(WEDNESDAY_MORNING + 60)).to.equal(0);
    // As after a restart.
    expect(await reportingOf().order(WEDNESDAY_MORNING + 3_600)).to.equal(0);
    expect(await deliver(WEDNESDAY_MORNING)).to.equal(1);
    expect(await deliver(WEDNESDAY_MORNING + 60)).to.equal(0);
    expect(server.received.map(({ path }) => path)).to.deep.equal(["/hook"]);
    const [{ body, headers } = { body: null, headers: {} as Record<string, string> }] = server.received;
    expect(body).to.include({ version: 1, kind: "report", title: "Daily report of main, 6 January 2026" });
    expect(body.report).to.include({ period: "day", fromSeconds: MONDAY + DAY });
    expect(body.report.activity.gas.wei).to.equal(String(10n ** 15n));
    expect(headers["idempotency-key"]).to.equal(body.id);
    expect(headers["x-keeper-signature"]).to.match(/^sha256=[0-9a-f]{64}$/);
  });

  it("is sent once by several keepers that think of it at the same time", async () => {
    const ordered = await Promise.all([1, 2, 3, 4].map(() => reportingOf().order(WEDNESDAY_MORNING)));
    expect(ordered.reduce((sum, count) => sum + count, 0)).to.equal(1);
    const sent = await Promise.all([1, 2, 3].map(() => deliver(WEDNESDAY_MORNING)));
    expect(sent.reduce((sum, count) => sum + count, 0)).to.equal(1);
    expect(server.received).to.have.length(1);
  });

  it("comes late rather than never, and each period once", async () => {
    const reporting = reportingOf();
    expect(await reporting.order(MONDAY + DAY + 8 * 3_600)).to.equal(1);
    // Down from Tuesday to the Monday after: the last day's and the week's.
    expect(await reporting.order(MONDAY + 7 * DAY + 20 * 3_600)).to.equal(2);
    await deliver(MONDAY + 7 * DAY + 20 * 3_600);
    expect(server.received.map(({ body }) => body.title).toSorted()).to.deep.equal([
      "Daily report of main, 11 January 2026",
      "Weekly report of main, 5 to 11 January 2026",
    ]);
  });

  it("is tried again when the other side fails, as alerts are", async () => {
    await reportingOf().order(WEDNESDAY_MORNING);
    server.answer(status(503), status(200));
    expect(await deliver(WEDNESDAY_MORNING)).to.equal(0);
    expect(failures).to.deep.equal(["hook: HTTP 503"]);
    expect(await deliver(WEDNESDAY_MORNING + 600)).to.equal(1);
    const [first, second] = server.received.map(({ body }) => body.id);
    expect(first).to.equal(second);
  });

  it("tells nothing of a vault that was not there yet, has no address, or is not of the route", async () => {
    expect(await reportingOf().order(MONDAY - DAY)).to.equal(0);
    expect(await reportingOf(SETTINGS, { ...VAULT, address: null }).order(WEDNESDAY_MORNING)).to.equal(0);
    const others = routes().map((route) => ({ ...route, vaults: ["savings"] }));
    expect(await reportingOf(SETTINGS, VAULT, others).order(WEDNESDAY_MORNING)).to.equal(0);
    expect(await reportingOf(null).order(WEDNESDAY_MORNING)).to.equal(0);
  });

  it("never reaches a channel that takes alerts only", async () => {
    await reportingOf().order(WEDNESDAY_MORNING);
    const pager = { name: "hook", channel: { oneByOne: true, announce: null, send: () => Promise.reject(new Error("no alert")) } };
    const sent = await deliverDue(
      {
        db: store.db,
        routes: [pager],
        announce: reportingOf().announce,
        random: () => 0.5,
        onAttempt: (_route, error) => failures.push(error?.message ?? "delivered"),
      },
      WEDNESDAY_MORNING,
    );
    expect(sent).to.equal(0);
    expect(failures).to.deep.equal(["it takes alerts, no reports"]);
  });
});
