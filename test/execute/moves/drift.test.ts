import { expect } from "chai";
import fc from "fast-check";
import type { RebalanceExpectation } from "../../../bot/core/moveResult.ts";
import type { OutboxRow } from "../../../bot/core/outbox.ts";
import type { Receipt } from "../../../bot/execute/chainReads.ts";
import type { ExecutionEvent } from "../../../bot/execute/events.ts";
import { driftRecorder, resultOf } from "../../../bot/execute/moves/drift.ts";
import { vaultInterface } from "../../../bot/execute/vaultAbi.ts";
import { memoryMoveLog } from "../memoryMoveLog.ts";
import { ADAPTER_A, ADAPTER_B } from "../support/scenario.ts";

const VAULT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const KEEPER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

const log = (name: string, args: readonly unknown[], address = VAULT) => ({ address, ...vaultInterface.encodeEventLog(name, args) });
const reallocated = (adapter: string, change: bigint, after: bigint, address = VAULT) =>
  log("Reallocated", [KEEPER, adapter, change, after], address);
const rebalanced = (after: bigint) => log("Rebalanced", [KEEPER, 3n, 10n ** 12n, after, 5n]);

const expectation: RebalanceExpectation = {
  moves: [
    { marketId: "1:a:usdc", adapter: ADAPTER_A, plannedChange: -1_000_000n, expectedPosition: 4_000_000n },
    { marketId: "1:b:usdc", adapter: ADAPTER_B, plannedChange: 500_000n, expectedPosition: 900_000n },
  ],
  totalAssets: 10n ** 12n,
  gasUsed: 400_000n,
};

describe("drift", () => {
  it("is the position that the vault recorded less the one expected, by the size of the move", () => {
    fc.assert(
      fc.property(fc.bigInt(-9_999n, 9_999n), fc.bigInt(-9_999n, 9_999n), (first, second) => {
        const logs = [
          reallocated(ADAPTER_A, -1_000_000n, 4_000_000n + first),
          reallocated(ADAPTER_B, 500_000n, 900_000n + second),
          rebalanced(10n ** 12n + first + second),
        ];
        const result = resultOf(expectation, { logs, gasUsed: 390_000n }, VAULT.toLowerCase());
        expect(result?.moves.map(({ driftBps }) => driftBps)).to.have.lengthOf(2);
        expect(result?.moves[0]?.driftBps).to.be.closeTo(Number(first) / 100, 1e-9);
        expect(result?.moves[1]?.driftBps).to.be.closeTo(Number(second) / 50, 1e-9);
        expect(result?.actualTotalAssets).to.equal(10n ** 12n + first + second);
        expect(result?.actualGasUsed).to.equal(390_000n);
      }),
    );
  });

  it("heeds the vault's own events only, and leaves out a move that has none", () => {
    const foreign = [
      reallocated(ADAPTER_B, 500_000n, 1n, ADAPTER_A),
      { address: VAULT, topics: [`0x${"12".repeat(32)}`], data: "0x" },
      { address: VAULT, topics: [], data: "0x" },
    ];
    const logs = [...foreign, reallocated(ADAPTER_A, -1_000_000n, 4_000_000n), rebalanced(10n ** 12n)];
    const result = resultOf(expectation, { logs, gasUsed: 1n }, VAULT);
    expect(result?.moves.map(({ adapter, driftBps }) => ({ adapter, driftBps }))).to.deep.equal([{ adapter: ADAPTER_A, driftBps: 0 }]);
    expect(resultOf(expectation, { logs: foreign, gasUsed: 1n }, VAULT)).to.equal(null);
  });

  it("is recorded and told, and unknown where a kill left no expectation", async () => {
    const moveLog = memoryMoveLog();
    const events: ExecutionEvent[] = [];
    const onMined = driftRecorder({ moveLog, emit: (event) => events.push(event) });
    const row = { id: "1", decisionId: "d", hash: "0x12", vault: VAULT } as OutboxRow;
    const receipt = { gasUsed: 1n, logs: [reallocated(ADAPTER_A, -1_000_000n, 3_999_000n), rebalanced(7n)] } as unknown as Receipt;
    await onMined(row, receipt);
    expect([...events, ...moveLog.results]).to.deep.equal([]);
    await moveLog.recordExpected(row, expectation);
    await onMined(row, receipt);
    expect(moveLog.results.map(({ moves }) => moves[0]?.driftBps)).to.deep.equal([-10]);
    expect(events).to.deep.equal([{ type: "drift", decisionId: "d", hash: "0x12", result: moveLog.results[0] }]);
  });
});
