import { chainFaults } from "./chainFaults.ts";
import { databaseFaults } from "./databaseFaults.ts";
import type { Fault } from "./fault.ts";
import { processFaults } from "./processFaults.ts";
import { relayFaults } from "./relayFaults.ts";
import { rpcFaults } from "./rpcFaults.ts";

/** Everything that goes wrong. One more fault is one more line in one of these. */
export const ALL_FAULTS: readonly Fault[] = [...processFaults, ...rpcFaults, ...chainFaults, ...relayFaults, ...databaseFaults];
