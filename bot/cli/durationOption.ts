import { MissingSettingError } from "../config/errors.ts";

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A length of time of the command line in seconds: 90s, 30m, 2h, 7d. @throws MissingSettingError */
export function durationOption(option: string, text: string): number {
  const found = /^(\d{1,6})([smhd])$/.exec(text);
  const seconds = found === null ? 0 : Number(found[1]) * SECONDS[found[2] as keyof typeof SECONDS];
  if (seconds > 0) return seconds;
  throw new MissingSettingError(`${option} ${text} is no length of time`, "Give one such as 30m, 2h or 7d.");
}
