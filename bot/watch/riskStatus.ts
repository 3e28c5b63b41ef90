import type { Kysely } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { RiskScore } from "../core/risk.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "../store/decisions.ts";
import { newestRisks, riskHistory } from "../store/risks.ts";
import { newestTolerance, type VaultTolerance } from "../store/riskTolerances.ts";
import type { Database } from "../store/schema.ts";
import { horizonText, marketName, percent, utcTime } from "./format.ts";
import { scoreText, toleranceText, vetoWords } from "./riskText.ts";
import { sparkline } from "./sparkline.ts";
import { table } from "./table.ts";

const DAY_SECONDS = 86_400;
/** How far back a market's line of scores goes, and how much one bar of it stands for. */
const LINE_SECONDS = 7 * DAY_SECONDS;
const BAR_SECONDS = DAY_SECONDS / 4;
/** How many drivers have room in a table. */
const MAIN_DRIVERS = 2;

const NONE_YET = "There are no risk scores yet: every tick makes them (`keeper tick`, `keeper run`).";

/** What the database knows of risk. */
export interface RiskStatus {
  /** The newest of each market. */
  readonly risks: readonly RiskScore[];
  /** Of the vault, if it is known and has one. */
  readonly tolerance: VaultTolerance | null;
}

/** The same of one market, with its past. */
export interface MarketRiskStatus {
  /** Null where there is none. */
  readonly risk: RiskScore | null;
  /** The highest score in each six hours of the seven days before, oldest first; null where there was none. */
  readonly lastDaysScore: readonly (number | null)[];
  readonly tolerance: VaultTolerance | null;
}

/** @param marketIds The markets to tell of; those without a score are left out. */
export async function readRiskStatus(db: Kysely<Database>, marketIds: readonly MarketId[], vault: VaultKey | null): Promise<RiskStatus> {
  const [risks, tolerance] = await Promise.all([newestRisks(db, marketIds), vault === null ? null : newestTolerance(db, vault)]);
  return { risks, tolerance };
}

export async function readMarketRisk(db: Kysely<Database>, marketId: MarketId, vault: VaultKey | null): Promise<MarketRiskStatus> {
  const { risks, tolerance } = await readRiskStatus(db, [marketId], vault);
  const risk = risks[0] ?? null;
  if (risk === null) return { risk, lastDaysScore: [], tolerance };
  const history = await riskHistory(db, marketId, risk.madeAtSeconds - LINE_SECONDS);
  return { risk, lastDaysScore: barsOf(history, risk.madeAtSeconds), tolerance };
}

function barsOf(history: readonly RiskScore[], untilSeconds: UnixSeconds): readonly (number | null)[] {
  const bars = Array.from<number | null>({ length: LINE_SECONDS / BAR_SECONDS }).fill(null);
  for (const { score, madeAtSeconds } of history) {
    const place = bars.length - 1 - Math.floor((untilSeconds - madeAtSeconds) / BAR_SECONDS);
    const highest = bars[place];
    if (score !== null && highest !== undefined) bars[place] = Math.max(score, highest ?? score);
  }
  return bars;
}

export function riskStatusText({ risks, tolerance }: RiskStatus): string {
  if (risks.length === 0) return NONE_YET;
  const rows = risks.map(({ marketId, score, riskClass, probabilities, vetoes, drivers, madeAtSeconds }) => [
    marketName(marketId),
    scoreText(score),
    riskClass ?? "–",
    probabilities === null ? "–" : percent(probabilities.high, 1),
    probabilities === null ? "–" : percent(probabilities.medium, 1),
    utcTime(madeAtSeconds),
    vetoWords(vetoes),
    drivers
      .slice(0, MAIN_DRIVERS)
      .map(({ words }) => words)
      .join("; "),
  ]);
  return [
    table([["market", "score", "class", "P(high)", "P(medium)", "made (UTC)", "vetoes", "main drivers"], ...rows]),
    ...toleranceLines(tolerance),
  ].join("\n");
}

export function marketRiskText({ risk, lastDaysScore, tolerance }: MarketRiskStatus): string {
  if (risk === null) return NONE_YET;
  const { probabilities, riskClass, drivers, changes, vetoes } = risk;
  const said =
    probabilities === null
      ? "The model cannot say: too little is known of the market."
      : `Class ${riskClass}: low ${percent(probabilities.low, 1)}, medium ${percent(probabilities.medium, 1)}, high ${percent(probabilities.high, 1)} over the next ${horizonText(risk.horizonSeconds)}.`;
  return [
    `${marketName(risk.marketId)}: score ${scoreText(risk.score)} of 100, by ${risk.model} ${risk.modelVersion} at block ${risk.blockNumber}, ${utcTime(risk.madeAtSeconds)} UTC`,
    said,
    ...section(
      "Vetoes",
      vetoes.map(({ reason, effect, detail }) => [reason, effect, detail]),
    ),
    ...section(
      "Drivers, with what each adds to the log-odds of the worse",
      drivers.map(({ topic, words, contribution }) => [`${contribution < 0 ? "" : "+"}${contribution.toFixed(2)}`, topic, words]),
    ),
    ...section(
      "What would change it",
      changes.map((change) => [change]),
    ),
    "",
    `Last 7 days, of 100: ${sparkline(lastDaysScore, { least: 0, greatest: 100 })}`,
    ...toleranceLines(tolerance),
  ].join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  // The first row of a table is its header: here there is none.
  const [, ...lines] = table([(rows[0] ?? []).map(() => ""), ...rows]).split("\n");
  return ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function toleranceLines(tolerance: VaultTolerance | null): readonly string[] {
  if (tolerance === null) return [];
  return ["", `The vault bears ${toleranceText(tolerance)}, at block ${tolerance.blockNumber}, ${utcTime(tolerance.madeAtSeconds)} UTC.`];
}
