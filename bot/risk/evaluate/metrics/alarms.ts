import { groupRows, rowsByMarket } from "../../../predict/evaluate/rows.ts";
import type { JudgedRisks } from "../judged.ts";

const DAY_SECONDS = 86_400;
const DAYS_PER_MONTH = 365.25 / 12;
const HIGH = 2;

/** What the alarms (moments of which class high was said) cost whoever obeys them. */
export interface Alarms {
  readonly alarms: number;
  /** Of the alarms, those after which nothing of class high came; NaN without any. */
  readonly falseShare: number;
  /** Of the moments after which nothing of class high came, those with an alarm: the false positive rate. */
  readonly falseAlarmRate: number;
  /** Unbroken runs of alarms: how often somebody would have to leave a market and come back. */
  readonly episodes: number;
  /** Of the episodes, those in which no moment had a high outcome before it; NaN without any. */
  readonly falseEpisodeShare: number;
  /** A market watched for a month is a market-month; days without a moment do not count. */
  readonly marketMonths: number;
  readonly episodesPerMarketMonth: number;
}

export function alarmsOf(judged: JudgedRisks): Alarms {
  const { outcome, said } = judged;
  const rows = Array.from(said.keys());
  const alarms = rows.filter((row) => said[row] === HIGH);
  const harmless = rows.filter((row) => outcome[row] !== HIGH);
  const falseAlarms = alarms.filter((row) => outcome[row] !== HIGH).length;
  const episodes = [...rowsByMarket(judged).values()].flatMap((own) => episodesOf(judged, own));
  const months = marketMonths(judged);
  return {
    alarms: alarms.length,
    falseShare: falseAlarms / alarms.length,
    falseAlarmRate: falseAlarms / harmless.length,
    episodes: episodes.length,
    falseEpisodeShare: episodes.filter((isTrue) => !isTrue).length / episodes.length,
    marketMonths: months,
    episodesPerMarketMonth: episodes.length / months,
  };
}

/** Of each unbroken run of alarms among the rows of one market: whether a high outcome followed any of them. */
function episodesOf({ outcome, said }: JudgedRisks, rows: readonly number[]): boolean[] {
  const episodes: boolean[] = [];
  let isOn = false;
  for (const row of rows) {
    const isAlarm = said[row] === HIGH;
    if (isAlarm && !isOn) episodes.push(false);
    if (isAlarm && outcome[row] === HIGH) episodes[episodes.length - 1] = true;
    isOn = isAlarm;
  }
  return episodes;
}

function marketMonths({ market, madeAtSeconds }: JudgedRisks): number {
  const days = groupRows({ market }, (row) => `${market[row]}/${Math.floor((madeAtSeconds[row] as number) / DAY_SECONDS)}`);
  return days.size / DAYS_PER_MONTH;
}
