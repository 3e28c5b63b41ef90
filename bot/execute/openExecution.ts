import type { Configuration } from "../config/schema.ts";
import type { BundleLog } from "../core/bundle.ts";
import type { Decision } from "../core/decision.ts";
import type { Outbox } from "../core/outbox.ts";
import type { Address } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import type { CostInput } from "../decide/input.ts";
import { readSigningAccount, type SigningAccount } from "./account.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Emit } from "./events.ts";
import { type ExecutionDeps, execute, settlementDeps } from "./execute.ts";
import { readFeeHistory } from "./feeHistory.ts";
import { priorityFeePerGasWei } from "./feePolicy.ts";
import { announcedBundles } from "./flashbots/announcedBundles.ts";
import { openPrivateSubmitter } from "./flashbots/openPrivateSubmitter.ts";
import type { ExecutionOutcome } from "./outcome.ts";
import { executionPolicy, type SubmissionPolicy, signingPolicy, submissionPolicy } from "./policy.ts";
import { publicSubmitter } from "./publicSubmitter.ts";
import { reconcile } from "./reconcile.ts";
import { routeOf } from "./routeOf.ts";
import { boundedRpc, type JsonRpc } from "./rpc.ts";
import { GuardedSigner, type Signer } from "./signers/signer.ts";
import type { Submitters } from "./submitters.ts";
import { vaultInterface } from "./vaultAbi.ts";

export interface ExecutionOptions extends Pick<ExecutionDeps, "fence" | "permit" | "moveLog" | "stop"> {
  readonly configuration: Pick<Configuration, "chainId" | "execution" | "submission">;
  readonly vault: Address;
  /** All of its fail-over included, a request may take so long. */
  readonly rpcTimeoutSeconds: number;
  readonly provider: JsonRpc;
  readonly outbox: Outbox;
  /** Null decides and signs nothing. */
  readonly signer: Signer | null;
  /** What offers to builders sign with, apart from the signer; null takes a random one. */
  readonly reputationKey: string | null;
  readonly bundles: BundleLog;
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
  /** What the account that signs has and needs; null without a signer. */
  account(): Promise<SigningAccount | null>;
  /** Finds out what became of what was sent before; without a signer there is nothing to find out. */
  settle(): Promise<void>;
  /** @param costs What the decision was made with. */
  execute(decision: Decision, vault: VaultState, costs: ReckonedWith): Promise<ExecutionOutcome>;
}

/** What a decision was made with that its execution depends on, too. */
export type ReckonedWith = Pick<CostInput, "ethPriceUsd" | "conversion">;

export function openExecution(options: ExecutionOptions): Execution {
  const { configuration, vault, provider, signer, dryRun } = options;
  const { chainId } = configuration;
  const policy = executionPolicy(configuration.execution, { dryRun, rpcTimeoutSeconds: options.rpcTimeoutSeconds });
  const allowed = signingPolicy(configuration.execution, { chainId, vault, ownClock: options.ownClock });
  const guardedBy = (by: Signer, adapters: readonly Address[] | null) =>
    new GuardedSigner(by, { ...allowed, adapters }, () => nowSeconds(options.clock));
  // What is signed again repeats a call on record, whose adapters were judged then.
  const guarded = signer === null ? null : guardedBy(signer, null);
  const submission = submissionPolicy(configuration.submission);
  const rpc = boundedRpc(provider, policy.rpcTimeoutMilliseconds);
  const submitters = guarded === null ? null : openSubmitters(options, submission, guarded.address, policy.rpcTimeoutMilliseconds);
  const depsOf = (account: GuardedSigner, ways: Submitters, { ethPriceUsd, conversion }: ReckonedWith): ExecutionDeps => ({
    ...options,
    reckoned: conversion,
    signer: account,
    submitters: ways,
    routeOf: ({ moves }) => routeOf(submission.route, moves, conversion),
    policy,
    feeInputs: async (node) => ({ history: await readFeeHistory(node, policy.fees), ethPriceUsd }),
  });
  // Of what is on record, price and route are on record, too.
  const onRecord: ReckonedWith = { ethPriceUsd: Number.NaN, conversion: {} };
  const settlement = guarded === null || submitters === null ? null : settlementDeps(depsOf(guarded, submitters, onRecord));
  return {
    priorityFeePerGasWei: async () => priorityFeePerGasWei(await readFeeHistory(rpc, policy.fees), policy.fees),
    account: async () => (signer === null ? null : readSigningAccount(rpc, signer.address, policy)),
    async settle() {
      if (guarded === null || settlement === null) return;
      await reconcile(settlement, { chainId, sender: guarded.address });
    },
    async execute(decision, state, costs) {
      if (signer === null || submitters === null) return WITHOUT_KEY;
      const account = guardedBy(
        signer,
        state.positions.map(({ adapter }) => adapter),
      );
      return execute(depsOf(account, submitters, costs), decision, state);
    },
  };
}

function openSubmitters(
  { configuration, provider, reputationKey, bundles, clock, emit }: ExecutionOptions,
  policy: SubmissionPolicy,
  sender: Address,
  rpcTimeoutMilliseconds: number,
): Submitters {
  const { chainId } = configuration;
  return {
    public: publicSubmitter(provider, rpcTimeoutMilliseconds),
    private: openPrivateSubmitter({
      policy,
      reputationKey,
      sender,
      chainId,
      rpc: provider,
      rpcTimeoutMilliseconds,
      bundles: announcedBundles(bundles, emit),
      errors: vaultInterface,
      clock,
    }),
  };
}

const WITHOUT_KEY: ExecutionOutcome = {
  kind: "refused",
  reason: "no-key",
  explanation: "No signer is configured and KEEPER_PRIVATE_KEY is not set, so nothing can be signed",
};
