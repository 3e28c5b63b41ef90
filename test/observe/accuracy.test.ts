import { expect } from "chai";
import { SECONDS_PER_YEAR, toFloat } from "../../bot/core/units.ts";
import type { Snapshot } from "../../bot/observe/collector.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { expectNear } from "../near.ts";
import { MAINNET_BOOK, marketOf, observed, useLocalCollector } from "./localCollector.ts";

/** A basis point a year. */
const BASIS_POINT = 1e-4;

describe("the rates the collector reports, against a day of life on a local mainnet", () => {
  const { chain, collector } = useLocalCollector();
  const markets = [...MAINNET_BOOK.markets, marketOf("1:maker-dsr:dai")];
  /** Borrowers, lenders and governors act once an hour; between two of their blocks every rate stands still. */
  async function observeDay(): Promise<readonly Snapshot[]> {
    const life = await createLife({ provider: chain().provider, seed: 11 });
    const collecting = collector({ markets });
    await life.advance(HOUR);
    const snapshots = [await collecting.collect()];
    for (let hour = 0; hour < 24; hour++) {
      await life.advance(HOUR);
      snapshots.push(await collecting.collect());
    }
    expect(life.failed).to.deep.equal([]);
    return snapshots;
  }

  function growthBetween(before: Snapshot, after: Snapshot, marketId: string): number {
    const index = observed(before, marketId).growthIndexRay;
    return toFloat(((observed(after, marketId).growthIndexRay - index) * 10n ** 27n) / index, 27);
  }

  it("are earned within a basis point: every quote in the hour until the next, and all of a day's together", async () => {
    const snapshots = await observeDay();
    const [first, last] = [snapshots[0] as Snapshot, snapshots.at(-1) as Snapshot];
    expect(last.block.timeSeconds - first.block.timeSeconds).to.equal(DAY);
    const moved: string[] = [];
    for (const { id } of markets) {
      let grown = 1;
      for (const [index, after] of snapshots.slice(1).entries()) {
        const before = snapshots[index] as Snapshot;
        const { supplyApr } = observed(before, id);
        const elapsed = after.block.timeSeconds - before.block.timeSeconds;
        expectNear((growthBetween(before, after, id) * SECONDS_PER_YEAR) / elapsed, supplyApr, BASIS_POINT, `${id} over an hour`);
        grown *= 1 + (supplyApr * elapsed) / SECONDS_PER_YEAR;
      }
      const realised = (growthBetween(first, last, id) * SECONDS_PER_YEAR) / DAY;
      expectNear(realised, ((grown - 1) * SECONDS_PER_YEAR) / DAY, BASIS_POINT, `${id} over a day`);
      if (Math.abs(realised - observed(first, id).supplyApr) > BASIS_POINT) moved.push(id);
    }
    // The first quote alone is not what the day pays: rates move meanwhile, or there would be nothing to show.
    expect(moved).to.include.members(["1:aave-v3:usdc", "1:aave-v3:usdt", "1:aave-v3:dai", "1:compound-v3:usdc"]);
  });
});
