import { MissingSettingError } from "../config/errors.ts";
import type { UnixSeconds } from "../core/units.ts";

/**
 * A day (2024-02-29, its start in UTC), a moment (2024-02-29T12:00Z) or unix seconds, of the command line.
 * @throws MissingSettingError
 */
export function timeOption(option: string, text: string): UnixSeconds {
  const seconds = /^\d{9,10}$/.test(text) ? Number(text) : isoSeconds(text);
  if (seconds !== null) return seconds;
  throw new MissingSettingError(`${option} ${text} is no time`, "Give a day such as 2024-02-29, or a moment such as 2024-02-29T12:00Z.");
}

function isoSeconds(text: string): UnixSeconds | null {
  const day = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.exec(text);
  if (day === null) return null;
  const midnight = Date.parse(`${day[1]}T00:00:00Z`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day[1]) return null;
  const milliseconds = Date.parse(day[2] === undefined ? `${text}T00:00:00Z` : text);
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}
