import { expect } from "chai";
import fc from "fast-check";
import { GAP_REASONS, gapsBetween } from "../../bot/core/sampling.ts";

describe("gapsBetween", () => {
  it("holds every bucket of the time exactly once, with its own reason, in as few gaps as there are changes of reason", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(60, 300),
        fc.integer({ min: 0, max: 10_000 }),
        fc.array(fc.constantFrom(...GAP_REASONS), { maxLength: 60 }),
        (size, first, reasons) => {
          const from = first * size;
          const missOf = (bucket: number) => ({ reason: reasons[(bucket - from) / size] ?? "failed", detail: "" });
          const gaps = gapsBetween("m", from, from + reasons.length * size, size, missOf);
          const buckets = gaps.flatMap((gap) => {
            const count = (gap.lastBucketSeconds - gap.firstBucketSeconds) / size + 1;
            return Array.from({ length: count }, (_, index) => [gap.firstBucketSeconds + index * size, gap.reason]);
          });
          expect(buckets).to.deep.equal(reasons.map((reason, index) => [from + index * size, reason]));
          const changes = reasons.filter((reason, index) => reason !== reasons[index - 1]).length;
          expect(gaps).to.have.lengthOf(changes);
        },
      ),
    );
  });

  it("begins with the first whole bucket when the size of buckets has changed", () => {
    const miss = { reason: "rpc", detail: "" } as const;
    expect(gapsBetween("m", 360, 900, 300, () => miss)).to.deep.equal([
      { marketId: "m", firstBucketSeconds: 600, lastBucketSeconds: 600, ...miss },
    ]);
  });
});
