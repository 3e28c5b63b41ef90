import { expect } from "chai";
import fc from "fast-check";
import { measuredGas } from "../../bot/config/measuredGas.ts";
import { readSigningAccount, rebalancesPaidFor } from "../../bot/execute/account.ts";
import { chooseFees } from "../../bot/execute/feePolicy.ts";
import { executionPolicy } from "../../bot/execute/policy.ts";
import type { JsonRpc } from "../../bot/execute/rpc.ts";

const GWEI = 10n ** 9n;
const POLICY = executionPolicy({ maxFeeGwei: 100, maxGasCostUsd: 1e9, maxGasCostEth: 1e6 }, { dryRun: false, rpcTimeoutSeconds: 1 });
const ADDRESS = "0x00000000000000000000000000000000000000A1";

/** A node that answers what is asked here. */
function node(balanceWei: bigint, baseFeeWei: bigint, priorityFeeWei = GWEI): JsonRpc {
  const hex = (value: bigint) => `0x${value.toString(16)}`;
  return {
    async send(method, [account]) {
      if (method === "eth_getBalance" && account === ADDRESS) return hex(balanceWei);
      if (method === "eth_feeHistory") return { baseFeePerGas: [hex(baseFeeWei)], reward: [[hex(priorityFeeWei)]], gasUsedRatio: [0.5] };
      throw new Error(`unexpected ${method}`);
    },
  };
}

describe("execute: the account that signs", () => {
  it("has what the node says, and needs what a rebalance of two moves would be signed with now", async () => {
    const { address, balanceWei, rebalanceCostWei } = await readSigningAccount(node(7n, 20n * GWEI), ADDRESS, POLICY);
    expect({ address, balanceWei }).to.deep.equal({ address: ADDRESS, balanceWei: 7n });
    const gas = measuredGas.base + measuredGas.otherMove.allocate + measuredGas.otherMove.deallocate;
    // 25 % more gas than measured, at 2 × base fee + priority fee.
    expect(rebalanceCostWei).to.equal(((BigInt(gas) * 5n) / 4n) * 41n * GWEI);
  });

  it("needs exactly what execution would ask for, and while fees are above the ceiling what it may offer at most", async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt(0n, 200n * GWEI), fc.bigInt(0n, 10n * GWEI), async (baseFeeWei, priorityFeeWei) => {
        const { rebalanceCostWei } = await readSigningAccount(node(0n, baseFeeWei, priorityFeeWei), ADDRESS, POLICY);
        const free = await readSigningAccount(node(0n, 0n, 0n), ADDRESS, {
          ...POLICY,
          fees: { ...POLICY.fees, minPriorityFeePerGasWei: 1n },
        });
        const gasLimit = free.rebalanceCostWei;
        const history = { nextBaseFeePerGasWei: baseFeeWei, priorityFeesPerGasWei: [priorityFeeWei], gasUsedRatios: [0.5] };
        const fees = chooseFees({ history, ethPriceUsd: 3_000 }, gasLimit, POLICY.fees);
        expect(rebalanceCostWei).to.equal(fees.ok ? fees.maxCostWei : gasLimit * POLICY.fees.maxFeePerGasWei);
      }),
    );
  });

  it("pays for as many as go into its balance, and for any number where gas is free", () => {
    expect(rebalancesPaidFor({ balanceWei: 35n, rebalanceCostWei: 10n })).to.equal(3.5);
    expect(rebalancesPaidFor({ balanceWei: 0n, rebalanceCostWei: 0n })).to.equal(Number.POSITIVE_INFINITY);
  });
});
