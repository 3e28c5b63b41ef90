import type { Kysely } from "kysely";
import type { ReportSettings } from "../../config/reportSettings.ts";
import { KeeperError } from "../../core/errors.ts";
import type { Address, UnixSeconds } from "../../core/units.ts";
import { firstPricedTick } from "../../store/pricedTicks.ts";
import { isReported, orderedReport, orderReport } from "../../store/reports.ts";
import type { Database } from "../../store/schema.ts";
import type { Announcement } from "../alerts/announcement.ts";
import type { OpenRoute } from "../alerts/channels/open.ts";
import { toWire } from "../api/wire.ts";
import { reportPage } from "./html/page.ts";
import { reportMarkdown } from "./markdown.ts";
import { readReport } from "./readReport.ts";
import { duePeriods } from "./schedule.ts";
import { reportSummary } from "./summary.ts";
import { titleWords } from "./words.ts";

/** A vault that is reported on. */
export interface ReportedVault {
  readonly name: string;
  readonly chainId: number;
  /** Null while it was never opened, and not configured by its address. */
  readonly address: Address | null;
  readonly tickSeconds: number;
}

export interface ReportingDeps {
  readonly db: Kysely<Database>;
  /** Null reports nothing by itself; what was ordered before is still sent. */
  readonly settings: ReportSettings | null;
  readonly routes: readonly Pick<OpenRoute, "name" | "vaults">[];
  readonly vaults: () => readonly ReportedVault[];
}

/** Reports at their times, once each whoever keeps the vault. */
export interface Reporting {
  /** Writes down what is due and was not, and returns how many reports that are. Sending them is the deliveries' work. */
  order(nowSeconds: UnixSeconds): Promise<number>;
  /** What is told of a report that was ordered. */
  announce(reportId: number, nowSeconds: UnixSeconds): Promise<Omit<Announcement, "id" | "sentAtSeconds">>;
}

/** A delivery is of a report that is gone. */
class ReportGone extends KeeperError {
  constructor(id: number) {
    super(`there is no report ${id}`, "Nothing has to be done: it is given up within a day.", 1);
  }
}

export function createReporting({ db, settings, routes, vaults }: ReportingDeps): Reporting {
  return {
    async order(nowSeconds) {
      if (settings === null) return 0;
      let ordered = 0;
      for (const { name, chainId, address } of vaults()) {
        if (address === null) continue;
        const key = { chainId, vault: address };
        const told = routes.filter((route) => settings.routes.includes(route.name) && (route.vaults ?? [name]).includes(name));
        if (told.length === 0) continue;
        for (const { period, fromSeconds, toSeconds } of duePeriods(settings, nowSeconds)) {
          if (await isReported(db, key, period, fromSeconds)) continue;
          // Of a vault that was not there yet there is nothing to tell.
          const first = await firstPricedTick(db, key, 0);
          if (first === null || first.bucketTimeSeconds >= toSeconds) continue;
          const report = { ...key, vaultName: name, period, periodStartSeconds: fromSeconds };
          ordered += Number(
            await orderReport(
              db,
              report,
              told.map((route) => route.name),
              nowSeconds,
            ),
          );
        }
      }
      return ordered;
    },
    async announce(reportId, nowSeconds) {
      const ordered = await orderedReport(db, reportId);
      if (ordered === null) throw new ReportGone(reportId);
      const { chainId, vault, vaultName: name, period, periodStartSeconds: fromSeconds } = ordered;
      const tickSeconds = vaults().find((one) => one.name === name)?.tickSeconds ?? null;
      const report = await readReport(db, { chainId, vault, name, period, fromSeconds, tickSeconds, nowSeconds });
      // Share prices are most of it, and in the API.
      const { sharePrices: _prices, ...data } = report;
      return {
        kind: "report",
        title: titleWords(report),
        summary: reportSummary(report),
        markdown: reportMarkdown(report),
        html: reportPage(report),
        data: toWire(data),
      };
    },
  };
}
