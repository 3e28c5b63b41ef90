import { PERIOD_SECONDS } from "./periodYield.ts";

/** What a report is about: whole days (UTC). */
export const REPORT_PERIODS = ["day", "week"] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

export const REPORT_SECONDS: Readonly<Record<ReportPeriod, number>> = { day: PERIOD_SECONDS.day, week: 7 * PERIOD_SECONDS.day };
