import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import { PERIOD_SECONDS } from "../core/periodYield.ts";
import { REPORT_PERIODS, REPORT_SECONDS, type ReportPeriod } from "../core/reportPeriod.ts";
import type { UnixSeconds } from "../core/units.ts";
import { nowSeconds, systemClock } from "../execute/clock.ts";
import { reportPage } from "../watch/reports/html/page.ts";
import { reportMarkdown } from "../watch/reports/markdown.ts";
import { readReport } from "../watch/reports/readReport.ts";
import type { Report } from "../watch/reports/report.ts";
import { contextOf, findVaultOffline } from "./context.ts";
import { toJson } from "./output.ts";
import { timeOption } from "./timeOption.ts";

const FORMATS = ["html", "md", "json"] as const;
type Format = (typeof FORMATS)[number];

interface ReportOptions {
  readonly period: ReportPeriod;
  readonly at?: string;
  readonly format?: Format;
  readonly out?: string;
}

export function reportCommand(): Command {
  return new Command("report")
    .description(
      "How the vault did in a day or a week: returns and benchmark, costs, decisions, forecasts, incidents. Reads the database only.",
    )
    .addOption(new Option("--period <period>", "a day, or the seven days that end with one").choices(REPORT_PERIODS).default("day"))
    .option("--at <date>", "its last day, in UTC (default: yesterday)")
    .addOption(new Option("--format <format>", "what to write (default: that of --out's name, or md)").choices(FORMATS))
    .option("--out <file>", "where to write it (default: standard output)")
    .addHelpText(
      "after",
      `
Examples:
  $ npx keeper report
  $ npx keeper report --period week --out week.html
  $ npx keeper report --at 2026-11-26 --format json

\`keeper run\` sends reports by itself when the configuration has "reports" (docs/reports.md).`,
    )
    .action(async (options: ReportOptions, command: Command) => {
      const { configuration, vaultName, output } = contextOf(command);
      const now = nowSeconds(systemClock);
      const toSeconds = endOf(options.at, now);
      const store = await openConfiguredStore(configuration);
      try {
        const report = await readReport(store.db, {
          chainId: configuration.chainId,
          vault: findVaultOffline(configuration),
          name: vaultName,
          period: options.period,
          fromSeconds: toSeconds - REPORT_SECONDS[options.period],
          tickSeconds: configuration.tickSeconds,
          nowSeconds: now,
        });
        const text = written(report, output.json ? "json" : formatOf(options));
        if (options.out === undefined) return void process.stdout.write(text);
        await writeTo(options.out, text);
        output.result({ file: options.out }, `Written to ${options.out}.`);
      } finally {
        await store.close();
      }
    });
}

/** The midnight (UTC) after the last day of a report. */
function endOf(at: string | undefined, now: UnixSeconds): UnixSeconds {
  const startOfDay = (seconds: UnixSeconds) => seconds - (seconds % PERIOD_SECONDS.day);
  if (at === undefined) return startOfDay(now);
  const last = startOfDay(timeOption("--at", at));
  if (last <= now) return last + PERIOD_SECONDS.day;
  throw new MissingSettingError(`--at ${at} is still to come`, "Give a day that has begun.");
}

function formatOf({ format, out }: ReportOptions): Format {
  return format ?? FORMATS.find((one) => out?.toLowerCase().endsWith(`.${one}`)) ?? "md";
}

function written(report: Report, format: Format): string {
  switch (format) {
    case "html":
      return reportPage(report);
    case "md":
      return reportMarkdown(report);
    case "json":
      return `${toJson(report)}\n`;
  }
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new MissingSettingError(`${file} cannot be written: ${(error as Error).message}`, "Choose a file that you may write.");
  }
}
