import type { ChangeKind, RecentRow } from "../../../store/recentChanges.ts";
import { vaultId } from "../schemas/parameters.ts";
import type { Change } from "../schemas/stream.ts";

/** Something that changed, in the order of its number. */
export interface LoggedChange {
  /** "<process>-<number>". */
  readonly id: string;
  readonly change: Change;
}

/** Knows what has changed since somebody last looked. */
export interface ChangeLog {
  /** Compares rows with what they were, and returns what is new. */
  observe(rows: readonly RecentRow[]): Observed;
  /** What came after that event; null when that is not known any more, or never was. */
  since(id: string): readonly LoggedChange[] | null;
}

export interface Observed {
  readonly changes: readonly LoggedChange[];
  /** Whether more may have changed than was looked at: whoever follows must read everything again. */
  readonly missed: boolean;
}

/** @param process Told apart from every other process that has given numbers. @param kept How many changes are remembered. */
export function createChangeLog(process: string, kept: number): ChangeLog {
  let known: ReadonlyMap<string, string> | null = null;
  let log: LoggedChange[] = [];
  let next = 1;

  return {
    observe(rows) {
      const before = known;
      known = new Map(rows.map((row) => [keyOf(row), row.status]));
      if (before === null) return { changes: [], missed: false };
      const missed = kindsOf(rows).some(
        (kind) => hadAny(before, kind) && rows.filter((row) => row.kind === kind).every((row) => !before.has(keyOf(row))),
      );
      // What is missed leaves a hole in the numbers: nobody can go on from before it.
      if (missed) next += 1;
      const changes = rows
        .filter((row) => before.get(keyOf(row)) !== row.status)
        .map((row) => ({ id: `${process}-${next++}`, change: changeOf(row) }));
      log = missed ? changes : [...log, ...changes].slice(-kept);
      return { changes, missed };
    },
    since(id) {
      const number = id.startsWith(`${process}-`) ? id.slice(process.length + 1) : "";
      if (!/^\d{1,15}$/.test(number)) return null;
      const last = Number(number);
      const first = next - log.length;
      return last >= first - 1 && last < next ? log.slice(last - first + 1) : null;
    },
  };
}

function keyOf({ kind, id }: RecentRow): string {
  return `${kind} ${id}`;
}

function kindsOf(rows: readonly RecentRow[]): readonly ChangeKind[] {
  return [...new Set(rows.map(({ kind }) => kind))];
}

function hadAny(known: ReadonlyMap<string, string>, kind: ChangeKind): boolean {
  for (const key of known.keys()) if (key.startsWith(`${kind} `)) return true;
  return false;
}

function changeOf({ kind, id, status, decisionId, chainId, vault }: RecentRow): Change {
  return { kind, id, vaultId: vault === null ? null : vaultId({ chainId, vault }), status, decisionId };
}
