import { expect } from "chai";
import fc from "fast-check";
import { backoffMilliseconds } from "../../../bot/chain/rpc/backoff.ts";
import { retryAfterMilliseconds } from "../../../bot/chain/rpc/retryAfter.ts";
import { millisecondsUntilToken, newBucket, takeToken } from "../../../bot/chain/rpc/tokenBucket.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("the back-off", () => {
  const setting = fc.record({
    firstMilliseconds: fc.integer({ min: 1, max: 10_000 }),
    maxMilliseconds: fc.integer({ min: 10_000, max: 10 ** 6 }),
  });

  it("lies between half of the doubled pause and the whole, and never above the ceiling", () => {
    fc.assert(
      fc.property(setting, fc.integer({ min: 1, max: 60 }), share, (backoff, failures, random) => {
        const whole = Math.min(backoff.maxMilliseconds, backoff.firstMilliseconds * 2 ** (failures - 1));
        expect(backoffMilliseconds(backoff, failures, random)).to.be.within(whole / 2, whole);
      }),
    );
  });

  it("grows with every failure up to the ceiling, and with chance", () => {
    fc.assert(
      fc.property(setting, fc.integer({ min: 1, max: 60 }), share, share, (backoff, failures, one, other) => {
        expect(backoffMilliseconds(backoff, failures + 1, one)).to.be.at.least(backoffMilliseconds(backoff, failures, one));
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(backoffMilliseconds(backoff, failures, high)).to.be.at.least(backoffMilliseconds(backoff, failures, low));
      }),
    );
  });
});

describe("the token bucket", () => {
  const limits = fc.record({ perSecond: fc.double({ min: 0.1, max: 1_000, noNaN: true }), burst: fc.integer({ min: 1, max: 20 }) });
  const waits = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 200 });

  /** The times at which a client that tries after each wait gets through. */
  function passed({ perSecond, burst }: { perSecond: number; burst: number }, tries: readonly number[]): number[] {
    let now = 1_700_000_000_000;
    let bucket = newBucket(perSecond, now, burst);
    return tries.flatMap((wait) => {
      now += wait;
      const taken = takeToken(bucket, now);
      if (taken === null) return [];
      bucket = taken;
      return [now];
    });
  }

  it("lets no more through in any span than its burst and its rate allow", () => {
    fc.assert(
      fc.property(limits, waits, (limit, tries) => {
        const times = passed(limit, tries);
        for (const [first, from] of times.entries()) {
          for (let last = first; last < times.length; last++) {
            const seconds = ((times[last] as number) - from) / 1000;
            expect(last - first + 1).to.be.at.most(limit.burst + limit.perSecond * seconds + 1e-6);
          }
        }
      }),
    );
  });

  it("lets through whoever waits as long as it says, and nobody sooner", () => {
    fc.assert(
      fc.property(limits, waits, (limit, tries) => {
        let now = 0;
        let bucket = newBucket(limit.perSecond, now, limit.burst);
        for (const _ of tries) {
          const wait = millisecondsUntilToken(bucket, now);
          if (wait > 1) expect(takeToken(bucket, now + wait - 1)).to.equal(null);
          now += wait;
          const taken = takeToken(bucket, now);
          expect(taken).not.to.equal(null);
          bucket = taken ?? bucket;
        }
      }),
    );
  });

  it("gives nothing away when the clock is set back", () => {
    const empty = takeToken(newBucket(1, 10_000), 10_000);
    if (empty === null) throw new Error("a new bucket is full");
    expect(takeToken(empty, 0)).to.equal(null);
    expect(millisecondsUntilToken(empty, 0)).to.equal(1_000);
  });
});

describe("Retry-After", () => {
  const NOW = Date.UTC(2026, 0, 1);
  const cases: Readonly<Record<string, readonly [string | null, number | null]>> = {
    "is seconds": ["120", 120_000],
    "is seconds with decimals, as some gateways send": [" 0.5 ", 500],
    "is an HTTP date": ["Thu, 01 Jan 2026 00:01:30 GMT", 90_000],
    "says nothing when the date is over": ["Wed, 31 Dec 2025 23:59:59 GMT", null],
    "says nothing when it is zero": ["0", null],
    "says nothing when it is not there": [null, null],
    "says nothing when it is neither": ["soon", null],
    "says nothing when it is negative": ["-5", null],
  };
  for (const [what, [header, expected]] of Object.entries(cases)) {
    it(what, () => expect(retryAfterMilliseconds(header, NOW)).to.equal(expected));
  }

  it("comes back as the seconds that a server sent, whichever way it wrote them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 7 }), (seconds) => {
        expect(retryAfterMilliseconds(String(seconds), NOW)).to.equal(seconds * 1000);
        expect(retryAfterMilliseconds(new Date(NOW + seconds * 1000).toUTCString(), NOW)).to.equal(seconds * 1000);
      }),
    );
  });
});
