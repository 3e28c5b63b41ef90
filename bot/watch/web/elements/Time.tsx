import { localTime, utcText } from "../format/times.ts";

/** A time where the reader is; in UTC when pointed at. */
export function Time({ seconds }: { seconds: number }) {
  return (
    <time dateTime={new Date(seconds * 1000).toISOString()} title={utcText(seconds)}>
      {localTime(seconds)}
    </time>
  );
}
