import { expect } from "chai";
import type { JsonRpcApiProvider } from "ethers";
import fc from "fast-check";
import { pinBlock } from "../../bot/chain/block.ts";
import { createBlockFinder } from "../../bot/chain/blockFinder.ts";

/** A chain of blocks at these times, numbered from `first`, and how often it was asked. */
function chainOf(times: readonly number[], first = 0) {
  const asked: number[] = [];
  const provider = {
    send: async (_method: string, [tag]: [string]) => {
      const number = tag === "latest" ? first + times.length - 1 : Number(tag);
      asked.push(number);
      const time = times[number - first];
      return time === undefined ? null : { number: `0x${number.toString(16)}`, hash: `0x${number}`, timestamp: time };
    },
  } as unknown as JsonRpcApiProvider;
  return { provider, asked };
}

describe("the search of a block by its time", () => {
  it("finds the last one before any time, on any chain, asking for the same chain again and again", async () => {
    const gaps = fc.array(fc.oneof(fc.constant(12), fc.integer({ min: 1, max: 100_000 })), { minLength: 1, maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.array(fc.double({ min: -0.1, max: 1.1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        async (steps, places) => {
          let time = 1_000_000;
          const times = steps.map((step) => {
            time += step;
            return time;
          });
          const { provider } = chainOf(times);
          const newest = await pinBlock(provider);
          const finder = createBlockFinder(provider);
          const [begin = 0, end = 0] = [times[0], times.at(-1)];
          for (const place of places) {
            const wanted = Math.round(begin + place * (end - begin));
            const expected = times.findLastIndex((one) => one < wanted);
            expect((await finder.lastBefore(wanted, newest))?.number ?? -1).to.equal(expected);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("takes a handful of requests on a chain like mainnet, and fewer than four for each neighbour", async () => {
    let slot = 0;
    // A slot in a hundred is missed.
    const times = Array.from({ length: 400_000 }, (_, index) => {
      slot += index % 100 === 7 ? 2 : 1;
      return 1_700_000_000 + slot * 12;
    });
    const { provider, asked } = chainOf(times, 18_000_000);
    const newest = await pinBlock(provider);
    const finder = createBlockFinder(provider);
    const requestsFor = async (time: number) => {
      const already = asked.length;
      const block = await finder.lastBefore(time, newest);
      expect(block?.timeSeconds).to.equal(times.findLast((one) => one < time));
      return asked.length - already;
    };
    const start = 1_700_000_100 + 300 * 4_000;
    expect(await requestsFor(start)).to.be.at.most(14);
    const more = [];
    for (let bucket = 1; bucket <= 50; bucket++) more.push(await requestsFor(start - bucket * 300));
    expect(more.reduce((sum, one) => sum + one, 0) / more.length).to.be.at.most(4);
  });
});
