import { seededRandom } from "../../../bot/boosting/random.ts";
import { RISK_CLASSES, type RiskClass } from "../../../bot/core/risk.ts";
import type { JudgedRisks } from "../../../bot/risk/evaluate/judged.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;
const STEP = 6 * HOUR;

/** One moment and what came true; what is not said is calm. */
export interface Row {
  readonly market?: string;
  readonly at: number;
  readonly outcome?: RiskClass;
  /** Seconds. */
  readonly highIn?: number;
  readonly isHighNow?: boolean;
  readonly probabilities?: readonly [number, number, number];
  readonly said?: RiskClass;
  readonly rules?: Readonly<Record<string, number>>;
}

/** @param rows Ascending in time. */
export function judgedOf(rows: readonly Row[], model = "booster"): JudgedRisks {
  const marketOf = (row: Row): string => row.market ?? "1:aave-v3:usdc";
  const marketIds = [...new Set(rows.map(marketOf))];
  const outcomeOf = ({ highIn, outcome }: Row): RiskClass => outcome ?? (highIn === undefined ? "low" : "high");
  const ruleNames = Object.keys(rows[0]?.rules ?? {});
  return {
    model,
    marketIds,
    protocols: marketIds.map((id) => id.split(":")[1] ?? ""),
    symbols: marketIds.map((id) => id.split(":")[2] ?? ""),
    market: Int32Array.from(rows, (row) => marketIds.indexOf(marketOf(row))),
    madeAtSeconds: Float64Array.from(rows, ({ at }) => at),
    outcome: Uint8Array.from(rows, (row) => RISK_CLASSES.indexOf(outcomeOf(row))),
    highInSeconds: Float64Array.from(rows, ({ highIn }) => highIn ?? Number.NaN),
    isHighNow: Uint8Array.from(rows, ({ isHighNow }) => Number(isHighNow ?? false)),
    probabilities: Float64Array.from(rows.flatMap(({ probabilities }) => probabilities ?? [1, 0, 0])),
    said: Uint8Array.from(rows, ({ said }) => RISK_CLASSES.indexOf(said ?? "low")),
    rules: Object.fromEntries(ruleNames.map((name) => [name, Float64Array.from(rows, ({ rules }) => rules?.[name] ?? Number.NaN)])),
  };
}

/**
 * Markets with spells of trouble (a day of class high, medium around it), a model that sees some of it coming, a rule that sees less, and
 * one that sees nothing.
 */
export function troubledRisks({ markets = 6, days = 200, seed = 3, from = Date.parse("2022-10-01") / 1000 } = {}): JudgedRisks {
  const random = seededRandom(seed);
  const noise = (): number => random() + random() + random() - 1.5;
  const troubles = Array.from({ length: markets }, () =>
    Array.from({ length: Math.ceil(days / 40) }, () => Math.floor(random() * days) * DAY),
  );
  const rows: Row[] = [];
  for (let at = 0; at < days * DAY; at += STEP) {
    for (let market = 0; market < markets; market++) {
      const ahead = (troubles[market] ?? []).map((start) => start - at);
      const isHighNow = ahead.some((seconds) => seconds <= 0 && seconds > -DAY);
      const coming = ahead.filter((seconds) => seconds > 0 && seconds <= 7 * DAY);
      const highIn = isHighNow ? STEP : coming.length > 0 ? Math.min(...coming) : undefined;
      const outcome = highIn !== undefined ? "high" : ahead.some((seconds) => seconds > 0 && seconds <= 12 * DAY) ? "medium" : "low";
      const nearness = highIn === undefined ? 0 : 1 - highIn / (8 * DAY);
      const odds = Math.exp(6 * nearness + 2 * noise() - 3);
      const high = odds / (1 + odds);
      const medium = (1 - high) * (outcome === "medium" ? 0.5 : 0.15);
      rows.push({
        market: `1:p${market % 3}:m${market}`,
        at: from + at,
        outcome,
        ...(highIn === undefined ? {} : { highIn }),
        isHighNow,
        probabilities: [1 - high - medium, medium, high],
        said: high >= 0.4 ? "high" : high + medium >= 0.25 ? "medium" : "low",
        rules: {
          utilization: market === 0 ? Number.NaN : nearness + 0.8 * noise(),
          "TVL drop": nearness + 3 * noise(),
          "APY percentile": random(),
        },
      });
    }
  }
  return judgedOf(rows);
}
