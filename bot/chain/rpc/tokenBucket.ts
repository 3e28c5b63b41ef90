/**
 * A limit of requests a second. Tokens come in steadily and are kept up to `burst`; a request takes one. In any span of T seconds no more
 * than `burst + perSecond × T` requests go out.
 */
export interface TokenBucket {
  readonly perSecond: number;
  readonly burst: number;
  readonly tokens: number;
  readonly atMilliseconds: number;
}

/** A full bucket. A burst of one spaces requests evenly, which also a limit per calendar second is never offended by. */
export function newBucket(perSecond: number, atMilliseconds: number, burst = 1): TokenBucket {
  return { perSecond, burst, tokens: burst, atMilliseconds };
}

/** Zero when a request may go out now. */
export function millisecondsUntilToken(bucket: TokenBucket, nowMilliseconds: number): number {
  const missing = 1 - refilled(bucket, nowMilliseconds).tokens;
  // Rounded up to a whole millisecond, which is what timers know: a float short of a token by its last bit would otherwise wait for nothing.
  return missing <= 0 ? 0 : Math.ceil((missing / bucket.perSecond) * 1000);
}

/** The bucket after a request; null when there is no token for it yet. */
export function takeToken(bucket: TokenBucket, nowMilliseconds: number): TokenBucket | null {
  const now = refilled(bucket, nowMilliseconds);
  return now.tokens < 1 ? null : { ...now, tokens: now.tokens - 1 };
}

function refilled(bucket: TokenBucket, nowMilliseconds: number): TokenBucket {
  // A clock that was set back adds nothing and takes nothing away.
  const elapsedSeconds = Math.max(0, nowMilliseconds - bucket.atMilliseconds) / 1000;
  return {
    ...bucket,
    tokens: Math.min(bucket.burst, bucket.tokens + elapsedSeconds * bucket.perSecond),
    atMilliseconds: Math.max(bucket.atMilliseconds, nowMilliseconds),
  };
}
