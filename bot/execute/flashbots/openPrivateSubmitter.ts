import type { Interface } from "ethers";
import type { BundleLog } from "../../core/bundle.ts";
import type { Address } from "../../core/units.ts";
import type { Clock } from "../clock.ts";
import type { SubmissionPolicy } from "../policy.ts";
import { publicSubmitter } from "../publicSubmitter.ts";
import { boundedRpc, type JsonRpc } from "../rpc.ts";
import type { Submitter } from "../submitter.ts";
import { bundleSubmitter } from "./bundleSubmitter.ts";
import { openRelays } from "./openRelays.ts";
import { withPublicFallback } from "./publicFallback.ts";

/** Ethereum's slot; a block may come later, never sooner. */
const SECONDS_PER_BLOCK = 12;

export interface PrivateSubmitterOptions {
  readonly policy: SubmissionPolicy;
  /** FLASHBOTS_SIGNING_KEY; null takes a random key, whose reputation ends with the process. */
  readonly reputationKey: string | null;
  /** The account whose transactions are sent. */
  readonly sender: Address;
  readonly chainId: number;
  readonly rpc: JsonRpc;
  readonly rpcTimeoutMilliseconds: number;
  readonly bundles: BundleLog;
  /** The errors a rebalance can end with. */
  readonly errors: Interface;
  readonly clock: Clock;
}

/**
 * The submitter of what is kept private: every configured builder, and the public mempool once builders had their time, if the policy says so.
 * Null when the policy publishes everything.
 * @throws {ReputationKeyError} {@link PlainBuilderUrlError} {@link DuplicateBuilderError}
 */
export function openPrivateSubmitter(options: PrivateSubmitterOptions): Submitter | null {
  const { policy, chainId, rpc, rpcTimeoutMilliseconds, bundles, errors, clock } = options;
  if (policy.route === "public") return null;
  const builders = openRelays({ ...options, chainId });
  const submitter = bundleSubmitter({
    builders,
    bundles,
    rpc: boundedRpc(rpc, rpcTimeoutMilliseconds),
    errors,
    clock,
    targets: { blocksAhead: policy.blocksAhead, secondsPerBlock: SECONDS_PER_BLOCK },
  });
  return withPublicFallback(submitter, publicSubmitter(rpc, rpcTimeoutMilliseconds), policy.publicFallbackAfterBlocks);
}
