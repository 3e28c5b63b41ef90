import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { getAddress, Interface, toBeHex, zeroPadValue } from "ethers";
import fc from "fast-check";
import { artifacts, solidity } from "hardhat";
import type { DecidedMove } from "../../bot/core/decision.ts";
import type { VaultState } from "../../bot/core/vaultState.ts";
import { makePlan, type PlanRefusalReason, PlanRefusedError } from "../../bot/execute/plan.ts";
import { decodeRebalance, REBALANCE_SELECTOR } from "../../bot/execute/vaultAbi.ts";
import { openVault } from "../openVault.ts";
import { ADAPTER_A, ADAPTER_B, decisionFor, vaultState } from "./support/scenario.ts";

const VAULT = getAddress("0x00000000000000000000000000000000000000fa");
const POLICY = { deadlineSeconds: 600, maxLossBps: 10 };

const adapterNumber = (index: number) => getAddress(zeroPadValue(toBeHex(0xa000 + index), 20));

/** A vault of up to six positions and moves that it can fund: withdrawals within positions, allocations within the cash they free. */
const fundedMoves = fc
  .record({
    positions: fc.array(fc.bigInt(1n, 10n ** 15n), { minLength: 1, maxLength: 6 }),
    idle: fc.bigInt(0n, 10n ** 15n),
    rebalanceLossBps: fc.nat(500),
    legs: fc.array(fc.record({ index: fc.nat(5), share: fc.integer({ min: -100, max: 100 }) }), { minLength: 1, maxLength: 12 }),
    upperCase: fc.boolean(),
  })
  .map(({ positions, idle, rebalanceLossBps, legs, upperCase }) => {
    let cash = idle;
    const left = [...positions];
    const moves: DecidedMove[] = [];
    for (const { index, share } of legs.toSorted((a, b) => a.share - b.share)) {
      const position = index % positions.length;
      const available = share < 0 ? (left[position] ?? 0n) : cash;
      const change = (available * BigInt(share)) / 100n;
      if (share < 0) left[position] = (left[position] ?? 0n) + change;
      cash -= change;
      const adapter = adapterNumber(position);
      moves.push({ marketId: `m${position}`, adapter: upperCase ? adapter : adapter.toLowerCase(), change });
    }
    const vault = vaultState(VAULT, {
      idle,
      ...openVault({ rebalanceLossBps }),
      grossAssets: idle + positions.reduce((sum, amount) => sum + amount, 0n),
      positions: positions.map((amount, index) => ({
        marketId: `m${index}`,
        adapter: adapterNumber(index),
        totalAssets: amount,
        withdrawable: amount,
        allocatable: 10n ** 18n,
        absoluteCap: 10n ** 18n,
        relativeCapBps: 10_000,
        risks: [],
        healthy: true,
        healthReason: "",
      })),
    });
    return { vault, moves };
  });

const netByAdapter = (moves: readonly DecidedMove[]) => {
  const net = new Map<string, bigint>();
  for (const move of moves) net.set(getAddress(move.adapter), (net.get(getAddress(move.adapter)) ?? 0n) + move.change);
  return new Map([...net].filter(([, change]) => change !== 0n));
};

function planOrRefusal(vault: VaultState, moves: readonly DecidedMove[]) {
  try {
    return makePlan({ decision: decisionFor(vault, { moves }), vault, policy: POLICY });
  } catch (error) {
    if (!(error instanceof PlanRefusedError)) throw error;
    return error;
  }
}

describe("execute: plan", () => {
  it("nets the moves: one an adapter, none of zero, withdrawals before allocations", () => {
    let plans = 0;
    fc.assert(
      fc.property(fundedMoves, ({ vault, moves }) => {
        const net = netByAdapter(moves);
        const plan = planOrRefusal(vault, moves);
        if (plan instanceof PlanRefusedError) {
          expect(plan.reason).to.equal("empty");
          expect(net.size).to.equal(0);
          return;
        }
        plans++;
        expect(new Map(plan.moves.map((move) => [move.adapter, move.change]))).to.deep.equal(net);
        expect(plan.moves.length).to.equal(net.size);
        const firstAllocation = plan.moves.findIndex((move) => move.change > 0n);
        const afterIt = firstAllocation < 0 ? [] : plan.moves.slice(firstAllocation);
        expect(afterIt.every((move) => move.change > 0n)).to.equal(true);
      }),
    );
    expect(plans).to.be.greaterThan(0);
  });

  it("never runs out of cash on the way", () => {
    fc.assert(
      fc.property(fundedMoves, ({ vault, moves }) => {
        const plan = planOrRefusal(vault, moves);
        if (plan instanceof PlanRefusedError) return;
        let cash = vault.idle;
        for (const move of plan.moves) {
          cash -= move.change;
          expect(cash >= 0n).to.equal(true);
        }
      }),
    );
  });

  it("encodes calldata that the ABI of IYieldVault.sol decodes to the same moves and guard", async () => {
    await solidity.build([fileURLToPath(new URL("../../contracts/interfaces/IYieldVault.sol", import.meta.url))], { quiet: true });
    const contract = new Interface((await artifacts.readArtifact("IYieldVault")).abi);
    expect(contract.getFunction("rebalance")?.selector).to.equal(REBALANCE_SELECTOR);
    fc.assert(
      fc.property(fundedMoves, ({ vault, moves }) => {
        const plan = planOrRefusal(vault, moves);
        if (plan instanceof PlanRefusedError) return;
        const [decodedMoves, guard] = contract.decodeFunctionData("rebalance", plan.calldata);
        expect(decodedMoves.map((move: { adapter: string; assets: bigint }) => [move.adapter, move.assets])).to.deep.equal(
          plan.moves.map((move) => [move.adapter, move.change]),
        );
        expect(guard.deadline).to.equal(BigInt(plan.deadlineSeconds));
        expect(guard.stateNonce).to.equal(plan.stateNonce);
        expect(guard.minTotalAssets).to.equal(plan.minTotalAssets);
        expect(decodeRebalance(plan.calldata)?.guard.minTotalAssets).to.equal(plan.minTotalAssets);
      }),
    );
  });

  it("demands gross assets no looser than the policy and than the vault's own check", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 30n), fc.nat(10_000), fc.nat(10_000), (grossAssets, vaultBps, policyBps) => {
        const vault = vaultState(VAULT, { grossAssets, totalAssets: grossAssets / 2n, ...openVault({ rebalanceLossBps: vaultBps }) });
        const policy = { ...POLICY, maxLossBps: policyBps };
        const { minTotalAssets } = makePlan({ decision: decisionFor(vault), vault, policy });
        for (const bps of [vaultBps, policyBps]) {
          // Cross-multiplied, so that no rounding of ours decides: loss / total ≤ bps / 10000.
          expect((grossAssets - minTotalAssets) * 10_000n <= grossAssets * BigInt(bps)).to.equal(true);
        }
        const tighter = BigInt(Math.min(vaultBps, policyBps));
        expect((grossAssets - minTotalAssets + 1n) * 10_000n > grossAssets * tighter, "as much as is allowed").to.equal(true);
      }),
    );
  });

  it("dates the deadline from the block's time and takes the nonce from the vault", () => {
    const vault = vaultState(VAULT, { blockTimeSeconds: 1_750_000_123, stateNonce: 77n });
    const plan = makePlan({ decision: decisionFor(vault), vault, policy: POLICY });
    expect(plan).to.include({ deadlineSeconds: 1_750_000_723, stateNonce: 77n, vault: VAULT, chainId: vault.chainId });
    expect(decodeRebalance(plan.calldata)?.guard).to.deep.include({ deadlineSeconds: 1_750_000_723n, stateNonce: 77n });
  });

  const vault = vaultState(VAULT);
  const a = (change: bigint): DecidedMove => ({ marketId: "31337:test:a", adapter: ADAPTER_A, change });
  const b = (change: bigint): DecidedMove => ({ marketId: "31337:test:b", adapter: ADAPTER_B, change });
  const refusals: [string, PlanRefusalReason, ReturnType<typeof decisionFor>][] = [
    ["a decision to hold", "not-a-rebalance", decisionFor(vault, { action: "hold", reason: "below-margin", moves: [] })],
    ["no moves", "empty", decisionFor(vault, { moves: [] })],
    ["moves that cancel out", "empty", decisionFor(vault, { moves: [a(-5n), a(5n), b(0n)] })],
    ["allocations that nothing pays for", "unbalanced", decisionFor(vault, { moves: [a(-100n), b(101n)] })],
    ["more than a position can pay", "over-withdrawn", decisionFor(vault, { moves: [a(-(10n ** 13n)), b(1n)] })],
    ["a stranger's adapter", "unknown-adapter", decisionFor(vault, { moves: [{ ...b(1n), adapter: VAULT }] })],
    ["a decision from another block", "other-state", decisionFor(vault, { blockNumber: vault.blockNumber - 1 })],
    ["a decision for another vault", "other-state", decisionFor(vault, { vault: ADAPTER_A })],
    ["a decision for another chain", "other-state", decisionFor(vault, { chainId: 1 })],
  ];
  for (const [what, reason, decision] of refusals) {
    it(`refuses ${what}: ${reason}`, () => {
      expect(() => makePlan({ decision, vault, policy: POLICY }))
        .to.throw(PlanRefusedError)
        .with.property("reason", reason);
    });
  }
});
