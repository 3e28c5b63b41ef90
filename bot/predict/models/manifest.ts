import { z } from "zod";

const name = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, "it must be of small letters, digits, dots, dashes and underscores");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "it must be a SHA-256 in hexadecimal");
const time = z.iso.datetime();

/** The only version of manifests that this build reads and writes. */
export const MANIFEST_VERSION = 1;

/** What a model says of itself, `manifest.json` of its folder. Times are ISO 8601 in UTC. */
export const manifestSchema = z.strictObject({
  manifestVersion: z.literal(MANIFEST_VERSION),
  /** The folder's name, and the model's in forecasts. */
  id: name,
  /** How its files are read: the name of a `ModelLoader`. */
  kind: name,
  version: z.string().min(1),
  createdAt: time,
  /** Of the code that trained it; with "-dirty" where that had changes. */
  gitCommit: z.string().min(1),
  horizonsSeconds: z.array(z.int().positive()).min(1),
  /** Quantiles of the rate that a forecast model says; none of a classifier. */
  levels: z.array(z.number().gt(0).lt(1)),
  /** Classes that a classifier tells apart, the least first. */
  classes: z.array(z.string().min(1)).min(2).optional(),
  featureNames: z.array(z.string().min(1)),
  window: z.strictObject({ steps: z.int().min(0), channelNames: z.array(z.string().min(1)) }),
  /** The first and last moment whose outcome it was trained on; it has seen what was paid until `trainedUntil` and nothing later. */
  trainedFrom: time,
  trainedUntil: time,
  /** What it was trained on and how that was split, for a person. */
  data: z.string().min(1),
  seeds: z.array(z.int().min(0)).min(1),
  /** What to type to train it again and to judge it. */
  commands: z.array(z.string().min(1)),
  /** Where not to trust it. */
  limits: z.array(z.string().min(1)),
  /** By scoreboard ("walk-forward 2022-01 to 2024-02", …), horizon ("24h", "7d") and row ("this model", "persistence", …): figures by name. */
  scores: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number())))),
  /** The SHA-256 of every other file but the card. */
  files: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/), sha256),
});

export type Manifest = z.output<typeof manifestSchema>;
