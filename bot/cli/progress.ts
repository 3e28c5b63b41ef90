/** A line on standard error that says how far a long command has come, and when it will be done. */
export interface Progress {
  /** @param share How much is done, from 0 to 1. */
  show(share: number, what: string): void;
  /** Takes the line away. */
  clear(): void;
}

const INTERVAL_MILLISECONDS = 200;
const BAR_WIDTH = 24;

/** A terminal, as far as progress needs one. */
export interface ProgressTerminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Only for a person who looks on: in a pipe and with --json it is silent. */
export function createProgress(json: boolean, terminal: ProgressTerminal = process.stderr, now = () => performance.now()): Progress {
  if (json || terminal.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const startedAt = now();
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(share, what) {
      if (now() - shownAt < INTERVAL_MILLISECONDS) return;
      shownAt = now();
      const line = progressLine(share, what, (shownAt - startedAt) / 1000);
      terminal.write(`\r\x1b[K${line.slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    clear() {
      if (Number.isFinite(shownAt)) terminal.write("\r\x1b[K");
    },
  };
}

/** "████░░░░  17 %, 0:12 left, 56,000 rows". Nothing is said of the time that is left before a hundredth is done. */
export function progressLine(share: number, what: string, elapsedSeconds: number): string {
  const done = Math.min(Math.max(share, 0), 1);
  const filled = Math.round(done * BAR_WIDTH);
  const left = done < 0.01 ? "" : `, ${minutes((elapsedSeconds * (1 - done)) / done)} left`;
  return `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} ${String(Math.floor(done * 100)).padStart(3)} %${left}, ${what}`;
}

/** "1:05:09" or "5:09". */
function minutes(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, rest] = [Math.floor(whole / 3600), whole % 3600];
  const tail = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
  return hours === 0 ? tail : `${hours}:${tail.padStart(5, "0")}`;
}
