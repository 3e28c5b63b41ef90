import {
  type GasSpent,
  type IncludedRow,
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
const IN_CHAIN: readonly OutboxStatus[] = ["mined", "reverted"];

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
      .sort((a, b) => a.nonce - b.nonce || a.attempt - b.attempt);
  }

  async ofNonce(chainId: number, sender: string, nonce: number): Promise<readonly OutboxRow[]> {
    return this.rows.filter((row) => row.chainId === chainId && row.sender === sender && row.nonce === nonce);
  }

  async lastIncluded(chainId: number, sender: string, limit: number): Promise<readonly IncludedRow[]> {
    return this.rows
      .flatMap((row) => (row.inclusion !== null && IN_CHAIN.includes(row.status) ? [{ ...row, inclusion: row.inclusion }] : []))
      .filter((row) => row.chainId === chainId && row.sender === sender)
      .sort((a, b) => b.inclusion.blockNumber - a.inclusion.blockNumber)
      .slice(0, limit);
  }

  async givenUp(chainId: number, sender: string, limit: number): Promise<readonly OutboxRow[]> {
    const own = this.rows.filter((row) => row.chainId === chainId && row.sender === sender);
    const taken = new Set(own.filter(({ status }) => IN_CHAIN.includes(status) || !FINAL.includes(status)).map(({ nonce }) => nonce));
    return own
      .filter(({ status, nonce }) => status === "dropped" && !taken.has(nonce))
      .reverse()
      .slice(0, limit);
  }

  async gasSpentSince(chainId: number, vault: string, sinceSeconds: number, exceptNonce: number | null): Promise<GasSpent> {
    const rows = this.rows.filter((row) => row.chainId === chainId && row.vault === vault);
    const included = rows.filter((row) => IN_CHAIN.includes(row.status) && row.createdAtSeconds >= sinceSeconds);
    const costs = included.map((row) => ({ wei: row.inclusion?.costWei ?? 0n, price: row.ethPriceUsd }));
    const waiting = rows.filter((row) => !FINAL.includes(row.status) && row.nonce !== exceptNonce);
    for (const nonce of new Set(waiting.map((row) => row.nonce))) {
      const most = (row: OutboxRow) => row.gasLimit * row.maxFeePerGasWei;
      const [dearest] = waiting.filter((row) => row.nonce === nonce).sort((a, b) => (most(b) > most(a) ? 1 : -1));
      if (dearest) costs.push({ wei: most(dearest), price: dearest.ethPriceUsd });
    }
    return {
      wei: costs.reduce((sum, cost) => sum + cost.wei, 0n),
      usd: costs.reduce((sum, cost) => sum + (Number(cost.wei) / 1e18) * cost.price, 0),
    };
  }

  async recordSigned(transaction: SignedTransaction): Promise<OutboxRow> {
    if (this.isTaken(transaction)) throw new OutboxConflictError(`decision ${transaction.decisionId} or nonce ${transaction.nonce}`);
    const row = {
      ...transaction,
      id: String(this.rows.length + 1),
      status: "signed" as const,
      submitter: null,
      submission: null,
      inclusion: null,
      reason: null,
    };
    this.rows.push(row);
    await this.persist();
    return row;
  }

  markSubmitted(id: string, submission: Submission): Promise<void> {
    return this.mark(id, "submitted", { submission, submitter: submission.submitter });
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

  async markReorganised(id: string): Promise<void> {
    const index = this.rows.findIndex((row) => row.id === id);
    const row = this.rows[index];
    if (!row) throw new Error(`no row ${id}`);
    if (row.status === "submitted") return;
    if (!IN_CHAIN.includes(row.status)) throw new Error(`row ${id} is ${row.status} and in no block`);
    this.rows[index] = { ...row, status: "submitted", inclusion: null, reason: null };
    await this.persist();
  }

  /** Synchronous until its result is known, so that nothing comes between the check and the insertion. */
  private isTaken(transaction: SignedTransaction): boolean {
    const { decisionId, attempt, chainId, sender, nonce } = transaction;
    const first = this.rows.find((row) => row.decisionId === decisionId && row.attempt === 0);
    if (attempt > 0 && first?.nonce !== nonce) return true;
    return this.rows.some((row) => {
      if (row.decisionId === decisionId) return row.attempt === attempt;
      return row.chainId === chainId && row.sender === sender && row.nonce === nonce && !FINAL.includes(row.status);
    });
  }

  private async mark(id: string, status: OutboxStatus, change: Partial<RecordedRow>): Promise<void> {
    const index = this.rows.findIndex((row) => row.id === id);
    const row = this.rows[index];
    if (!row) throw new Error(`no row ${id}`);
    if (row.status === status && status !== "submitted") return;
    const foundInChain = IN_CHAIN.includes(status) && !IN_CHAIN.includes(row.status);
    if (!foundInChain && FINAL.includes(row.status)) throw new Error(`row ${id} is ${row.status} for good and cannot become ${status}`);
    this.rows[index] = { ...row, ...change, status };
    await this.persist();
  }
}
