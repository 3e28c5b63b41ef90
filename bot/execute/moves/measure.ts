import { Interface } from "ethers";
import { MULTICALL3_ADDRESS } from "../../chain/batch.ts";
import { type Call3Result, decodeAggregate3, encodeAggregate3 } from "../../chain/multicall3.ts";
import type { Plan } from "../../core/plan.ts";
import type { Address } from "../../core/units.ts";
import { withMinimum } from "../plan.ts";
import { describeRevert } from "../revert.ts";
import { RpcMalformedError } from "../rpc.ts";
import { atPending, type SimulatedAt, type SimulationDeps, type SimulationFailure } from "../simulate.ts";

/** What the chain answers a plan would do: all of it on one state and at one time, so that no interest is in the difference. */
export interface Measured extends SimulatedAt {
  readonly ok: true;
  /** Idle and positions. */
  readonly grossBefore: bigint;
  readonly grossAfter: bigint;
  /** In the order of the plan's moves. */
  readonly positions: readonly PositionChange[];
}

export interface PositionChange {
  readonly before: bigint;
  readonly after: bigint;
}

/** The node does not run calls with other code in the place of an account's, or has no Multicall3: nothing is known about the plan. */
export interface Unmeasured {
  readonly ok: false;
  readonly unmeasured: true;
  readonly reason: string;
}

export type Measurement = Measured | Unmeasured | (SimulationFailure & { readonly unmeasured: false });

const views = new Interface(["function totalAssets() view returns (uint256)", "function grossAssets() view returns (uint256)"]);

/** A minimal proxy (EIP-1167) for Multicall3: an account with this code makes Multicall3's calls in its own name. */
const MULTICALL_PROXY = `0x363d3d373d3d3d363d73${MULTICALL3_ADDRESS.slice(2).toLowerCase()}5af43d82803e903d91602b57fd5bf3`;

/**
 * Has the keeper's own address read the positions, rebalance and read them again, all in one `eth_call`: for its length the account is given
 * code that makes several calls one after another. Whatever a market charges or pays at the size of the move, its adapter's mark says
 * itself; there is no formula of ours that could differ from the contract's.
 *
 * The plan is run with a minimum of zero: what it costs is the question.
 *
 * @throws {RpcError} if the node does not answer, or answers nonsense.
 */
export async function measurePlan(deps: SimulationDeps, plan: Plan, keeper: Address): Promise<Measurement> {
  const reads = [
    { target: plan.vault, callData: views.encodeFunctionData("grossAssets") },
    ...plan.moves.map(({ adapter }) => ({ target: adapter, callData: views.encodeFunctionData("totalAssets") })),
  ];
  const calls = [...reads, { target: plan.vault, callData: withMinimum(plan, 0n).calldata }, ...reads];
  const call = { to: keeper, data: encodeAggregate3(calls) };
  const run = await atPending(deps, (tag) => deps.rpc.send("eth_call", [call, tag, { [keeper]: { code: MULTICALL_PROXY } }]));
  if (!run.ok) return { ok: false, unmeasured: true, reason: run.reason };
  if (typeof run.answer !== "string") throw new RpcMalformedError("eth_call", "answer");
  if (run.answer === "0x") {
    return { ok: false, unmeasured: true, reason: "The node ignores the code that a call gives to an account, or has no Multicall3" };
  }
  const { blockTag, fallbackReason } = run;
  const results = decodeAggregate3(run.answer, calls.length);
  const rebalance = results[reads.length] as Call3Result;
  if (!rebalance.success) {
    return { ok: false, unmeasured: false, blockTag, fallbackReason, ...describeRevert(rebalance.returnData, deps.errors) };
  }
  const before = results.slice(0, reads.length).map(amountOf);
  const after = results.slice(reads.length + 1).map(amountOf);
  if (before.includes(null) || after.includes(null)) {
    return { ok: false, unmeasured: true, reason: "An adapter of the plan cannot be read" };
  }
  const [grossBefore, ...positionsBefore] = before as [bigint, ...bigint[]];
  const [grossAfter, ...positionsAfter] = after as [bigint, ...bigint[]];
  const positions = positionsBefore.map((position, i) => ({ before: position, after: positionsAfter[i] as bigint }));
  return { ok: true, blockTag, fallbackReason, grossBefore, grossAfter, positions };
}

/** Both views answer one word. */
function amountOf({ success, returnData }: Call3Result): bigint | null {
  return success && returnData.length === 66 ? BigInt(returnData) : null;
}
