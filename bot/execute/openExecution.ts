import type { Configuration } from "../config/schema.ts";
import type { Decision } from "../core/decision.ts";
import type { Outbox } from "../core/outbox.ts";
import type { Address } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Emit } from "./events.ts";
import { type ExecutionDeps, execute, settlementDeps } from "./execute.ts";
import { readFeeHistory } from "./feeHistory.ts";
import { priorityFeePerGasWei } from "./feePolicy.ts";
import type { ExecutionOutcome } from "./outcome.ts";
import { executionPolicy, signingPolicy } from "./policy.ts";
import { reconcile } from "./reconcile.ts";
import { boundedRpc, type JsonRpc } from "./rpc.ts";
import { GuardedSigner, type Signer } from "./signers/signer.ts";
import type { Submitters } from "./submitters.ts";

export interface ExecutionOptions extends Pick<ExecutionDeps, "fence" | "routeOf" | "onMined" | "stop"> {
  readonly configuration: Pick<Configuration, "chainId" | "execution">;
  readonly vault: Address;
  /** All of its fail-over included, a request may take so long. */
  readonly rpcTimeoutSeconds: number;
  readonly provider: JsonRpc;
  readonly outbox: Outbox;
  /** Null decides and signs nothing. */
  readonly signer: Signer | null;
  readonly submittersOf: (timeoutMilliseconds: number) => Submitters;
  readonly dryRun: boolean;
  /** Whether the chain has a time of its own, as development nodes have. */
  readonly ownClock: boolean;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** The execution of one vault's decisions, put together. */
export interface Execution {
  /** What a builder is usually paid now, wei a gas. */
  priorityFeePerGasWei(): Promise<bigint>;
  /** Finds out what became of what was sent before; without a signer there is nothing to find out. */
  settle(): Promise<void>;
  execute(decision: Decision, vault: VaultState, ethPriceUsd: number): Promise<ExecutionOutcome>;
}

export function openExecution(options: ExecutionOptions): Execution {
  const { configuration, vault, provider, signer, dryRun } = options;
  const { chainId } = configuration;
  const policy = executionPolicy(configuration.execution, { dryRun, rpcTimeoutSeconds: options.rpcTimeoutSeconds });
  const allowed = signingPolicy(configuration.execution, { chainId, vault, ownClock: options.ownClock });
  const guarded = signer === null ? null : new GuardedSigner(signer, allowed, () => nowSeconds(options.clock));
  const submitters = options.submittersOf(policy.rpcTimeoutMilliseconds);
  const rpc = boundedRpc(provider, policy.rpcTimeoutMilliseconds);
  const depsOf = (account: GuardedSigner, ethPriceUsd: number): ExecutionDeps => ({
    ...options,
    signer: account,
    submitters,
    policy,
    feeInputs: async (node) => ({ history: await readFeeHistory(node, policy.fees), ethPriceUsd }),
  });
  // Of what is on record the price is on record, too.
  const settlement = guarded === null ? null : settlementDeps(depsOf(guarded, Number.NaN));
  return {
    priorityFeePerGasWei: async () => priorityFeePerGasWei(await readFeeHistory(rpc, policy.fees), policy.fees),
    async settle() {
      if (guarded === null || settlement === null) return;
      await reconcile(settlement, { chainId, sender: guarded.address });
    },
    async execute(decision, state, ethPriceUsd) {
      return guarded === null ? WITHOUT_KEY : execute(depsOf(guarded, ethPriceUsd), decision, state);
    },
  };
}

const WITHOUT_KEY: ExecutionOutcome = {
  kind: "refused",
  reason: "no-key",
  explanation: "No signer is configured and KEEPER_PRIVATE_KEY is not set, so nothing can be signed",
};
