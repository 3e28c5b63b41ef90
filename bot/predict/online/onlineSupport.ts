import type { UnixSeconds } from "../../core/units.ts";
import type { KnownPast } from "../live/askModel.ts";
import type { Manifest } from "../models/manifest.ts";
import type { ModelFolder } from "../models/modelFolder.ts";
import type { EqualAccuracyTest } from "./comparison.ts";
import type { FeatureRows } from "./featureReference.ts";

/** A model that was trained, before it has a name. */
export interface TrainedModel {
  readonly manifest: Omit<Manifest, "manifestVersion" | "files" | "id" | "version" | "createdAt">;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Trains a champion on: null where what is new is too little to learn from. Not to be called on the keeper's own thread's time. */
export type Updater = (
  champion: ModelFolder,
  past: KnownPast,
  options: { readonly nowSeconds: UnixSeconds; readonly seed: number; readonly stop: AbortSignal },
) => Promise<TrainedModel | null>;

/** What learning from the keeper's own samples needs. */
export interface OnlineSupport {
  readonly test: EqualAccuracyTest;
  /** The features of every market at these moments, each from what was known then. */
  readonly features: (past: KnownPast, momentsSeconds: readonly UnixSeconds[]) => FeatureRows;
  readonly update: Updater;
}
