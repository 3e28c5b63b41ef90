import type { Interface } from "ethers";
import type { BundleLog, BundleOffer } from "../../core/bundle.ts";
import type { Clock } from "../clock.ts";
import type { JsonRpc } from "../rpc.ts";
import type { RelayClient } from "./relayClient.ts";
import type { TargetPolicy } from "./targets.ts";

/** Somebody who is offered private transactions, and how. */
export interface Builder {
  readonly relay: RelayClient;
  readonly method: BundleOffer["method"];
}

/** What private submission works with. */
export interface PrivateSubmissionDeps {
  readonly builders: readonly Builder[];
  readonly bundles: BundleLog;
  /** With a time limit on every call (`boundedRpc`). */
  readonly rpc: JsonRpc;
  readonly errors: Interface;
  readonly clock: Clock;
  readonly targets: TargetPolicy;
}
