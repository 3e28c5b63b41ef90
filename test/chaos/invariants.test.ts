import { expect } from "chai";
import { breachesOf } from "../../scripts/chaos/invariants/check.ts";
import type { ChaosRecord } from "../../scripts/chaos/invariants/record.ts";
import { rebalanceTold, recordOf, type Told, tickRow } from "./record.ts";

/** Thirty rebalances as they should be, one an hour. */
const told: readonly Told[] = Array.from({ length: 30 }, (_, nonce) => rebalanceTold(nonce));
const eighth = rebalanceTold(8);

const withEighth = (changes: { [Part in keyof Told]?: Partial<Told[Part]> }): readonly Told[] =>
  told.map((one, nonce) => {
    if (nonce !== 8) return one;
    return {
      chain: { ...one.chain, ...changes.chain },
      rebalance: { ...one.rebalance, ...changes.rebalance },
      row: { ...one.row, ...changes.row },
    };
  });

const chainWith = (changes: Partial<ChaosRecord["chain"]>): ChaosRecord =>
  recordOf(told, { chain: { ...recordOf(told).chain, ...changes } });

const found = (record: ChaosRecord, quiet = true) => [...new Set(breachesOf(record, { quiet }).map(({ invariant }) => invariant))];

/** What is doctored, and what must be found in it. */
const DOCTORED: readonly (readonly [what: string, record: ChaosRecord, invariant: string])[] = [
  ["two mined rebalances of one decision", recordOf(withEighth({ row: { decisionId: "decision 7" } })), "executed-twice"],
  ["two rebalances from one state of the vault", recordOf(withEighth({ rebalance: { stateNonce: 7n } })), "executed-twice"],
  [
    "a transaction in a block that the database does not have",
    { ...recordOf(told), database: { ...recordOf(told).database, transactions: told.slice(1).map(({ row }) => row) } },
    "unaccounted",
  ],
  ["a rebalance that somebody else sent", recordOf(withEighth({ rebalance: { transactionHash: "0xother" } })), "unaccounted"],
  [
    "bytes that were sent and never recorded",
    recordOf(told, { sent: [{ keeper: "keeper 1", afterTakeover: false, transaction: { ...eighth.chain, hash: "0xother" } }] }),
    "unaccounted",
  ],
  ["a mined one that the database has given up", recordOf(withEighth({ row: { status: "dropped", inclusion: null } })), "unaccounted"],
  ["a reverted one that the database calls mined", recordOf(withEighth({ chain: { succeeded: false } })), "unaccounted"],
  ["one still on its way although all is quiet", recordOf(withEighth({ row: { status: "submitted", inclusion: null } })), "unaccounted"],
  ["a block that has left the chain", recordOf(withEighth({ chain: { blockHash: "0xother" } })), "unaccounted"],
  ["another cost than the chain's", recordOf(withEighth({ chain: { gasUsed: 400_001n } })), "unaccounted"],
  [
    "a mined one that is in no block",
    chainWith({ transactions: told.slice(0, -1).map(({ chain }) => chain), nonce: { mined: 29, withWaiting: 29 } }),
    "unaccounted",
  ],
  ["a transaction that waits although all is settled", chainWith({ nonce: { mined: 30, withWaiting: 31 } }), "nonce-gap"],
  ["a used nonce without its transaction", chainWith({ nonce: { mined: 31, withWaiting: 31 } }), "nonce-gap"],
  ["another target", recordOf(withEighth({ chain: { to: "0x00000000000000000000000000000000000000D4" } })), "outside-policy"],
  ["another call", recordOf(withEighth({ chain: { data: "0xa9059cbb" } })), "outside-policy"],
  ["ether sent along", recordOf(withEighth({ chain: { valueWei: 1n } })), "outside-policy"],
  ["a fee above its ceiling", recordOf(withEighth({ chain: { maxFeePerGasWei: 51n * 10n ** 9n } })), "outside-policy"],
  ["a priority fee above its ceiling", recordOf(withEighth({ chain: { maxPriorityFeePerGasWei: 6n * 10n ** 9n } })), "outside-policy"],
  ["more gas than may be", recordOf(withEighth({ chain: { gasLimit: 1_000_001n } })), "outside-policy"],
  ["another chain's bytes", recordOf(withEighth({ chain: { chainId: 5 } })), "outside-policy"],
  [
    "more gas within 24 hours than the budget",
    recordOf(told, { rules: { ...recordOf(told).rules, maxWeiPerDay: 24n * eighth.chain.gasUsed * eighth.chain.effectiveGasPriceWei } }),
    "over-budget",
  ],
  [
    "something sent after another took over",
    recordOf(told, { sent: [{ keeper: "keeper 1", afterTakeover: true, transaction: eighth.chain }] }),
    "sent-after-takeover",
  ],
  [
    "a relative cap exceeded",
    recordOf(withEighth({ rebalance: { moves: [{ ...moveOf(eighth), positionAfter: 700_001n }] } })),
    "beyond-limits",
  ],
  [
    "money in what is no adapter",
    recordOf(withEighth({ rebalance: { moves: [{ ...moveOf(eighth), adapter: "0xother" }] } })),
    "beyond-limits",
  ],
  ["idle below its floor", recordOf(withEighth({ rebalance: { idleAfter: 19_999n } })), "beyond-limits"],
  ["more lost than may be", recordOf(withEighth({ rebalance: { totalAssetsAfter: 999_499n } })), "beyond-limits"],
  [
    "a share that fell",
    chainWith({
      sharePrices: [
        { blockNumber: 1, price: 10n ** 18n },
        { blockNumber: 2, price: 10n ** 18n - 10n ** 16n },
      ],
    }),
    "beyond-limits",
  ],
  ["a tick that left no row", recordOf(told, { ends: [{ tickId: 99, status: "held", reason: null }] }), "tick-row"],
  ["a tick whose row says something else", recordOf(told, { ends: [{ tickId: 3, status: "held", reason: null }] }), "tick-row"],
  [
    "a tick that runs for ever",
    { ...recordOf(told), database: { ...recordOf(told).database, ticks: [...recordOf(told).database.ticks, tickRow(99, "running")] } },
    "tick-row",
  ],
];

function moveOf({ rebalance }: Told) {
  const [move] = rebalance.moves;
  if (move === undefined) throw new Error("it moves nothing");
  return move;
}

describe("the chaos suite's invariants", () => {
  it("find nothing where all is as it should be", () => {
    expect(breachesOf(recordOf(told), { quiet: true })).to.deep.equal([]);
  });

  it("allow a budget that is used up", () => {
    // Of 30 in 30 hours no more than 25 are signed within 24 hours of one another, both ends included.
    const maxWeiPerDay = 25n * eighth.chain.gasUsed * eighth.chain.effectiveGasPriceWei;
    expect(breachesOf(recordOf(told, { rules: { ...recordOf(told).rules, maxWeiPerDay } }), { quiet: true })).to.deep.equal([]);
  });

  it("allow what is on its way while things go wrong, and a cancellation", () => {
    const cancels = { to: recordOf(told).rules.keeper, data: "0x", gasLimit: 21_000n };
    const onItsWay = recordOf(withEighth({ row: { status: "submitted", inclusion: null } }));
    expect(breachesOf(onItsWay, { quiet: false })).to.deep.equal([]);
    expect(breachesOf(recordOf(withEighth({ chain: cancels })), { quiet: true })).to.deep.equal([]);
  });

  for (const [what, record, invariant] of DOCTORED) {
    it(`find ${what}: ${invariant}`, () => expect(found(record)).to.include(invariant));
  }
});
