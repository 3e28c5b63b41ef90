import { expect } from "chai";
import type { VaultState } from "../../../bot/core/vaultState.ts";
import { gasForecast } from "../../../bot/predict/gas/gasForecast.ts";
import { gasOutlookOf } from "../../../bot/predict/gas/gasOutlook.ts";
import { readGasOutlook } from "../../../bot/predict/live/liveGasOutlook.ts";
import { storeConditions } from "../../../bot/store/conditions.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { recordDecision } from "../../../bot/store/decisions.ts";
import { inputOf } from "../../decide/arbitraries.ts";
import { sampleDecision } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";

const HOUR = 3600;
const GWEI = 10n ** 9n;
/** A block half an hour after the last of six days of hourly fees. */
const HOURS = 6 * 24;
const FIRST = 1_750_000_000 - (1_750_000_000 % HOUR);
const NOW = FIRST + HOURS * HOUR - HOUR / 2;
const BLOCK = 23_000_000;

function vaultAt(lastRebalanceSeconds: number | null = null): VaultState {
  const { vault } = inputOf(1_000_000, [], [], []);
  return { ...vault, blockNumber: BLOCK, blockTimeSeconds: NOW, usage: { ...vault.usage, lastRebalanceSeconds } };
}

describe("the live gas outlook", () => {
  const gwei = (hour: number) => 20 + 5 * Math.sin((2 * Math.PI * hour) / 24);
  let store: Store;
  before(async () => {
    store = await createTestStore();
    const rows = Array.from({ length: HOURS }, (_, hour) => ({
      timeSeconds: FIRST + hour * HOUR,
      values: new Map([
        ["base-fee-gwei", gwei(hour)],
        ["gas-gwei", 1e6],
      ]),
    }));
    // Of the block itself, and of a later one.
    await storeConditions(store.db, [
      ...rows,
      ...[NOW, NOW + 60].map((timeSeconds) => ({ timeSeconds, values: new Map([["base-fee-gwei", 1e6]]) })),
    ]);
  });
  beforeEach(() => store.pool.query("truncate decisions cascade"));
  after(() => store.close());

  const outlook = (deadlineSeconds = 6 * HOUR, vault = vaultAt()) => readGasOutlook(store.db, vault, 30n * GWEI, deadlineSeconds);

  it("is what stored base fees and the block's own let expect until the deadline", async () => {
    const hours = Array.from({ length: HOURS }, (_, hour) => hour);
    const fees = {
      timeSeconds: Float64Array.from([...hours.map((hour) => FIRST + hour * HOUR), NOW]),
      value: Float64Array.from([...hours.map(gwei), 30]),
    };
    const forecast = gasForecast(fees, NOW, 6);
    expect(await outlook()).deep.equal(gasOutlookOf(forecast ?? [], null));
    expect((await outlook(2.5 * HOUR))?.expectedFees.map(({ atSeconds }) => atSeconds)).deep.equal([NOW + HOUR, NOW + 2 * HOUR]);
  });

  it("is none where nobody waits, or too little is known", async () => {
    expect(await outlook(0)).equal(null);
    const early = { ...vaultAt(), blockTimeSeconds: FIRST + 48 * HOUR };
    expect(await outlook(6 * HOUR, early)).equal(null);
  });

  it("counts the wait from the first decision since the last rebalance that found a plan worth making", async () => {
    const { address: vault } = vaultAt();
    const decide = (hoursAgo: number, reason: "waiting-for-gas" | "net-benefit" | "already-optimal") => {
      const blockNumber = BLOCK - 300 * hoursAgo;
      const placed = { id: `${vault}@${blockNumber}/x`, vault, blockNumber, blockTimeSeconds: NOW - hoursAgo * HOUR, reason };
      return recordDecision(store.db, { ...sampleDecision(blockNumber), ...placed });
    };
    const since = async (vaultState = vaultAt()) => (await outlook(6 * HOUR, vaultState))?.waitingSinceSeconds;
    await decide(9, "waiting-for-gas");
    await decide(8, "already-optimal");
    expect(await since()).equal(null);
    await decide(5, "waiting-for-gas");
    await decide(4, "net-benefit");
    await decide(3, "waiting-for-gas");
    // The plan of four hours ago was not carried out.
    expect(await since()).equal(NOW - 5 * HOUR);
    expect(await since(vaultAt(NOW - 4 * HOUR + 12))).equal(NOW - 3 * HOUR);
    expect(await since(vaultAt(NOW - HOUR))).equal(null);
  });
});
