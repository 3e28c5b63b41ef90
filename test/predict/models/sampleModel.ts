import type { Manifest } from "../../../bot/predict/models/manifest.ts";

/** The manifest of a model of the kind "sample", before it is written. */
export const sampleManifest: Omit<Manifest, "manifestVersion" | "files"> = {
  id: "sample-1",
  kind: "sample",
  version: "1",
  createdAt: "2024-03-01T00:00:00Z",
  gitCommit: "0123abc",
  horizonsSeconds: [86_400, 604_800],
  levels: [0.1, 0.25, 0.5, 0.75, 0.9],
  featureNames: ["level", "change-24h"],
  window: { steps: 24, channelNames: ["apr", "utilization"] },
  trainedFrom: "2019-05-01T00:00:00Z",
  trainedUntil: "2024-02-01T00:00:00Z",
  data: "Hours of lending markets, split by time.",
  seeds: [1, 2],
  commands: ["npx keeper train forecast --data DIR --json"],
  limits: ["It knows lending markets only."],
  scores: { "walk-forward": { "24h": { "this model": { mae: 0.009, relativeMae: 0.9 }, persistence: { mae: 0.01, relativeMae: 1 } } } },
};

export const modelFiles: ReadonlyMap<string, Uint8Array> = new Map([
  ["weights.bin", new Uint8Array([1, 2, 3, 255])],
  ["scaler.json", new TextEncoder().encode('{"mean":0}')],
]);
