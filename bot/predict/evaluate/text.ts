import { horizonName } from "./horizonsJson.ts";
import type { Judgement, ScoreboardEntry } from "./scoreboard.ts";
import type { Scores } from "./scores.ts";

/** 0.01234 → "1.234": percentage points a year, without their unit. */
export function points(fraction: number, digits = 3): string {
  return decimals(fraction * 100, digits);
}

export function decimals(value: number, digits = 3): string {
  return Number.isNaN(value) ? "–" : value.toFixed(digits);
}

/** "0.8123" → "81.2 %". */
export function percentage(share: number): string {
  return Number.isNaN(share) ? "–" : `${(share * 100).toFixed(1)} %`;
}

const FORMATS = {
  mae: points,
  rmse: points,
  mase: decimals,
  relativeMae: decimals,
  pinballRatio: decimals,
  coverage80: percentage,
  intervalWidth: points,
  crps: points,
} satisfies Partial<Record<keyof Scores, (value: number) => string>>;

type ShownScore = keyof typeof FORMATS;

const HEADINGS: Readonly<Record<ShownScore, string>> = {
  mae: "MAE, points",
  rmse: "RMSE, points",
  mase: "MASE",
  relativeMae: "rel. MAE",
  pinballRatio: "pinball ratio",
  coverage80: "80 % covers",
  intervalWidth: "width, points",
  crps: "CRPS, points",
};

const SHOWN = Object.keys(FORMATS) as ShownScore[];

/** The scoreboard by model and horizon as rows of a table, the header first. Errors are in percentage points. */
export function scoreboardRows(entries: readonly ScoreboardEntry[]): readonly (readonly string[])[] {
  return [
    ["horizon", "model", "runs", "samples", "markets", ...SHOWN.map((name) => HEADINGS[name]), "DM p"],
    ...entries.map(({ horizonSeconds, model, runs, markets, pooled }) => [
      horizonName(horizonSeconds),
      model,
      String(runs),
      String(pooled.samples),
      String(markets),
      ...SHOWN.map((name) => scoreText(pooled, name)),
      pValueText(pooled.scores),
    ]),
  ];
}

/** One model's scores by protocol or by market as rows of a table, the header first. */
export function judgementRows(what: string, judgements: ReadonlyMap<string, Judgement>): readonly (readonly string[])[] {
  return [
    [what, "samples", ...SHOWN.map((name) => HEADINGS[name]), "DM p"],
    ...[...judgements].map(([name, judgement]) => [
      name,
      String(judgement.samples),
      ...SHOWN.map((score) => scoreText(judgement, score)),
      pValueText(judgement.scores),
    ]),
  ];
}

/** The mean, with its standard deviation where there are several runs. */
export function scoreText({ scores, deviation }: Judgement, name: ShownScore): string {
  const mean = FORMATS[name](scores[name]);
  return deviation === null || Number.isNaN(deviation[name]) ? mean : `${mean} ± ${FORMATS[name](deviation[name])}`;
}

/** Whether a difference from persistence is more than luck. */
export function pValueText({ pValue }: Scores): string {
  return pValue < 0.001 ? "< 0.001" : decimals(pValue);
}
