import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { type ModelName, TRIAL_SECONDS } from "../../store/forecastTrials.ts";
import { type ModelEvent, modelEvents } from "../../store/modelEvents.ts";
import type { Database } from "../../store/schema.ts";
import type { KnownPast } from "../live/askModel.ts";
import { type Contender, type Contenders, contenderName } from "../live/contender.ts";
import { conditionsBetween } from "../live/liveConditions.ts";
import { createSeriesReader, LOOK_BACK_SECONDS } from "../live/liveSeries.ts";
import type { LoadedForecaster } from "../live/loadedForecaster.ts";
import type { Manifest } from "../models/manifest.ts";
import { type ModelFolder, readModelFolder, writeModelFolder } from "../models/modelFolder.ts";
import { findModel, type ModelSupport } from "../models/modelSupport.ts";
import { openContender } from "../registry.ts";
import { drifted, type FeatureDrift } from "./drift.ts";
import { featureReferenceSchema, REFERENCE_FILE } from "./featureReference.ts";
import { night, type TrainedChallenger, watchedFormer } from "./night.ts";
import type { OnlineSupport } from "./onlineSupport.ts";
import { rolesOf } from "./roles.ts";

const DAY_SECONDS = 86_400;
/** Live features of so long are held against the training's. */
const DRIFT_SECONDS = 7 * DAY_SECONDS;
/** No update looks further back. */
const LONGEST_PAST_SECONDS = 400 * DAY_SECONDS;

export interface ModelLineDeps {
  readonly db: Kysely<Database>;
  /** The forecaster that a person chose. */
  readonly start: Contender;
  /** Where models are: those that are shipped, and those this keeper has trained. */
  readonly shippedFolder: string;
  readonly trainedFolder: string;
  readonly marketIds: readonly MarketId[];
  readonly support: ModelSupport;
  /** Null learns nothing from the keeper's own samples. */
  readonly online: OnlineSupport | null;
  readonly nowSeconds: UnixSeconds;
}

/** Who forecasts, and how that changes. */
export interface ModelLine {
  readonly contenders: () => Contenders;
  /** For every tick: does a night's work once a UTC day, and puts what came of it into force. Returns the events. */
  readonly nightly: (nowSeconds: UnixSeconds, stop: AbortSignal) => Promise<readonly ModelEvent[]>;
}

/** The line of the chosen forecaster, as far as it has come. A baseline, or a model without the means to learn, stays as it is. */
export async function openModelLine(deps: ModelLineDeps): Promise<ModelLine> {
  const { db, start, online, shippedFolder, trainedFolder, support } = deps;
  const folders = [shippedFolder, trainedFolder];
  if (start.kind !== "model" || online === null) return { contenders: () => ({ champion: start, shadows: [] }), nightly: async () => [] };
  const startName = contenderName(start);
  const chosen: Chosen = { start, folders, support };
  let contenders = await contendersNow(db, chosen, deps.nowSeconds);
  let lastNight = Number.NEGATIVE_INFINITY;
  return {
    contenders: () => contenders,
    nightly: async (nowSeconds, stop) => {
      const today = Math.floor(nowSeconds / DAY_SECONDS);
      if (today <= lastNight) return [];
      // A night that fails is not tried again before the next: training takes long, and forecasts are made meanwhile.
      lastNight = today;
      const events = await night(
        {
          db,
          start: startName,
          test: online.test,
          driftOf: (champion, now) => driftOf(deps, online, folders, champion, now),
          trainChallenger: (champion, now) => trainChallenger(deps, online, folders, { champion, nowSeconds: now, stop }),
        },
        nowSeconds,
      );
      contenders = await contendersNow(db, chosen, nowSeconds);
      return events;
    },
  };
}

interface Chosen {
  readonly start: Contender;
  readonly folders: readonly string[];
  readonly support: ModelSupport;
}

/** Everybody in the role that events give them. A shadow that cannot be loaded is none; a champion that cannot be is broken. */
async function contendersNow(db: Kysely<Database>, { start, folders, support }: Chosen, nowSeconds: UnixSeconds): Promise<Contenders> {
  const startName = contenderName(start);
  const roles = rolesOf(startName, await modelEvents(db, 0));
  const open = async (name: ModelName): Promise<Contender> => {
    if (name.model === startName.model && name.modelVersion === startName.modelVersion) return start;
    if ((await findModel(folders, name.model)) === null) return { kind: "broken", name, reason: "is not there any more" };
    return openContender(name.model, folders, support);
  };
  const beside = [roles.challenger, watchedFormer(roles, nowSeconds)].filter((role) => role !== null);
  const shadows: LoadedForecaster[] = [];
  for (const role of beside) {
    const shadow = await open(role);
    if (shadow.kind === "model") shadows.push(shadow.model);
  }
  return { champion: await open(roles.champion), shadows };
}

async function driftOf(
  deps: ModelLineDeps,
  online: OnlineSupport,
  folders: readonly string[],
  champion: ModelName,
  nowSeconds: UnixSeconds,
): Promise<readonly FeatureDrift[]> {
  const reference = (await folderOf(folders, champion))?.files.get(REFERENCE_FILE);
  if (reference === undefined) return [];
  const past = await pastOf(deps, nowSeconds, DRIFT_SECONDS + LOOK_BACK_SECONDS);
  const moments = Array.from({ length: DRIFT_SECONDS / TRIAL_SECONDS }, (_, i) => nowSeconds - i * TRIAL_SECONDS).reverse();
  return drifted(featureReferenceSchema.parse(JSON.parse(new TextDecoder().decode(reference))), online.features(past, moments));
}

async function trainChallenger(
  deps: ModelLineDeps,
  online: OnlineSupport,
  folders: readonly string[],
  { champion, nowSeconds, stop }: { readonly champion: ModelName; readonly nowSeconds: UnixSeconds; readonly stop: AbortSignal },
): Promise<TrainedChallenger | null> {
  const folder = await folderOf(folders, champion);
  if (folder === null) return null;
  const createdAt = new Date(nowSeconds * 1000).toISOString();
  const version = createdAt.slice(0, 10);
  const id = `${champion.model.replace(/-online-\d{8}$/, "")}-online-${version.replaceAll("-", "")}`;
  // Written by a night that was interrupted before it could tell.
  const written = await folderOf([deps.trainedFolder], { model: id, modelVersion: version });
  if (written !== null) return challenger(written.manifest);
  const unseenSeconds = nowSeconds - Date.parse(folder.manifest.trainedUntil) / 1000;
  const past = await pastOf(deps, nowSeconds, Math.min(LONGEST_PAST_SECONDS, Math.max(0, unseenSeconds) + LOOK_BACK_SECONDS));
  const seed = Math.floor(nowSeconds / DAY_SECONDS);
  const trained = await online.update(folder, past, { nowSeconds, seed, stop });
  if (trained === null || stop.aborted) return null;
  const manifest = { ...trained.manifest, id, version, createdAt };
  await writeModelFolder(deps.trainedFolder, manifest, trained.files);
  return challenger(manifest);
}

function challenger({ id, version, trainedFrom, trainedUntil, seeds }: Omit<Manifest, "manifestVersion" | "files">): TrainedChallenger {
  return { name: { model: id, modelVersion: version }, detail: { trainedFrom, trainedUntil, seeds } };
}

async function folderOf(folders: readonly string[], { model }: ModelName): Promise<ModelFolder | null> {
  const folder = await findModel(folders, model);
  return folder === null ? null : readModelFolder(folder, null);
}

async function pastOf({ db, marketIds }: ModelLineDeps, nowSeconds: UnixSeconds, lookBackSeconds: number): Promise<KnownPast> {
  // A reader of its own: the one of the ticks keeps a shorter past in memory.
  const series = await createSeriesReader(db)(marketIds, nowSeconds, lookBackSeconds);
  return { series, conditions: await conditionsBetween(db, nowSeconds - lookBackSeconds, nowSeconds) };
}
