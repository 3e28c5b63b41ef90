import {
  type Inclusion,
  type Outbox,
  OutboxConflictError,
  type OutboxRow,
  type OutboxStatus,
  type SignedTransaction,
  type Submission,
} from "../../bot/core/outbox.ts";

/** A row with everything a mark added to it, so that tests can look at the record as a person would. */
export interface RecordedRow extends OutboxRow {
  readonly submission: Submission | null;
  readonly inclusion: Inclusion | null;
  readonly reason: string | null;
}

const FINAL: readonly OutboxStatus[] = ["mined", "reverted", "replaced", "dropped"];

/** The `Outbox` contract in memory. Its changes are atomic because none awaits anything before it is done. */
export class MemoryOutbox implements Outbox {
  rows: RecordedRow[];

  constructor(rows: readonly RecordedRow[] = []) {
    this.rows = [...rows];
  }

  /** Called after every change, before the promise of the change resolves. */
  protected async persist(): Promise<void> {}

  async hasDecision(decisionId: string): Promise<boolean> {
    return this.rows.some((row) => row.decisionId === decisionId);
  }

  async unresolved(chainId: number, sender: string): Promise<readonly OutboxRow[]> {
    return this.rows
      .filter((row) => row.chainId === chainId && row.sender === sender && !FINAL.includes(row.status))
      .sort((a, b) => a.nonce - b.nonce);
  }

  async recordSigned(transaction: SignedTransaction): Promise<OutboxRow> {
    if (this.isTaken(transaction)) throw new OutboxConflictError(`decision ${transaction.decisionId} or nonce ${transaction.nonce}`);
    const row = {
      ...transaction,
      id: String(this.rows.length + 1),
      status: "signed" as const,
      submission: null,
      inclusion: null,
      reason: null,
    };
    this.rows.push(row);
    await this.persist();
    return row;
  }

  markSubmitted(id: string, submission: Submission): Promise<void> {
    return this.mark(id, "submitted", { submission });
  }

  markMined(id: string, inclusion: Inclusion): Promise<void> {
    return this.mark(id, "mined", { inclusion });
  }

  markReverted(id: string, inclusion: Inclusion, reason: string): Promise<void> {
    return this.mark(id, "reverted", { inclusion, reason });
  }

  markReplaced(id: string, reason: string): Promise<void> {
    return this.mark(id, "replaced", { reason });
  }

  markDropped(id: string, reason: string): Promise<void> {
    return this.mark(id, "dropped", { reason });
  }

  /** Synchronous until its result is known, so that nothing comes between the check and the insertion. */
  private isTaken(transaction: SignedTransaction): boolean {
    return this.rows.some((row) => {
      if (row.decisionId === transaction.decisionId) return true;
      const sameAccount = row.chainId === transaction.chainId && row.sender === transaction.sender;
      return sameAccount && row.nonce === transaction.nonce && !FINAL.includes(row.status);
    });
  }

  private async mark(id: string, status: OutboxStatus, change: Partial<RecordedRow>): Promise<void> {
    const index = this.rows.findIndex((row) => row.id === id);
    const row = this.rows[index];
    if (!row) throw new Error(`no row ${id}`);
    if (row.status === status) return;
    if (FINAL.includes(row.status)) throw new Error(`row ${id} is ${row.status} for good and cannot become ${status}`);
    this.rows[index] = { ...row, ...change, status };
    await this.persist();
  }
}
