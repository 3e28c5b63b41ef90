import { expect } from "chai";
import { sql } from "kysely";
import type { Severity } from "../../../bot/core/alert.ts";
import { claimDue, deliveriesOf, latenessSeconds } from "../../../bot/store/alertDeliveries.ts";
import { insertSilence } from "../../../bot/store/alertSilences.ts";
import { acknowledgeAlert, openAlerts, recentAlerts, resolveForgotten } from "../../../bot/store/alerts.ts";
import type { Store } from "../../../bot/store/connection.ts";
import type { OpenRoute } from "../../../bot/watch/alerts/channels/open.ts";
import { pagerDutyChannel } from "../../../bot/watch/alerts/channels/pagerduty.ts";
import { webhookChannel } from "../../../bot/watch/alerts/channels/webhook.ts";
import { deliverDue } from "../../../bot/watch/alerts/deliver.ts";
import { evaluateVault } from "../../../bot/watch/alerts/evaluate.ts";
import { AT_ONCE, type Finding, type Rule } from "../../../bot/watch/alerts/rule.ts";
import { createTestStore } from "../../store/testStore.ts";
import { quietInput } from "./inputs.ts";
import { type Receiver, receiver, status } from "./receiver.ts";
import { NOW } from "./samples.ts";

const SECRET = "s3cr3t-T0ken";
const GROUP = 30;
const REPEAT = 3_600;

describe("alerts: from a rule to whoever is told", () => {
  let store: Store;
  let server: Receiver;
  let now: number;
  let wrong: Finding[] | null;
  let failures: string[];
  let routes: OpenRoute[];

  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());
  beforeEach(async () => {
    await sql`truncate alerts, alert_deliveries, alert_silences`.execute(store.db);
    server = await receiver();
    now = NOW;
    wrong = [];
    failures = [];
    routes = [hook()];
  });
  afterEach(() => server.close());

  const rule: Rule = { name: "data-gap", hysteresis: AT_ONCE, remedy: "Look.", judge: () => wrong };
  const finding = (subject: string, severity: Severity = "warning"): Finding => ({
    subject,
    severity,
    summary: `${subject} is wrong`,
    details: {},
  });
  const hook = (changes: Partial<OpenRoute> = {}): OpenRoute => ({
    name: "hook",
    kind: "webhook",
    minimumSeverity: "warning",
    vaults: null,
    channel: webhookChannel({ url: `${server.url}/hook/${SECRET}`, secret: SECRET, timeoutSeconds: 0.3 }),
    ...changes,
  });
  const evaluate = () =>
    evaluateVault(
      { db: store.db, rules: [rule], routes, repeatSeconds: REPEAT, groupSeconds: GROUP, leastGapSeconds: 30 },
      quietInput({ nowSeconds: now }),
    );
  const deliver = () =>
    deliverDue(
      {
        db: store.db,
        routes,
        announce: () => Promise.reject(new Error("nothing is reported on")),
        random: () => 0.5,
        onAttempt: (route, error) => {
          if (error !== null) failures.push(`${route}: ${error.message}`);
        },
      },
      now,
    );
  /** So many seconds later: an evaluation a minute, and all that is due. */
  const later = async (seconds: number) => {
    const until = now + seconds;
    while (now < until) {
      now = Math.min(until, now + 60);
      await evaluate();
      await deliver();
    }
  };
  const told = () =>
    server.received.map(({ body }) => body.alerts.map((one: { subject: string; state: string }) => `${one.subject} ${one.state}`));

  it("tells of several subjects of a rule in one message, again after the repeat interval, and once that it is over", async () => {
    wrong = [finding("a"), finding("b")];
    expect(await evaluate()).to.equal(2);
    expect(await deliver()).to.equal(0);
    now += GROUP;
    expect(await deliver()).to.equal(1);
    expect(told()).to.deep.equal([["a firing", "b firing"]]);
    await later(REPEAT + 120);
    expect(told()).to.deep.equal([
      ["a firing", "b firing"],
      ["a firing", "b firing"],
    ]);
    wrong = [];
    await later(1_200);
    expect(told().slice(2)).to.deep.equal([["a resolved", "b resolved"]]);
    expect(await openAlerts(store.db)).to.deep.equal([]);
    await later(REPEAT * 2);
    expect(server.received).to.have.length(3);
  });

  it("is quiet once somebody has taken it on, until it gets worse", async () => {
    wrong = [finding("a")];
    await evaluate();
    await later(60);
    const [alert] = await openAlerts(store.db);
    const acknowledged = await acknowledgeAlert(store.db, alert?.id ?? 0, { by: "ada", comment: null, atSeconds: now });
    expect(acknowledged).to.include({ state: "acknowledged", acknowledgedBy: "ada" });
    expect(await acknowledgeAlert(store.db, alert?.id ?? 0, { by: "bob", comment: null, atSeconds: now })).to.equal(null);
    await later(REPEAT * 3);
    expect(told()).to.deep.equal([["a firing"], ["a acknowledged"]]);
    wrong = [finding("a", "critical")];
    await later(120);
    expect(told()[2]).to.deep.equal(["a firing"]);
    expect((await openAlerts(store.db))[0]).to.include({ state: "firing", severity: "critical", acknowledgedBy: null });
  });

  it("silenced, tells nobody; when the silence ends, what is still so is told", async () => {
    await insertSilence(store.db, {
      rule: "data-gap",
      vaultName: null,
      subject: "a",
      untilSeconds: now + 600,
      comment: null,
      createdBy: "ada",
      createdAtSeconds: now,
    });
    wrong = [finding("a"), finding("b")];
    await evaluate();
    await later(300);
    expect(told()).to.deep.equal([["b firing"]]);
    expect(await openAlerts(store.db)).to.have.length(2);
    await later(420);
    expect(told()).to.deep.equal([["b firing"], ["a firing"]]);
  });

  it("tells each route only of what it wants to know", async () => {
    routes = [
      hook({ name: "all", minimumSeverity: "info" }),
      hook({ name: "worst", minimumSeverity: "critical" }),
      hook({ name: "other", vaults: ["second"] }),
    ];
    wrong = [finding("a", "info"), finding("b", "critical")];
    await evaluate();
    const alerts = await openAlerts(store.db);
    const orders = await deliveriesOf(
      store.db,
      alerts.map(({ id }) => id),
    );
    expect(orders.map(({ route, alertId }) => `${route} ${alerts.find(({ id }) => id === alertId)?.subject}`)).to.have.members([
      "all a",
      "all b",
      "worst b",
    ]);
  });

  it("goes through a server that fails, throttles and hangs, and waits as long as it is told to", async () => {
    server.answer(status(500, {}, SECRET), status(429, { "retry-after": "300" }), () => undefined, status(204));
    wrong = [finding("a")];
    await evaluate();
    const attempts: number[] = [];
    for (let second = 0; second < 500 && server.received.length < 4; second += 5) {
      now += 5;
      const before = server.received.length;
      await deliver();
      if (server.received.length > before) attempts.push(now - NOW);
    }
    expect(attempts).to.have.length(4);
    // 7.5 s after the first failure, as long as it was told after the second, 30 s after the third; looked at every five seconds.
    expect(attempts.map((at, i) => at - (attempts[i - 1] ?? 0))).to.deep.equal([30, 10, 300, 30]);
    expect(failures).to.deep.equal(["hook: HTTP 500: [secret]", "hook: HTTP 429", "hook: no answer within 0.3 s"]);
    const ids = server.received.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(ids).size).to.equal(1);
    const [alert] = await recentAlerts(store.db, 1);
    const [delivery] = await deliveriesOf(store.db, [alert?.id ?? 0]);
    expect(delivery).to.include({ status: "delivered", attempts: 4, lastError: null, deliveredAtSeconds: now });
  });

  it("gives up after a day, and says why", async () => {
    server.answer(status(500));
    wrong = [finding("a")];
    await evaluate();
    for (let hour = 0; hour < 30; hour++) {
      now += 3_600;
      await deliver();
    }
    const [alert] = await recentAlerts(store.db, 1);
    const [delivery] = await deliveriesOf(store.db, [alert?.id ?? 0]);
    expect(delivery).to.include({ status: "abandoned", lastError: "HTTP 500" });
    const sent = server.received.length;
    now += 100_000;
    await deliver();
    expect(server.received).to.have.length(sent);
    expect(await latenessSeconds(store.db, ["hook"], now)).to.equal(0);
  });

  it("a process that is killed in the middle of a delivery leaves it to the next, with the same id", async () => {
    wrong = [finding("a")];
    await evaluate();
    now += GROUP;
    // Taken, perhaps even sent, and never concluded.
    const [taken] = await claimDue(store.db, ["hook"], now, now + 240, 10);
    expect(taken?.alertIds).to.have.length(1);
    now += 239;
    expect(await deliver()).to.equal(0);
    now += 1;
    expect(await deliver()).to.equal(1);
    expect(server.received[0]?.headers["idempotency-key"]).to.equal(taken?.batch);
  });

  it("two processes at the same time send a message once, and raise an alert once", async () => {
    wrong = [finding("a")];
    await Promise.all([evaluate(), evaluate(), evaluate()]);
    expect(await recentAlerts(store.db, 10)).to.have.length(1);
    now += GROUP;
    const sent = await Promise.all([deliver(), deliver(), deliver()]);
    expect(sent.reduce((sum, one) => sum + one, 0)).to.equal(1);
    expect(server.received).to.have.length(1);
  });

  it("what was over before it could be told is told as it is now", async () => {
    server.answer(status(503));
    wrong = [finding("a")];
    await evaluate();
    now += GROUP;
    await deliver();
    server.answer(status(200));
    wrong = [];
    await later(600);
    expect(told()[0]).to.deep.equal(["a firing"]);
    expect(
      told()
        .slice(1)
        .flat()
        .every((one) => one === "a resolved" || one === "a firing"),
    ).to.equal(true);
    expect(told().at(-1)).to.deep.equal(["a resolved"]);
  });

  it("a pager has one incident for each subject", async () => {
    routes = [hook({ kind: "pagerduty", channel: pagerDutyChannel({ apiUrl: server.url, routingKey: SECRET, timeoutSeconds: 0.3 }) })];
    wrong = [finding("a"), finding("b")];
    await evaluate();
    await later(60);
    wrong = [finding("b")];
    await later(600);
    const events = server.received.map(({ body }) => `${body.payload.component} ${body.event_action}`);
    expect(events.slice(0, 2)).to.have.members(["a trigger", "b trigger"]);
    expect(events.slice(2)).to.deep.equal(["a resolve"]);
  });

  it("a rule that finds two things wrong with one subject raises one alert, for the worse", async () => {
    wrong = [finding("a"), finding("a", "critical"), finding("a", "info")];
    await evaluate();
    expect((await openAlerts(store.db)).map(({ subject, severity }) => `${subject} ${severity}`)).to.deep.equal(["a critical"]);
  });

  it("a process that stands by neither raises nor ends what only the keeper of the vault can judge", async () => {
    const standingBy = (rules: readonly Rule[]) =>
      evaluateVault(
        { db: store.db, rules, routes, repeatSeconds: REPEAT, groupSeconds: GROUP, leastGapSeconds: 30 },
        quietInput({ nowSeconds: now, news: { ...quietInput().news, leads: false } }),
      );
    wrong = [finding("a")];
    await standingBy([rule]);
    expect(await openAlerts(store.db)).to.deep.equal([]);
    await evaluate();
    wrong = [];
    for (let minute = 0; minute < 20; minute++) {
      now += 60;
      await standingBy([rule]);
    }
    expect(await openAlerts(store.db)).to.have.length(1);
    wrong = [finding("b")];
    await standingBy([{ ...rule, judgedByAnyone: true }]);
    expect(await openAlerts(store.db)).to.have.length(2);
  });

  it("while a rule cannot say, nothing is raised and nothing is over; what nobody judges for a day is", async () => {
    wrong = [finding("a")];
    await evaluate();
    wrong = null;
    await later(3_000);
    expect(await openAlerts(store.db)).to.have.length(1);
    await resolveForgotten(store.db, now, now);
    expect(await openAlerts(store.db)).to.deep.equal([]);
  });

  it("no row holds a secret", async () => {
    server.answer((response, { path }) => response.writeHead(500).end(`${path} ${SECRET}`));
    wrong = [finding("a")];
    await evaluate();
    now += GROUP;
    await deliver();
    for (const table of ["alerts", "alert_deliveries", "alert_silences"]) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(store.db);
      expect(JSON.stringify(rows)).not.to.include(SECRET);
    }
    expect(failures.join()).to.include("HTTP 500").and.not.include(SECRET);
  });
});
