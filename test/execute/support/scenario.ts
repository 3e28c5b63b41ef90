import { parseUnits, Wallet } from "ethers";
import type { DecidedMove, Decision } from "../../../bot/core/decision.ts";
import { decisionId } from "../../../bot/core/decision.ts";
import type { MoveLog } from "../../../bot/core/moveResult.ts";
import type { Outbox } from "../../../bot/core/outbox.ts";
import type { VaultState } from "../../../bot/core/vaultState.ts";
import type { Clock } from "../../../bot/execute/clock.ts";
import type { ExecutionEvent } from "../../../bot/execute/events.ts";
import type { ExecutionDeps, ExecutionPolicy } from "../../../bot/execute/execute.ts";
import { readFeeHistory } from "../../../bot/execute/feeHistory.ts";
import type { Permit } from "../../../bot/execute/permit.ts";
import { publicSubmitter } from "../../../bot/execute/publicSubmitter.ts";
import type { JsonRpc } from "../../../bot/execute/rpc.ts";
import { localSigner } from "../../../bot/execute/signers/localSigner.ts";
import { GuardedSigner } from "../../../bot/execute/signers/signer.ts";
import type { SigningPolicy } from "../../../bot/execute/signers/signingPolicy.ts";
import type { Submitter } from "../../../bot/execute/submitter.ts";
import { openVault } from "../../openVault.ts";
import { memoryMoveLog } from "../memoryMoveLog.ts";
import { CHAIN_ID, TOTAL_ASSETS } from "./constants.ts";

export const ADAPTER_A = "0x00000000000000000000000000000000000000A1";
export const ADAPTER_B = "0x00000000000000000000000000000000000000b2";
const HALF = TOTAL_ASSETS / 2n;

export const POLICY: ExecutionPolicy = {
  dryRun: false,
  plan: { deadlineSeconds: 600, maxLossBps: 10 },
  slippage: { maxMoveSlippageBps: 30, slippageToleranceBps: 5 },
  fees: {
    historyBlocks: 5,
    priorityFeePercentile: 50,
    minPriorityFeePerGasWei: parseUnits("0.1", "gwei"),
    maxPriorityFeePerGasWei: parseUnits("3", "gwei"),
    maxFeePerGasWei: parseUnits("100", "gwei"),
    maxGasCostUsd: 100,
    maxGasCostWei: parseUnits("1", "ether"),
  },
  budget: { maxUsdPerDay: 10_000, maxWeiPerDay: parseUnits("10", "ether") },
  replacement: { afterBlocks: 50, atMost: 3, bumpBps: 1_250 },
  gasMarginBps: 2_000,
  inclusion: { timeoutSeconds: 30, pollMilliseconds: 1_000 },
  rpcTimeoutMilliseconds: 2_000,
  finalAfterBlocks: 3,
};

export function signingPolicy(vault: string): SigningPolicy {
  return {
    chainId: CHAIN_ID,
    vaults: [vault],
    adapters: [ADAPTER_A, ADAPTER_B],
    maxMoves: 4,
    // The chain of tests has a clock of its own.
    maxDeadlineSeconds: null,
    maxGasLimit: 5_000_000n,
    maxFeePerGasWei: POLICY.fees.maxFeePerGasWei,
    maxPriorityFeePerGasWei: POLICY.fees.maxPriorityFeePerGasWei,
    maxCostWei: parseUnits("0.2", "ether"),
  };
}

/** The state of a vault with half of its money in each of two markets, as of the head of the chain. */
export async function vaultStateAtHead(rpc: JsonRpc, vault: string, changes: Partial<VaultState> = {}): Promise<VaultState> {
  const head = (await rpc.send("eth_getBlockByNumber", ["latest", false])) as { number: string; timestamp: string };
  return vaultState(vault, { blockNumber: Number(head.number), blockTimeSeconds: Number(head.timestamp), ...changes });
}

export function vaultState(vault: string, changes: Partial<VaultState> = {}): VaultState {
  const position = (marketId: string, adapter: string) => ({
    marketId,
    adapter,
    totalAssets: HALF,
    withdrawable: HALF,
    allocatable: TOTAL_ASSETS,
    absoluteCap: TOTAL_ASSETS,
    relativeCapBps: 10_000,
    risks: [],
    healthy: true,
    healthReason: "",
  });
  return {
    chainId: CHAIN_ID,
    address: vault,
    blockNumber: 1,
    blockTimeSeconds: 1_800_000_000,
    asset: { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 },
    totalAssets: TOTAL_ASSETS,
    grossAssets: TOTAL_ASSETS,
    totalShares: TOTAL_ASSETS * 10n ** 12n,
    shareDecimals: 18,
    idle: 0n,
    ...openVault({ rebalanceLossBps: 5 }),
    stateNonce: 0n,
    positions: [position("31337:test:a", ADAPTER_A), position("31337:test:b", ADAPTER_B)],
    ...changes,
  };
}

export const MOVES: readonly DecidedMove[] = [
  { marketId: "31337:test:b", adapter: ADAPTER_B, change: 250_000_000_000n },
  { marketId: "31337:test:a", adapter: ADAPTER_A, change: -250_000_000_000n },
];

export function decisionFor(vault: VaultState, changes: Partial<Decision> = {}): Decision {
  return {
    id: decisionId(vault.address, vault.blockNumber, "max-yield"),
    chainId: vault.chainId,
    vault: vault.address,
    blockNumber: vault.blockNumber,
    blockTimeSeconds: vault.blockTimeSeconds,
    strategy: "max-yield",
    action: "rebalance",
    reason: "net-benefit",
    explanation: "B pays more than A.",
    moves: MOVES,
    markets: [],
    outcome: null,
    observationIds: [],
    forecastIds: [],
    riskIds: [],
    riskTolerance: 1,
    ...changes,
  };
}

/** A clock that runs only while someone sleeps on it; `onSleep` is where blocks are mined or faults end. */
export class ManualClock implements Clock {
  #milliseconds = 1_800_000_000_000;
  readonly #onSleep: (sleeps: number) => Promise<void>;
  #sleeps = 0;

  constructor(onSleep: (sleeps: number) => Promise<void> = async () => {}) {
    this.#onSleep = onSleep;
  }

  nowMilliseconds(): number {
    return this.#milliseconds;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#milliseconds += milliseconds;
    await this.#onSleep(++this.#sleeps);
  }
}

export interface Keeper {
  readonly deps: ExecutionDeps;
  readonly events: ExecutionEvent[];
}

/** A keeper as a process would put it together, with what the test wants to control. */
export function keeper(options: {
  readonly provider: JsonRpc;
  readonly privateKey?: string;
  readonly vault: string;
  readonly outbox: Outbox;
  readonly clock?: Clock;
  readonly policy?: Partial<ExecutionPolicy>;
  readonly signingPolicy?: Partial<SigningPolicy>;
  readonly ethPriceUsd?: number;
  /** Everything is offered to it, and nothing published. */
  readonly private?: Submitter;
  readonly fence?: { check(): Promise<void> };
  readonly permit?: Permit;
  readonly moveLog?: MoveLog;
}): Keeper {
  const events: ExecutionEvent[] = [];
  const policy = { ...POLICY, ...options.policy };
  const signer = localSigner(options.privateKey ?? Wallet.createRandom().privateKey);
  return {
    events,
    deps: {
      provider: options.provider,
      outbox: options.outbox,
      signer: new GuardedSigner(signer, { ...signingPolicy(options.vault), ...options.signingPolicy }),
      submitters: { public: publicSubmitter(options.provider, policy.rpcTimeoutMilliseconds), private: options.private ?? null },
      routeOf: () => (options.private === undefined ? "public" : "private"),
      fence: options.fence ?? { check: async () => undefined },
      permit: options.permit ?? { check: async () => undefined },
      reckoned: {},
      moveLog: options.moveLog ?? memoryMoveLog(),
      feeInputs: async (rpc) => ({ history: await readFeeHistory(rpc, policy.fees), ethPriceUsd: options.ethPriceUsd ?? 3_000 }),
      policy,
      clock: options.clock ?? new ManualClock(),
      emit: (event) => events.push(event),
    },
  };
}
