import { expect } from "chai";
import type { JsonRpcApiProvider } from "ethers";
import fc from "fast-check";
import type { PinnedBlock } from "../../bot/chain/block.ts";
import { blockAtTime } from "../../bot/chain/blockAtTime.ts";

/** A chain whose blocks have these times, and how often it was asked for one. */
function chainOf(times: readonly number[]) {
  let requests = 0;
  const send = async (_method: string, [number]: [string]) => {
    requests++;
    const time = times[Number(number)];
    return time === undefined ? null : { number, hash: "0x", timestamp: `0x${time.toString(16)}`, baseFeePerGas: "0x0" };
  };
  const head: PinnedBlock = { number: times.length - 1, hash: "0x", timeSeconds: times.at(-1) as number, baseFeePerGasWei: 0n };
  return { provider: { send } as unknown as JsonRpcApiProvider, head, requests: () => requests };
}

function timesWithGaps(gaps: readonly number[]): readonly number[] {
  let time = 1_000_000;
  return gaps.map((gap) => (time += gap));
}

describe("blockAtTime", () => {
  it("is the newest block that is not younger, whatever the times between blocks", async () => {
    const gaps = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 100_000 })), {
      minLength: 1,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(gaps, fc.double({ min: 0, max: 1.1, noNaN: true }), async (some, part) => {
        // Guesses by slots may fall before the first block of so short a chain: blocks of old fill the space.
        const old = Array.from({ length: 300_000 }, (_, time) => time);
        const times = [...old, ...timesWithGaps(some)];
        const wanted = Math.floor(old.length + part * ((times.at(-1) as number) - old.length));
        const { provider, head } = chainOf(times);
        const found = await blockAtTime(provider, head, wanted);
        expect(found.number).to.equal(times.findLastIndex((time) => time <= wanted));
        expect(found.timeSeconds).to.equal(times[found.number]);
      }),
      { numRuns: 60 },
    );
  });

  it("takes a handful of requests on a chain of slots of which one in a hundred is empty", async () => {
    const slots = Array.from({ length: 20_000 }, (_, slot) => slot).filter((slot) => (slot * 7_919) % 104_729 > 1_047);
    const times = slots.map((slot) => 1_700_000_000 + 12 * slot);
    const counts: number[] = [];
    for (let back = 1_000; back < 9_000; back += 97) {
      const { provider, head, requests } = chainOf(times);
      const wanted = head.timeSeconds - 12 * back;
      expect((await blockAtTime(provider, head, wanted)).timeSeconds).to.be.within(wanted - 36, wanted);
      counts.push(requests());
    }
    expect(Math.max(...counts)).to.be.at.most(6);
  });

  it("is the head for the head's time and later, and asks nobody", async () => {
    const { provider, head, requests } = chainOf([10, 22, 34]);
    expect(await blockAtTime(provider, head, 34)).to.equal(head);
    expect(await blockAtTime(provider, head, 99)).to.equal(head);
    expect(requests()).to.equal(0);
  });

  it("says so when the chain is not that old", async () => {
    const { provider, head } = chainOf([1_000, 1_012, 1_024]);
    const error = await blockAtTime(provider, head, 500).then(
      () => expect.fail("found a block"),
      (reason: Error) => reason,
    );
    expect(error.message).to.contain("1970-01-01T00:08:20");
  });
});
