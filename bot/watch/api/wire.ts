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

/** The value as it goes over the wire; where nothing in it has to be said in another way, it is the value itself. */
export function toWire<Value>(value: Value): Wire<Value> {
  return converted(value) as Wire<Value>;
}

/** Answers have thousands of values, and few of them are said in another way: only what holds one of those is copied. */
function converted(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (Array.isArray(value)) return value.map(converted);
  const given = value as Readonly<Record<string, unknown>>;
  let wire: Record<string, unknown> | null = null;
  for (const key of Object.keys(given)) {
    const item = converted(given[key]);
    if (item === given[key]) continue;
    wire ??= { ...given };
    wire[key] = item;
  }
  return wire ?? value;
}
