import { expect } from "chai";
import fc from "fast-check";
import { type BlockTime, blockAtTime } from "../../bot/chain/blockAtTime.ts";

const chainOf = (times: readonly number[], first = 0): BlockTime[] =>
  times.map((timeSeconds, index) => ({ number: first + index, timeSeconds }));

/** Searches a whole chain and says how many blocks were read. */
async function search(blocks: readonly BlockTime[], timeSeconds: number) {
  const [earliest] = blocks;
  const latest = blocks.at(-1);
  if (earliest === undefined || latest === undefined) throw new RangeError("an empty chain");
  const asked: number[] = [];
  const found = await blockAtTime(timeSeconds, { earliest, latest }, async (number) => {
    asked.push(number);
    const block = blocks[number - earliest.number];
    if (block === undefined) throw new RangeError(`no block ${number}`);
    return block;
  });
  return { found, asked };
}

const anyChain = fc
  .tuple(fc.nat(1_000_000), fc.array(fc.oneof(fc.nat(3), fc.nat(100_000)), { minLength: 1, maxLength: 300 }))
  .map(([first, gaps]) => {
    let time = 1_438_269_973;
    return chainOf(
      gaps.map((gap) => {
        time += gap;
        return time;
      }),
      first,
    );
  });

describe("the block at a time", () => {
  it("is the newest that is not younger, on any chain, and no block is read twice", async () => {
    await fc.assert(
      fc.asyncProperty(anyChain, fc.double({ min: -0.1, max: 1.1, noNaN: true }), async (blocks, share) => {
        const start = blocks[0]?.timeSeconds ?? 0;
        const end = blocks.at(-1)?.timeSeconds ?? 0;
        const time = Math.floor(start + share * (end - start + 2)) - 1;
        const { found, asked } = await search(blocks, time);
        expect(found).to.deep.equal(blocks.findLast((block) => block.timeSeconds <= time) ?? null);
        expect(new Set(asked).size).to.equal(asked.length);
        expect(asked.length).at.most(8 + 2 * Math.ceil(Math.log2(blocks.length)));
      }),
    );
  });

  it("is found in few reads where blocks come every 12 seconds and some slots are missed", async () => {
    let slot = 0;
    // One slot in about a hundred is empty, in runs and stretches as it happens: Knuth's multiplicative hash decides.
    const times = Array.from({ length: 500_000 }, () => {
      do slot++;
      while ((slot * 2_654_435_761) % 2 ** 32 < 2 ** 32 / 100);
      return 1_663_224_179 + slot * 12;
    });
    const blocks = chainOf(times, 15_537_394);
    let reads = 0;
    for (let i = 1; i <= 100; i++) reads += (await search(blocks, (times[0] ?? 0) + i * 57_777)).asked.length;
    expect(reads / 100).at.most(5);
  });

  it("is not hidden by the worst spacing: one block long ago, all others at once", async () => {
    const { found, asked } = await search(chainOf([0, ...Array(100_000).fill(1_700_000_000), 1_700_000_012]), 1_700_000_000);
    expect(found?.number).to.equal(100_000);
    expect(asked.length).at.most(8 + 2 * 17);
  });

  it("passes on what a read fails with", async () => {
    const range = { earliest: { number: 0, timeSeconds: 0 }, latest: { number: 9, timeSeconds: 90 } };
    const failing = blockAtTime(45, range, async () => {
      throw new Error("pruned");
    });
    expect(await failing.catch(String)).to.equal("Error: pruned");
  });
});
