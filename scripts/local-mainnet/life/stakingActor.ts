import type { Apr } from "../../../bot/core/units.ts";
import { LIDO_REPORTER } from "../actors.ts";
import { mainnetAddresses } from "../addresses.ts";
import { encodeCall } from "../calls.ts";
import { BEACON_GENESIS_SECONDS, SECONDS_PER_SLOT, SLOTS_PER_FRAME } from "../deploy/lido.ts";
import type { Actor } from "./actor.ts";
import { DAY } from "./processes.ts";
import type { Random } from "./random.ts";

/** What validators earn a year, before Lido's fee. */
const MEAN_APR: Apr = 0.031;
const STANDARD_DEVIATION_APR: Apr = 0.0025;

/** How long after its reference slot a report comes: the slot must be final, and the oracles must agree. */
const LEAST_DELAY_SECONDS = 1_200;

const { stEth, lidoAccountingOracle } = mainnetAddresses;

/** The reference slot of the frame that a time falls in: frames begin at noon UTC. */
export function referenceSlotAt(timeSeconds: number): number {
  const slots = Math.floor((timeSeconds - BEACON_GENESIS_SECONDS) / SECONDS_PER_SLOT);
  return Math.floor(slots / SLOTS_PER_FRAME) * SLOTS_PER_FRAME - 1;
}

/** Lido's oracles: once a day they report what validators have earned since the report before. */
export function createStakingActor(random: Random): Actor {
  return {
    name: "lido-oracle",
    accounts: [LIDO_REPORTER],
    reads: [
      { to: lidoAccountingOracle, fragment: "function getLastProcessingRefSlot() view returns (uint256)" },
      { to: stEth, fragment: "function getTotalPooledEther() view returns (uint256)" },
    ],
    act({ timeSeconds }, [reported, pooled]) {
      const apr = MEAN_APR + STANDARD_DEVIATION_APR * random.normal();
      const last = Number(reported);
      const refSlot = referenceSlotAt(timeSeconds - LEAST_DELAY_SECONDS);
      if (refSlot <= last) return [];
      const days = ((refSlot - last) * SECONDS_PER_SLOT) / DAY;
      const rewards = ((pooled as bigint) * BigInt(Math.round((apr / 365) * days * 1e12))) / 10n ** 12n;
      const data = encodeCall("function submitReport(uint256,int256)", [refSlot, rewards]);
      return [{ from: LIDO_REPORTER, to: lidoAccountingOracle, data }];
    },
  };
}
