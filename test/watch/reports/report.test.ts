import { expect } from "chai";
import { parseHTML } from "linkedom";
import type { Store } from "../../../bot/store/connection.ts";
import { reportPage } from "../../../bot/watch/reports/html/page.ts";
import { reportMarkdown } from "../../../bot/watch/reports/markdown.ts";
import { readReport } from "../../../bot/watch/reports/readReport.ts";
import { missedTicks, type Report } from "../../../bot/watch/reports/report.ts";
import { sectionsOf } from "../../../bot/watch/reports/sections.ts";
import { reportSummary } from "../../../bot/watch/reports/summary.ts";
import { periodWords } from "../../../bot/watch/reports/words.ts";
import { createTestStore } from "../../store/testStore.ts";
import { COMPOUND, DAY, KEY, MONDAY, sharePriceAt, storeTwoDays, TICK_SECONDS, VAULT_RATE } from "./twoDays.ts";

const SECTIONS = ["Result", "Share price", "Allocation", "Rebalances", "Decisions", "Gas", "Forecasts", "Incidents"];

describe("reports: what they say", () => {
  let store: Store;
  let tuesday: Report;
  const read = (changes: Partial<Parameters<typeof readReport>[1]> = {}) =>
    readReport(store.db, {
      ...KEY,
      name: "main",
      period: "day",
      fromSeconds: MONDAY + DAY,
      tickSeconds: TICK_SECONDS,
      nowSeconds: MONDAY + 2 * DAY + 28_800,
      ...changes,
    });
  before(async () => {
    store = await createTestStore();
    await storeTwoDays(store);
    tuesday = await read();
  });
  after(() => store.close());

  it("has the day's worth, return and benchmark", () => {
    expect(tuesday.begin?.sharePrice).to.equal(sharePriceAt(MONDAY + DAY));
    expect(tuesday.end?.sharePrice).to.equal(sharePriceAt(MONDAY + 2 * DAY));
    expect(tuesday.performance?.apy).to.be.closeTo(Math.expm1(VAULT_RATE), 1e-9);
    expect(tuesday.performance?.realisedReturn).to.be.closeTo(Math.expm1(VAULT_RATE / 365), 1e-12);
    expect(tuesday.performance?.benchmark?.apy).to.be.closeTo(Math.expm1(0.05), 1e-6);
    expect(tuesday.asset?.symbol).to.equal("USDC");
  });

  it("a day and the next come to the two together", async () => {
    const monday = await read({ fromSeconds: MONDAY });
    const week = await read({ period: "week", fromSeconds: MONDAY - 5 * DAY });
    const grown = (report: Report) => 1 + (report.performance?.realisedReturn ?? Number.NaN);
    expect((grown(monday) * grown(tuesday)) / grown(week)).to.be.closeTo(1, 1e-12);
    const counted = (report: Report) => Object.values(report.activity.ticks).reduce((sum, count) => sum + count, 0);
    expect(counted(monday) + counted(tuesday)).to.equal(counted(week));
    expect(week.incidents.missedTicks).to.equal(2);
  });

  it("has every rebalance with what was expected, what it did and cost", () => {
    expect(tuesday.rebalances).to.have.length(1);
    const [one] = tuesday.rebalances;
    expect(one).to.include({ status: "mined", reason: "net-benefit", costWei: 10n ** 15n, costUsd: 2, gasUsed: 500_000n });
    expect(one?.expected?.netBenefitUsd).to.equal(57.4);
    expect((one?.actualTotalAssets ?? 0n) - (one?.expectedTotalAssets ?? 0n)).to.equal(-20_000n);
    expect(one?.moves.map(({ driftBps }) => driftBps)).to.deep.equal([0, -0.25]);
  });

  it("has where the money was, before and after", () => {
    const share = (allocation: Report["allocationEnd"]) => allocation?.markets.find(({ marketId }) => marketId === COMPOUND.id)?.share;
    expect(share(tuesday.allocationBegin)).to.equal(0.35);
    expect(share(tuesday.allocationEnd)).to.equal(0.6);
    expect(tuesday.allocationEnd?.idle.amount).to.equal(50_000_000_000n);
  });

  it("has decisions, gas, forecasts and what went wrong", () => {
    expect(tuesday.activity.ticks).to.deep.equal({ failed: 1, held: 44, rebalanced: 1 });
    expect(tuesday.activity.rebalances).to.equal(1);
    expect(tuesday.activity.gas).to.deep.equal({ transactions: 1, wei: 10n ** 15n, usd: 2 });
    expect(tuesday.forecasts).to.have.length(1);
    expect(tuesday.forecasts[0]).to.include({ model: "ewma", samples: 4, coverage80: 1 });
    expect(tuesday.forecasts[0]?.relativeMae).to.be.closeTo(0.25, 1e-9);
    const { alerts, failures, missedTicks: missed, gaps } = tuesday.incidents;
    expect(alerts.map(({ rule }) => rule)).to.deep.equal(["data-gap"]);
    expect(failures).to.deep.equal([
      { rule: "RpcError", count: 1, lastMessage: "no node | answers", lastSeconds: MONDAY + 75 * TICK_SECONDS },
    ]);
    expect(missed).to.equal(2);
    expect(gaps).to.deep.equal([{ marketId: "1:aave-v3:usdc", missed: 3, refilled: 0, irrecoverable: 0, reasons: ["rpc"] }]);
  });

  it("as HTML is one file with every section, drawings that can be read out, and nothing of what it tells as markup", () => {
    const html = reportPage(tuesday);
    const { document } = parseHTML(html) as unknown as { document: Document };
    const headings = [...document.querySelectorAll("h2")].map(({ textContent }) => textContent);
    expect(headings).to.deep.equal(SECTIONS.slice(1));
    expect(document.querySelector("h1")?.textContent).to.equal("Daily report of main, 6 January 2026");
    expect(
      [...document.querySelectorAll("svg")].every((svg) => svg.getAttribute("role") === "img" && svg.hasAttribute("aria-label")),
    ).to.equal(true);
    expect(document.querySelectorAll("svg")).to.have.length(2);
    expect(document.querySelectorAll("script, link, img, iframe")).to.have.length(0);
    expect(html).not.to.match(/NaN|undefined|Infinity|https?:\/\/(?!www\.w3\.org)/);
    expect(html).to.include("Aave | was &lt;not&gt; sampled");
    expect(html).to.match(/prefers-color-scheme: dark/);
    expect(html).to.match(/@media print/);
  });

  it("as Markdown has every section, and tables whose rows are all as long as their header", () => {
    const markdown = reportMarkdown(tuesday);
    expect(markdown.split("\n").filter((line) => line.startsWith("## "))).to.deep.equal(SECTIONS.map((title) => `## ${title}`));
    const tables = markdown.split("\n\n").filter((part) => part.startsWith("|"));
    expect(tables.length).to.be.at.least(8);
    for (const table of tables) {
      const widths = table
        .trim()
        .split("\n")
        .map((line) => line.replaceAll("\\|", "").split("|").length);
      expect(new Set(widths), table).to.have.length(1);
    }
    expect(markdown).to.include("no node \\| answers");
    expect(markdown).not.to.match(/NaN|undefined|Infinity/);
  });

  it("says it in a few lines to chats", () => {
    const lines = reportSummary(tuesday).split("\n");
    expect(lines[0]).to.match(/^A share earned \+0\.0137 %, \+5\.13 % a year/);
    expect(lines.length).to.be.at.most(6);
  });

  it("of a time in which nothing happened says so, section by section", async () => {
    const empty = await read({ fromSeconds: MONDAY + 10 * DAY, nowSeconds: MONDAY + 12 * DAY });
    expect(empty.performance).to.equal(null);
    expect(empty.incidents.missedTicks).to.equal(48);
    expect(sectionsOf(empty).every(({ sentences, tables }) => sentences.length > 0 || tables.length > 0)).to.equal(true);
    for (const text of [reportPage(empty), reportMarkdown(empty), reportSummary(empty)])
      expect(text).not.to.match(/NaN|undefined|Infinity/);
    const unknown = await read({ vault: "0x00000000000000000000000000000000000000AA", name: null, tickSeconds: null });
    expect(unknown).to.deep.include({ begin: null, end: null, allocationEnd: null, asset: null, rebalances: [], forecasts: [] });
    expect(reportPage(unknown)).not.to.match(/NaN|undefined|Infinity/);
  });

  it("counts ticks that should have been, from the first boundary on", () => {
    expect(missedTicks(0, 3_600, 300, 12)).to.equal(0);
    expect(missedTicks(1, 3_600, 300, 10)).to.equal(1);
    expect(missedTicks(0, 3_601, 300, 0)).to.equal(13);
    expect(missedTicks(0, 300, 300, 5)).to.equal(0);
  });

  it("names its time as people do", () => {
    const week = (fromSeconds: number) => periodWords({ ...tuesday, period: "week", fromSeconds, toSeconds: fromSeconds + 7 * DAY });
    expect(week(MONDAY)).to.equal("5 to 11 January 2026");
    expect(week(MONDAY - 7 * DAY)).to.equal("29 December 2025 to 4 January 2026");
    expect(week(MONDAY + 21 * DAY)).to.equal("26 January to 1 February 2026");
  });
});
