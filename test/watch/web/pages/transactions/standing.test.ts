import { expect } from "chai";
import {
  type Attempt,
  type Bundle,
  costOf,
  decidingAttempt,
  type Execution,
  whatBecame,
  worstDriftBps,
} from "../../../../../bot/watch/web/pages/transactions/standing.ts";

const ADDRESS = `0x${"a".repeat(40)}`;
const HASH = `0x${"b".repeat(64)}`;

describe("what became of an execution", () => {
  it("names the block, and the first bundle that was taken", () => {
    const bundles = [offer(101, "included"), offer(102, "cancelled")];
    expect(whatBecame(execution([mined(101, { bundles })]))).to.equal(
      "In block 101, 1 block after it was signed, with the first bundle of titan.",
    );
  });

  it("counts the bundles that were not taken, of attempts before it too", () => {
    const first = attempt({ status: "replaced", bundles: [offer(101, "missed"), offer(102, "refused")] });
    const second = mined(104, { attempt: 1, bundles: [offer(103, "missed"), offer(104, "included")] });
    expect(whatBecame(execution([first, second]))).to.equal(
      "In block 104, 4 blocks after it was signed, at attempt 2, after 3 bundles that were not taken.",
    );
  });

  it("says by which way a transaction came that no builder was offered", () => {
    expect(whatBecame(execution([mined(102, { route: "public" })]))).to.match(/2 blocks after it was signed, by the public route\.$/);
  });

  it("says why it is in no block", () => {
    const reason = "Its deadline has passed";
    expect(whatBecame(execution([attempt({ status: "dropped", reason })]))).to.equal("In no block: Its deadline has passed.");
    expect(whatBecame(execution([mined(102, { status: "reverted", reason: "NoLoss()" })]))).to.equal("Reverted in block 102: NoLoss().");
    expect(whatBecame(execution([attempt({ status: "replaced" }), mined(103, { purpose: "cancel", attempt: 1 })]))).to.equal(
      "Called off: an empty transaction used nonce 7 in block 103.",
    );
  });

  it("says what is waited for", () => {
    expect(whatBecame(execution([attempt({ status: "signed" })]))).to.equal("Signed, and not sent yet.");
    expect(whatBecame(execution([attempt({ bundles: [offer(101, "missed"), offer(102, "sent"), offer(103, "sent")] })]))).to.equal(
      "Offered to titan until block 103; in no block yet.",
    );
    expect(whatBecame(execution([attempt({ route: "public" })]))).to.equal("Sent by the public route at block 100; in no block yet.");
  });

  it("is told by the attempt in a block, or else by the last one", () => {
    const first = mined(101, {});
    const last = attempt({ attempt: 1, status: "replaced" });
    expect(decidingAttempt(execution([first, last]))).to.equal(first);
    expect(decidingAttempt(execution([attempt({ status: "replaced" }), last]))).to.equal(last);
  });

  it("costs what its block took, at the price of ether when it was signed", () => {
    expect(costOf(execution([mined(101, {})]))).to.deep.equal({ wei: "10000000000000000", usd: 30 });
    expect(costOf(execution([attempt({})]))).to.equal(null);
  });

  it("is as far off as its worst move, whichever way", () => {
    const drifts = (...bps: readonly (number | null)[]) => ({ ...execution([mined(101, {})]), result: resultOf(bps) });
    expect(worstDriftBps(drifts(1, -3, null, 2))).to.equal(-3);
    expect(worstDriftBps(drifts(null))).to.equal(null);
    expect(worstDriftBps(execution([attempt({})]))).to.equal(null);
  });
});

function execution(attempts: Attempt[]): Execution {
  return { decisionId: "decision", chainId: 1, vault: ADDRESS, sender: ADDRESS, nonce: 7, attempts, result: null };
}

function attempt(changes: Partial<Attempt>): Attempt {
  return {
    id: "1",
    decisionId: "decision",
    purpose: "rebalance",
    route: "private",
    attempt: 0,
    chainId: 1,
    vault: ADDRESS,
    sender: ADDRESS,
    nonce: 7,
    hash: HASH,
    gasLimit: "700000",
    maxFeePerGasWei: "20000000000",
    maxPriorityFeePerGasWei: "1000000000",
    ethPriceUsd: 3_000,
    signedAtBlock: 100,
    createdAtSeconds: 1_750_000_000,
    submittedAtSeconds: 1_750_000_001,
    status: "submitted",
    submitter: "flashbots",
    inclusion: null,
    reason: null,
    bundles: [],
    ...changes,
  };
}

function mined(blockNumber: number, changes: Partial<Attempt>): Attempt {
  const inclusion = { blockNumber, blockHash: HASH, gasUsed: "500000", effectiveGasPriceWei: "20000000000", costWei: "10000000000000000" };
  return attempt({ status: "mined", inclusion, ...changes });
}

function offer(targetBlock: number, status: Bundle["status"]): Bundle {
  return {
    id: String(targetBlock),
    transactionId: "1",
    builder: "titan",
    method: "bundle",
    targetBlock,
    bundleHash: null,
    replacementUuid: null,
    sentAtSeconds: 1_750_000_001,
    status,
    reason: null,
  };
}

function resultOf(drifts: readonly (number | null)[]): NonNullable<Execution["result"]> {
  return {
    expectedTotalAssets: "0",
    actualTotalAssets: null,
    expectedGasUsed: "0",
    actualGasUsed: null,
    moves: drifts.map((driftBps) => ({
      marketId: "1:aave-v3:usdc",
      adapter: ADDRESS,
      plannedChange: "0",
      expectedPosition: "0",
      actualPosition: null,
      driftBps,
    })),
  };
}
