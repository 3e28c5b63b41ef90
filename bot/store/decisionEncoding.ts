import type { Decision } from "../core/decision.ts";

/** The names under which `Value`, at any depth, holds a bigint. */
type BigintKeys<Value> = Value extends readonly (infer Item)[]
  ? BigintKeys<Item>
  : Value extends object
    ? { [Key in keyof Value & string]: Extract<Value[Key], bigint> extends never ? BigintKeys<Value[Key]> : Key }[keyof Value & string]
    : never;

/** The names under which `Value`, at any depth, holds anything but a bigint. */
type OtherKeys<Value> = Value extends readonly (infer Item)[]
  ? OtherKeys<Item>
  : Value extends object
    ? { [Key in keyof Value & string]: (Exclude<Value[Key], bigint> extends never ? never : Key) | OtherKeys<Value[Key]> }[keyof Value &
        string]
    : never;

/**
 * The fields that are amounts. The types make it a compile error to forget one when `Decision` grows, and to give an amount's name to
 * something else.
 */
const AMOUNTS: Record<BigintKeys<Decision>, BigintKeys<Decision> & OtherKeys<Decision> extends never ? true : never> = {
  change: true,
  current: true,
  target: true,
  maximum: true,
  minimum: true,
};

/**
 * A decision as canonical JSON: keys sorted, no white space, amounts as decimal strings. Equal decisions have equal bytes, also after a
 * passage through jsonb, which keeps neither order nor notation. JSON knows one zero: −0 becomes 0.
 * @throws RangeError for NaN and infinities, which JSON would silently turn into null.
 */
export function encodeDecision(decision: Decision): string {
  return JSON.stringify(canonical(decision));
}

/** The decision that `encodeDecision` wrote, from its text or from the value that jsonb gave back. */
export function decodeDecision(encoded: unknown): Decision {
  const value: unknown = typeof encoded === "string" ? JSON.parse(encoded) : encoded;
  return revived(value) as Decision;
}

function canonical(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`a decision cannot hold ${value}`);
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, item]) => [key, canonical(item)]));
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, Object.hasOwn(AMOUNTS, key) ? BigInt(item as string) : revived(item)]),
  );
}
