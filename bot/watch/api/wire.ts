/** A value as JSON can say it: amounts as decimal strings, times as Unix seconds. */
export type Wire<Value> = Value extends bigint
  ? string
  : Value extends Date
    ? number
    : Value extends readonly (infer Item)[]
      ? Wire<Item>[]
      : Value extends object
        ? { -readonly [Key in keyof Value]: Wire<Value[Key]> }
        : Value;

/** The value as it goes over the wire. */
export function toWire<Value>(value: Value): Wire<Value> {
  return converted(value) as Wire<Value>;
}

function converted(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (Array.isArray(value)) return value.map(converted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, converted(item)]));
}
