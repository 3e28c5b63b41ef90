import type { MarketId } from "./market.ts";
import type { OutboxRow } from "./outbox.ts";
import type { Address } from "./units.ts";

/** What one move is expected to do. Amounts in the vault's asset, smallest units. */
export interface MoveExpectation {
  readonly marketId: MarketId;
  readonly adapter: Address;
  /** As planned: positive into the market. */
  readonly plannedChange: bigint;
  /** The position after the whole plan, as the chain itself answered when the plan was made. */
  readonly expectedPosition: bigint;
}

/** What one move of a mined rebalance was expected to do, and did. */
export interface MoveResult extends MoveExpectation {
  /** The position afterwards as the vault recorded it. */
  readonly actualPosition: bigint;
  /** actualPosition − expectedPosition in basis points of the move: negative is worse than expected. */
  readonly driftBps: number;
}

/** What a rebalance is expected to do: its moves, and the vault as a whole. */
export interface RebalanceExpectation {
  readonly moves: readonly MoveExpectation[];
  /** Idle and positions after all moves. */
  readonly totalAssets: bigint;
  readonly gasUsed: bigint;
}

/** The same beside what became of it. */
export interface RebalanceResult {
  readonly moves: readonly MoveResult[];
  readonly expectedTotalAssets: bigint;
  readonly actualTotalAssets: bigint;
  readonly expectedGasUsed: bigint;
  readonly actualGasUsed: bigint;
}

/** Remembers what rebalances were expected to do until the chain says what they did. */
export interface MoveLog {
  /** Of a transaction that was just signed. Writing it again changes nothing. */
  recordExpected(transaction: Pick<OutboxRow, "id">, expectation: RebalanceExpectation): Promise<void>;
  /** Of any attempt at the decision: all of them make the same call. Null when it was not written down, or not known. */
  expectationOf(decisionId: string): Promise<RebalanceExpectation | null>;
  /** Of the attempt that is in a block; takes the place of an earlier result of the decision, whose block has left the chain. */
  recordActual(transaction: Pick<OutboxRow, "id" | "decisionId">, result: RebalanceResult): Promise<void>;
}
