import { z } from "zod";
import type { Booster } from "../../boosting/booster.ts";
import { readXgboostJson, writeXgboostJson } from "../../boosting/xgboostJson.ts";
import { KeeperError } from "../../core/errors.ts";
import { RISK_FEATURE_NAMES } from "../features/riskFeatures.ts";
import { RiskModel } from "./riskModel.ts";

/** The kind of a model's folder that holds a classifier of risk. */
export const RISK_KIND = "risk";
const HEAD = "risk.json";

const map = z.strictObject({ intercept: z.number(), slope: z.number().min(0) });
const headSchema = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z-]+$/),
        answers: z.enum(["high", "medium-or-high", "classes"]),
        features: z.array(z.string()).min(1),
      }),
    )
    .min(1),
  calibration: z.strictObject({ high: map, mediumOrHigh: map }).nullable(),
  thresholds: z.strictObject({ high: z.number(), mediumOrHigh: z.number() }),
});

/** A classifier as files of its folder: XGBoost's JSON for each booster, and what holds them together. */
export function riskModelFiles({ parts, calibration, thresholds }: RiskModel): ReadonlyMap<string, Uint8Array> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const head = { parts: parts.map(({ name, answers, features }) => ({ name, answers, features })), calibration, thresholds };
  return new Map([
    [HEAD, bytes(`${JSON.stringify(head, null, 1)}\n`)],
    ...parts.map(({ name, booster }) => [`${name}.booster.json`, bytes(writeXgboostJson(booster))] as const),
  ]);
}

/** @throws UnreadableRiskModelError */
export function readRiskModel(files: ReadonlyMap<string, Uint8Array>): RiskModel {
  const text = (name: string) => {
    const content = files.get(name);
    if (content === undefined) throw new UnreadableRiskModelError(`it lacks ${name}`);
    return new TextDecoder().decode(content);
  };
  const parsed = headSchema.safeParse(jsonOf(text(HEAD)));
  if (!parsed.success)
    throw new UnreadableRiskModelError(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  const { parts, calibration, thresholds } = parsed.data;
  const read = parts.map((part) => ({ ...part, booster: boosterOf(part.name, text(`${part.name}.booster.json`)) }));
  for (const { name, features, answers, booster } of read) {
    const unknown = features.filter((feature) => !RISK_FEATURE_NAMES.includes(feature));
    if (unknown.length > 0) throw new UnreadableRiskModelError(`${name} reads ${unknown.join(", ")}, which this build does not know`);
    if (booster.columns !== features.length || booster.outputs !== (answers === "classes" ? 3 : 1)) {
      throw new UnreadableRiskModelError(`${name} is a booster of ${booster.columns} features and ${booster.outputs} outputs`);
    }
  }
  return new RiskModel(read, RISK_FEATURE_NAMES, calibration, thresholds);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreadableRiskModelError(`${HEAD} is no JSON`, cause);
  }
}

function boosterOf(name: string, text: string): Booster {
  try {
    return readXgboostJson(text);
  } catch (cause) {
    throw new UnreadableRiskModelError(`the booster of ${name} is damaged`, cause);
  }
}

export class UnreadableRiskModelError extends KeeperError {
  constructor(what: string, cause?: unknown) {
    super(`the model of risk cannot be read: ${what}`, "Train it again (keeper train risk), or take the shipped one.", 2, cause);
  }
}
