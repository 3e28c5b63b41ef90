import { MalformedModelError } from "./errors.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function entry(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  if (!isObject(value)) throw new MalformedModelError(`it has no "${key}"`);
  return value;
}

export function text(object: JsonObject, key: string): string {
  const value = object[key];
  if (typeof value !== "string") throw new MalformedModelError(`its "${key}" is missing or not a string`);
  return value;
}

/** XGBoost writes parameters as strings. */
export function wholeNumber(object: JsonObject, key: string): number {
  const written = text(object, key);
  if (!/^\d{1,9}$/.test(written)) throw new MalformedModelError(`its "${key}" is "${written}", not a whole number`);
  return Number(written);
}

/** A list of strings; none where there is no list (before XGBoost 1.4). */
export function strings(object: JsonObject, key: string): string[] {
  const value = object[key] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw new MalformedModelError(`its "${key}" is not a list of strings`);
  }
  return value;
}

/**
 * The shortest decimal that is the same float32 again, with an exponent always: XGBoost takes a plain whole number among its floats for an
 * integer and rejects it.
 */
export function numberText(value: number): string {
  for (let digits = 0; ; digits++) {
    const written = value.toExponential(digits);
    if (digits >= 8 || Math.fround(Number(written)) === Math.fround(value)) return written.replace("e+", "E").replace("e", "E");
  }
}
