import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { createMetrics } from "../../bot/daemon/metrics/metrics.ts";
import { PROJECT_ROOT } from "../cli/support/command.ts";
import { EVENTS } from "../daemon/everyEvent.ts";

const RULES = "ops/prometheus/alerts.yml";
const RULE_TESTS = "ops/prometheus/alerts.test.yml";
const DASHBOARD = "ops/grafana/dashboards/yield-keeper.json";

const read = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), "utf8");

/** Names of metrics in an expression of PromQL. */
function metricsIn(text: string): readonly string[] {
  return [...new Set(text.match(/\b(?:yield|process|nodejs)_[a-z0-9_]+\b/g) ?? [])];
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const dashboard: { readonly panels: readonly Panel[]; readonly templating: unknown } = JSON.parse(read(DASHBOARD));
const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

describe("ops: metrics", () => {
  const metrics = createMetrics({ version: "1.2.3", node: "24.0.0" }, () => 1_800_000_000);
  for (const event of EVENTS) if (event.type !== "standing-by" && event.type !== "stopped") metrics.observe(event);
  const registered = async () => metrics.registry.getMetricsAsJSON();

  it("are named as Prometheus wants it: a prefix, base units at the end, `_total` for what only grows and for nothing else", async () => {
    /** What counts things, or is in whole tokens of any asset: neither has a unit. */
    const without = /_(leader|restarts|reloads|status|class|vetoes|transactions|trials|open|share_price|assets|info)$/;
    for (const { name, type, help } of await registered()) {
      if (!name.startsWith("yield_")) continue;
      expect(name).to.match(/^yield_(keeper|vault|chain|pool|risk|forecast|collector|rpc|alert|alerts|database)_[a-z_]+$/);
      expect(help, name).to.match(/^[A-Z0-9].+\.$/);
      expect(/_total$/.test(name), name).to.equal(String(type) === "counter");
      expect(name).to.not.match(/_(bps|percent|pct|ms|milliseconds|minutes|hours|days|gwei|eth|kb|mb|gb|gigabytes|apr|apy)(_|$)(?!ratio)/);
      if (String(type) !== "counter" && !without.test(name)) expect(name).to.match(/_(seconds|bytes|ratio|usd|wei)$/);
    }
  });

  it("are the ones that dashboard and rules name, and all of them can be seen", async () => {
    const names = (await registered()).map(({ name }) => name);
    const known = new Set(names.flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]));
    const used = metricsIn([...queries, JSON.stringify(dashboard.templating), read(RULES), read(RULE_TESTS)].join("\n"));
    expect(used.filter((name) => !known.has(name))).to.deep.equal([]);
    const shown = new Set(metricsIn(queries.join("\n")).map((name) => name.replace(/_bucket$/, "")));
    expect(names.filter((name) => name.startsWith("yield_") && !shown.has(name))).to.deep.equal([]);
  });

  it("are the ones that docs/running.md explains, with their labels", async () => {
    const rows = read("docs/running.md")
      .split("\n")
      .flatMap((line) => /^\| (`yield_[^|]+) \|/.exec(line)?.[1] ?? [])
      .join();
    const documented = new Map(
      [...rows.matchAll(/`(yield_[a-z_]+)(?:\{([a-z_,]+)\})?`/g)].map(([, name = "", labels = ""]) => [name, labels]),
    );
    const all = (await registered()).filter(({ name }) => name.startsWith("yield_"));
    expect([...documented.keys()].sort()).to.deep.equal(all.map(({ name }) => name).sort());
    for (const { name, values } of all) {
      const labels = Object.keys(values[0]?.labels ?? {}).filter((label) => label !== "le");
      if (values.length > 0) expect(documented.get(name)?.split(",").filter(Boolean).sort(), name).to.deep.equal(labels.sort());
    }
  });

  it("are shown on panels with a title of their own that lie beside each other", () => {
    const titles = dashboard.panels.map(({ title }) => title);
    expect(new Set(titles).size).to.equal(titles.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).to.equal(cells.length);
  });

  it("have a test of promtool for every rule of alerts", () => {
    const alerts = [...read(RULES).matchAll(/^\s+- alert: (\w+)$/gm)].map(([, name]) => name);
    expect(alerts).to.have.length.greaterThan(20);
    expect(new Set(alerts).size).to.equal(alerts.length);
    for (const name of alerts) expect(read(RULE_TESTS)).to.match(new RegExp(`alertname: ${name}\n\\s+exp_alerts:\n`));
  });

  describe("as promtool sees them", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "promtool-"));
    after(() => rmSync(folder, { recursive: true }));
    const promtool = (args: readonly string[], input = "") => {
      const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: PROJECT_ROOT, input, encoding: "utf8" });
      return { status, text: `${stdout}${stderr}` };
    };

    before(function () {
      if (spawnSync("promtool", ["--version"]).error === undefined) return;
      console.log("      skipped: promtool is not on PATH (it comes with Prometheus)");
      this.skip();
    });

    it("rules are valid", () => {
      const { status, text } = promtool(["check", "rules", "--lint=all", "--lint-fatal", RULES]);
      expect(status, text).to.equal(0);
    });

    it("rules fire when they should, and not before", () => {
      const { status, text } = promtool(["test", "rules", RULE_TESTS]);
      expect(status, text).to.equal(0);
    });

    it("the configuration is valid", () => {
      const { status, text } = promtool(["check", "config", "--lint=none", "ops/prometheus/prometheus.yml"]);
      expect(status, text).to.equal(0);
    });

    it("queries of the dashboard are PromQL", () => {
      const file = path.join(folder, "queries.yml");
      const rules = queries.map((expr, i) => ({ record: `query:${i}`, expr: expr.replace(/\$(vault|market)/g, ".+") }));
      writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
      const { status, text } = promtool(["check", "rules", "--lint=none", file]);
      expect(status, text).to.equal(0);
    });

    it("a scrape is well formed, and only what prom-client says of Node is not named as it should", async () => {
      const { text } = promtool(["check", "metrics"], await metrics.text());
      expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("nodejs_"))).to.deep.equal([]);
    });
  });
});
