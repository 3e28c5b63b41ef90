import { encodeBytes32String } from "ethers";
import type { Apr } from "../../../bot/core/units.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { encodeCall } from "../calls.ts";
import type { Actor, ActorTransaction } from "./actor.ts";
import { clamp, DAY, happens } from "./processes.ts";
import type { Random } from "./random.ts";
import { secondlyFactorRay } from "./savingsRateActor.ts";

/** Governance decides more often here than in reality, so that a week has something to show. */
const DECISION_INTERVAL_SECONDS = 2 * DAY;
const MEAN_APR: Apr = 0.0275;
const STANDARD_DEVIATION_APR: Apr = 0.0075;
const LEAST_APR: Apr = 0.01;
const GREATEST_APR: Apr = 0.05;
/** Rates are set in quarters of a percent. */
const GRID_APR: Apr = 0.0025;

/** Sets the Pot's savings rate from time to time. */
export function createDaiSavingsRateActor(random: Random): Actor {
  return {
    name: "maker-governance",
    accounts: [ADMINISTRATORS.skyPauseProxy],
    reads: [],
    act({ elapsedSeconds }) {
      const wanted = MEAN_APR + STANDARD_DEVIATION_APR * random.normal();
      if (!happens(DECISION_INTERVAL_SECONDS, elapsedSeconds, random)) return [];
      return setDaiSavingsRate(clamp(Math.round(wanted / GRID_APR) * GRID_APR, LEAST_APR, GREATEST_APR));
    },
  };
}

/** The rate can only be set in the block of a drip: both calls, in this order. */
export function setDaiSavingsRate(apr: Apr): readonly ActorTransaction[] {
  const from = ADMINISTRATORS.skyPauseProxy;
  const to = mainnetAddresses.makerPot;
  return [
    { from, to, data: encodeCall("function drip() returns (uint256)") },
    { from, to, data: encodeCall("function file(bytes32,uint256)", [encodeBytes32String("dsr"), secondlyFactorRay(apr)]) },
  ];
}
