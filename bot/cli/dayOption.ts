import { InvalidArgumentError } from "commander";
import type { UnixSeconds } from "../core/units.ts";

/** "2024-03-01", the beginning of that day in UTC; a whole ISO 8601 time is taken as it is. */
export function dayOption(text: string): UnixSeconds {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Date.parse(text);
  if (Number.isNaN(milliseconds) || !/^\d{4}-/.test(text)) throw new InvalidArgumentError("Give a day, as 2024-03-01.");
  return Math.floor(milliseconds / 1000);
}
