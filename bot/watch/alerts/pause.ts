const FIRST_SECONDS = 10;
const LONGEST_SECONDS = 3_600;

/**
 * How long to wait after the `attempts`-th attempt failed: ten seconds, then twice as long each time up to an hour, from half to one and a half times
 * that, so that many who failed together do not come back together; never before the other side wants to be asked again.
 * @param random From 0 to 1.
 */
export function pauseSeconds(attempts: number, retryAfterSeconds: number | null, random: number): number {
  const usual = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (attempts - 1));
  return Math.ceil(Math.max(retryAfterSeconds ?? 0, usual * (0.5 + random)));
}
