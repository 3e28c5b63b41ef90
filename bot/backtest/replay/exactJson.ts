/** What JSON has no word for stands in an object with this one key. */
const BIGINT = "$bigint";
const NUMBER = "$number";

/**
 * Plain data as JSON that gives back exactly the same: amounts as decimal strings, and NaN, the infinities and −0, which JSON would change, by name.
 * What is undefined is left out.
 */
export function encodeExactly(value: unknown): string {
  return JSON.stringify(named(value));
}

/** @throws SyntaxError for what is not JSON, or names a bigint that is none. */
export function decodeExactly(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    if (BIGINT in value && typeof value[BIGINT] === "string") return BigInt(value[BIGINT]);
    if (NUMBER in value && typeof value[NUMBER] === "string") return Number(value[NUMBER]);
    return value;
  });
}

/** Before JSON.stringify sees it: a replacer of its would be too late for −0 in an array. */
function named(value: unknown): unknown {
  if (typeof value === "bigint") return { [BIGINT]: value.toString() };
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { [NUMBER]: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (Array.isArray(value)) return value.map(named);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(item)]));
}
