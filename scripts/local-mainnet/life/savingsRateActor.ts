import { encodeBytes32String } from "ethers";
import { type Apr, RAY, SECONDS_PER_YEAR } from "../../../bot/core/units.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { encodeCall } from "../calls.ts";
import type { Actor, ActorTransaction } from "./actor.ts";
import { clamp, DAY, happens } from "./processes.ts";
import type { Random } from "./random.ts";

/** Governance decides more often here than in reality, so that a week has something to show. */
const DECISION_INTERVAL_SECONDS = 1.5 * DAY;
const MEAN_APR: Apr = 0.0425;
const STANDARD_DEVIATION_APR: Apr = 0.0125;
const LEAST_APR: Apr = 0.02;
const GREATEST_APR: Apr = 0.08;
/** Rates are set in quarters of a percent. */
const GRID_APR: Apr = 0.0025;

/** Sets sUSDS's savings rate from time to time. */
export function createSavingsRateActor(random: Random): Actor {
  return {
    name: "sky-governance",
    accounts: [ADMINISTRATORS.skyPauseProxy],
    reads: [],
    act({ elapsedSeconds }) {
      const wanted = MEAN_APR + STANDARD_DEVIATION_APR * random.normal();
      if (!happens(DECISION_INTERVAL_SECONDS, elapsedSeconds, random)) return [];
      return setSavingsRate(clamp(Math.round(wanted / GRID_APR) * GRID_APR, LEAST_APR, GREATEST_APR));
    },
  };
}

/** The rate can only be set in the block of a drip: both calls, in this order. */
export function setSavingsRate(apr: Apr): readonly ActorTransaction[] {
  const from = ADMINISTRATORS.skyPauseProxy;
  const to = mainnetAddresses.susds;
  return [
    { from, to, data: encodeCall("function drip()") },
    { from, to, data: encodeCall("function file(bytes32,uint256)", [encodeBytes32String("ssr"), secondlyFactorRay(apr)]) },
  ];
}

/** The factor by which `chi` grows each second at this rate, RAY. */
export function secondlyFactorRay(apr: Apr): bigint {
  const billionths = BigInt(Math.round(apr * 1e9));
  return RAY + (RAY * billionths) / 1_000_000_000n / BigInt(SECONDS_PER_YEAR);
}
