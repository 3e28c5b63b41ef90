import { z } from "zod";
import type { AlertSettings } from "./alertSettings.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'it must be a time of day in UTC such as "08:00"');

/** In the order of `Date.getUTCDay`. */
export const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** When whom is told how vaults did. */
export const reportsSchema = z
  .strictObject({
    /** When the day (UTC) before is reported on; null never is. */
    daily: timeOfDay.nullable().default(null),
    /** When the seven days before this one are; null never are. */
    weekly: z
      .strictObject({ day: z.enum(WEEKDAYS), at: timeOfDay })
      .nullable()
      .default(null),
    /** Names of routes of `alerts`. */
    routes: z.array(z.string()).min(1, "it must name a route of `alerts.routes`"),
  })
  .refine(({ daily, weekly }) => daily !== null || weekly !== null, "it needs `daily`, `weekly` or both");

export type ReportSettings = z.output<typeof reportsSchema>;

/** What is wrong with reports taken together with the routes there are, by the path of the key. */
export function reportProblems(reports: ReportSettings | null, { routes }: AlertSettings): readonly string[] {
  return (reports?.routes ?? []).flatMap((name, index) => {
    const path = `reports.routes.${index}`;
    const route = routes.find((one) => one.name === name);
    if (route === undefined) {
      const known = routes.map((one) => one.name).join(", ");
      return [`"${path}": no route of alerts is called "${name}"; there ${known === "" ? "are none" : `are ${known}`}`];
    }
    return route.kind === "pagerduty" ? [`"${path}": PagerDuty takes alerts, no reports`] : [];
  });
}
