import type { UnixSeconds } from "../../core/units.ts";

/** A line that cannot be used, and why. */
export interface BadLine {
  /** Counted from 1, the header being line 1. */
  readonly line: number;
  readonly reason: string;
}

/** Thrown by what reads a line; whoever knows the line's number turns it into a BadLine. */
export class BadField extends Error {}

/** The day of Ethereum's first block: nothing happened before. */
const FIRST_TIME_SECONDS = Date.UTC(2015, 6, 30) / 1000;
const DAY_SECONDS = 86_400;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The fields of one line by the names in the header. */
export class CsvRecord {
  readonly #places: ReadonlyMap<string, number>;
  readonly #fields: readonly string[];
  readonly #latestSeconds: UnixSeconds;

  /** @param latestSeconds No sample may be younger: the time of the import and a day, for clocks and time zones. */
  constructor(places: ReadonlyMap<string, number>, fields: readonly string[], latestSeconds: UnixSeconds) {
    this.#places = places;
    this.#fields = fields;
    this.#latestSeconds = latestSeconds;
  }

  /** The field as it stands, without blanks around it; empty if the file has no such column. */
  text(name: string): string {
    return this.#fields[this.#places.get(name) ?? -1]?.trim() ?? "";
  }

  /** @throws BadField when it is empty. */
  requiredText(name: string): string {
    const text = this.text(name);
    if (text === "") throw new BadField(`${name} is missing`);
    return text;
  }

  /** Null when the field is empty, which means "not known". @throws BadField when it holds anything else than a finite number. */
  number(name: string): number | null {
    const text = this.text(name);
    if (text === "") return null;
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value)) throw new BadField(`${name} is not a number: ${quoted(text)}`);
    return value;
  }

  /** A percentage as a fraction. */
  percent(name: string): number | null {
    const value = this.number(name);
    return value === null ? null : value / 100;
  }

  /** A number without a fraction that a double holds exactly. */
  integer(name: string): number | null {
    const value = this.number(name);
    if (value !== null && !(Number.isSafeInteger(value) && value >= 0))
      throw new BadField(`${name} is not a whole number: ${quoted(this.text(name))}`);
    return value;
  }

  /** Unix seconds. */
  seconds(name: string): UnixSeconds {
    const value = this.integer(name);
    if (value === null) throw new BadField(`${name} is missing`);
    return this.#possible(name, value);
  }

  /** The start, UTC, of a day written as 2024-02-29. */
  day(name: string): UnixSeconds {
    const text = this.requiredText(name);
    const seconds = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / 1000 : Number.NaN;
    // 2023-02-30 parses as 2 March.
    if (Number.isNaN(seconds) || new Date(seconds * 1000).toISOString().slice(0, 10) !== text)
      throw new BadField(`${name} is not a day: ${quoted(text)}`);
    return this.#possible(name, seconds);
  }

  /** A moment written as 2024-02-29T23:01:22.911Z; a day alone is its start. Whole seconds, rounded down. */
  moment(name: string): UnixSeconds {
    const text = this.requiredText(name);
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return this.day(name);
    const seconds = momentSeconds(text);
    if (seconds === null) throw new BadField(`${name} is not a time: ${quoted(text)}`);
    return this.#possible(name, seconds);
  }

  /** The line as an object, to be kept when it is not believed. */
  toObject(): Record<string, string> {
    return Object.fromEntries([...this.#places].map(([name, place]) => [name, this.#fields[place] ?? ""]));
  }

  #possible(name: string, seconds: UnixSeconds): UnixSeconds {
    if (seconds < FIRST_TIME_SECONDS) throw new BadField(`${name} is before Ethereum began: ${quoted(this.text(name))}`);
    if (seconds > this.#latestSeconds) throw new BadField(`${name} is in the future: ${quoted(this.text(name))}`);
    return seconds;
  }
}

/** The latest time that a sample may have when it is imported now. */
export function latestSampleSeconds(nowSeconds: UnixSeconds): UnixSeconds {
  return nowSeconds + DAY_SECONDS;
}

/** The whole seconds of an ISO time with its zone, or null. */
export function momentSeconds(text: string): UnixSeconds | null {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}

/** What was read, short and in printable characters. */
export function quoted(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, "\u00b7");
  return printable.length > 60 ? `"${printable.slice(0, 60)}…"` : `"${printable}"`;
}
