import { type DestinationStream, pino } from "pino";
import type { DaemonEvent } from "./events.ts";
import { type LogLevel, logEntry } from "./logEntry.ts";

/** Should a field of this name ever come into a log, it says nothing. */
const SECRET_FIELDS = ["privateKey", "password", "token", "rawTransaction", "signedTransaction", "databaseUrl", "rpcUrls", "authorization"];

/** Writes one JSON line an event: level, time, vault, event and what belongs to it. */
export function jsonLog(level: LogLevel, destination: DestinationStream): (event: DaemonEvent) => void {
  const logger = pino(
    {
      level,
      // Neither host nor process: whoever collects logs knows both.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[secret]" },
    },
    destination,
  );
  return (event) => {
    const entry = logEntry(event);
    if (entry !== null) logger[entry.level](entry.fields, entry.message);
  };
}
