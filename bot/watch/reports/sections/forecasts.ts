import { points } from "../../../predict/evaluate/text.ts";
import { horizonText } from "../../format.ts";
import type { Report } from "../report.ts";
import { type ReportSection, section } from "../section.ts";
import { percentWords, UNKNOWN } from "../words.ts";

/** How good forecasts were of which the truth became known. */
export function forecastsSection({ forecasts }: Report): ReportSection {
  if (forecasts.length === 0)
    return section("Forecasts", { sentences: ["No forecast's horizon ended in this time with its truth known."] });
  const rows = forecasts.map((score) => [
    `${score.model} ${score.modelVersion}`,
    horizonText(score.horizonSeconds),
    String(score.samples),
    String(score.markets),
    points(score.mae, 3),
    points(score.persistenceMae, 3),
    score.relativeMae === null ? UNKNOWN : score.relativeMae.toFixed(3),
    percentWords(score.coverage80, 1),
  ]);
  return section("Forecasts", {
    sentences: [
      "Of forecasts whose horizon ended in this time, as published: the mean absolute error in percentage points a year beside that of persistence (below 1 is better than persistence), and how often the truth lay within the interval that should hold 80 % of it.",
    ],
    tables: [
      { rows: [["model", "horizon", "forecasts", "markets", "MAE", "persistence", "relative", "within 80 %"], ...rows], wordColumns: 2 },
    ],
  });
}
