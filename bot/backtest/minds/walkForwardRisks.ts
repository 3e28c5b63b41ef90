import type { UnixSeconds } from "../../core/units.ts";
import { type Fold, walkForward } from "../../predict/evaluate/walkForward.ts";
import type { ModelFolder } from "../../predict/models/modelFolder.ts";
import { classesOf } from "../../risk/calibrate/classThresholds.ts";
import { readRiskModel } from "../../risk/classifier/modelFiles.ts";
import type { RiskModel } from "../../risk/classifier/riskModel.ts";
import { type RiskRow, riskFeatures } from "../../risk/features/riskFeatures.ts";
import { type RiskPanel, riskPanel } from "../../risk/features/riskView.ts";
import { HORIZON_SECONDS } from "../../risk/thresholds.ts";
import { isJudged, riskDataset } from "../../risk/training/dataset.ts";
import { NothingToLearnError } from "../../risk/training/errors.ts";
import { dayOf } from "../../risk/training/judge.ts";
import type { RiskPreset } from "../../risk/training/riskPresets.ts";
import { trainRisk } from "../../risk/training/trainRisk.ts";
import { endSecondsOf } from "../world/world.ts";
import { cachedColumns } from "./cachedColumns.ts";
import { historyUntil, type MindHistory, type MindWorld, refuseMissingMarkets, worldNumbersOf } from "./history.ts";
import { NO_CLASS, type RiskColumns } from "./riskColumns.ts";
import { mindTimes, standing } from "./standing.ts";
import type { OnThinking } from "./thinking.ts";

/** To be raised whenever the same input would give other columns: what was kept of an earlier version is then not used. */
const VERSION = 1;
const STEP_MONTHS = 6;

export interface RiskThinking {
  readonly world: MindWorld;
  /** All markets that are known, by the hour or by the day, the world's among them. */
  readonly history: MindHistory;
  readonly preset: RiskPreset;
  readonly seed: number;
  /** Used instead of training where it has learned from nothing later than the world's first moment; null never. */
  readonly shipped: ModelFolder | null;
  /** Where results are kept; null keeps nothing. */
  readonly cacheFolder: string | null;
  readonly onThinking: OnThinking;
}

/**
 * What the classifier of risk would have said, honestly: trained again each half year, from the world's first day on, on outcomes known by then;
 * each six hours it speaks of every market of the world that the keeper would ask it about. NaN where it would not, and while too little had
 * gone wrong to learn from. Nothing later than the world's last moment is looked at.
 *
 * @throws RangeError for a history that lacks a market of the world; MindCacheError.
 */
export async function walkForwardRisks(thinking: RiskThinking): Promise<RiskColumns> {
  const { world, preset, seed, cacheFolder } = thinking;
  refuseMissingMarkets(world, thinking.history);
  const history = historyUntil(thinking.history, endSecondsOf(world));
  const shipped = usableShipped(thinking);
  return cachedColumns({
    folder: cacheFolder,
    name: "risks",
    decides: {
      version: VERSION,
      model: shipped?.manifest ?? { preset, seed },
      timeSeconds: world.timeSeconds,
      markets: world.markets.map(({ series }) => series.marketId),
      history,
    },
    compute: async () => {
      const panel = riskPanel(history.series, history.conditions);
      return shipped === null ? trainedColumns(thinking, panel) : shippedColumns(world, shipped, panel);
    },
  });
}

function trainedColumns({ world, preset, seed, onThinking }: RiskThinking, panel: RiskPanel): RiskColumns {
  const folds = riskFolds(world);
  const dataset = riskDataset(panel, { fromSeconds: beginOf(panel), toSeconds: folds.at(-1)?.testFromSeconds ?? 0 });
  const columns = nothingSaid(world, preset);
  const trained: string[] = [];
  folds.forEach(({ testFromSeconds, testToSeconds }, number) => {
    const day = dayOf(testFromSeconds);
    const model = learned(() =>
      trainRisk({
        dataset,
        untilSeconds: testFromSeconds,
        preset,
        seed,
        onProgress: (step, fraction) => onThinking(`risks before ${day}: ${step}`, (number + fraction) / folds.length),
      }),
    );
    if (model === null) return;
    trained.push(day);
    speak(world, panel, model, testFromSeconds, testToSeconds, columns);
  });
  return { ...columns, version: trained.join(", ") };
}

function shippedColumns(world: MindWorld, { manifest, files }: ModelFolder, panel: RiskPanel): RiskColumns {
  const columns = nothingSaid(world, manifest.id);
  speak(world, panel, readRiskModel(files), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, columns);
  return { ...columns, version: manifest.version };
}

/** Puts what a model says within [from, to) into columns. */
function speak(
  world: MindWorld,
  panel: RiskPanel,
  model: RiskModel,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
  into: Omit<RiskColumns, "version">,
): void {
  const numbers = worldNumbersOf(
    world,
    panel.views.map(({ series }) => series.marketId),
  );
  const asked = Array.from(numbers.keys()).filter((market) => (numbers[market] as number) >= 0);
  const rows: readonly RiskRow[] = mindTimes(world)
    .filter((atSeconds) => atSeconds >= fromSeconds && atSeconds < toSeconds)
    .flatMap((atSeconds) => asked.map((market) => ({ market, atSeconds })))
    .filter(({ market, atSeconds }) => isJudged(panel, market, atSeconds));
  const probabilities = model.probabilities(riskFeatures(panel, rows), rows.length);
  const classes = classesOf(probabilities, model.thresholds);
  const said = { market: rows.map(({ market }) => numbers[market] as number), atSeconds: rows.map(({ atSeconds }) => atSeconds) };
  standing(world, said, (place, row) => {
    into.low[place] = probabilities[3 * row] as number;
    into.medium[place] = probabilities[3 * row + 1] as number;
    into.high[place] = probabilities[3 * row + 2] as number;
    into.riskClass[place] = classes[row] as number;
  });
}

/** Half years from the last midnight at or before the first moment at which anything is said. Outcomes are purged by when they were known. */
function riskFolds(world: MindWorld): readonly Fold[] {
  const first = new Date((mindTimes(world)[0] ?? 0) * 1000);
  return walkForward({
    fromSeconds: Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate()) / 1000,
    toSeconds: endSecondsOf(world) + 1,
    stepMonths: STEP_MONTHS,
    horizonSeconds: HORIZON_SECONDS,
    lookBackSeconds: 0,
    embargoSeconds: 0,
  });
}

/** Null where there is too little to learn from. */
function learned(train: () => { readonly model: RiskModel }): RiskModel | null {
  try {
    return train().model;
  } catch (error) {
    if (error instanceof NothingToLearnError) return null;
    throw error;
  }
}

function nothingSaid({ markets, timeSeconds }: MindWorld, name: string): Omit<RiskColumns, "version"> {
  const places = markets.length * timeSeconds.length;
  const nothing = () => new Float32Array(places).fill(Number.NaN);
  return { name, low: nothing(), medium: nothing(), high: nothing(), riskClass: new Uint8Array(places).fill(NO_CLASS) };
}

function usableShipped({ world, shipped }: RiskThinking): ModelFolder | null {
  const first = mindTimes(world)[0] ?? Number.NEGATIVE_INFINITY;
  return shipped !== null && Date.parse(shipped.manifest.trainedUntil) / 1000 <= first ? shipped : null;
}

function beginOf({ views }: RiskPanel): UnixSeconds {
  return Math.min(...views.map(({ series }) => series.timeSeconds[0] ?? Number.POSITIVE_INFINITY));
}
