import { exactAmount } from "./exactAmount.ts";

/** What was typed: an amount in smallest units, or what is wrong with it; neither while nothing is there. */
export interface ParsedAmount {
  readonly amount: bigint | null;
  readonly problem: string | null;
}

export interface Measure {
  readonly symbol: string;
  readonly decimals: number;
}

/** Most there is to take, and what to say of more: "You have". */
export interface Most {
  readonly amount: bigint;
  readonly because: string;
}

const EMPTY: ParsedAmount = { amount: null, problem: null };

/** Reads an amount in whole tokens, strictly: nothing is rounded, and nothing that could mean two numbers is guessed at. */
export function parseAmount(text: string, { symbol, decimals }: Measure, most: Most | null = null): ParsedAmount {
  const typed = text.trim();
  if (typed === "") return EMPTY;
  if (/^[-−]/.test(typed)) return wrong("An amount cannot be negative.");
  if (typed.includes(",")) return wrong("Write it without commas, with a point before decimals: 1000.5");
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(typed) ?? [];
  if (whole === undefined) return wrong("Write a number such as 1000 or 1000.5.");
  if (fraction.length > decimals) return wrong(`${symbol} has ${decimals === 0 ? "no decimals" : `at most ${decimals} decimals`}.`);
  const amount = BigInt(whole + fraction.padEnd(decimals, "0"));
  if (amount === 0n) return wrong("It must be more than zero.");
  if (most !== null && amount > most.amount) return wrong(`${most.because} ${exactAmount(most.amount, decimals)} ${symbol}.`);
  return { amount, problem: null };
}

/** Reads a percentage of at most 100 into basis points. */
export function parseBps(text: string): { readonly bps: bigint | null; readonly problem: string | null } {
  if (/^0+(\.0{1,2})?$/.test(text.trim())) return { bps: 0n, problem: null };
  const { amount, problem } = parseAmount(text, { symbol: "A percentage here", decimals: 2 }, { amount: 10_000n, because: "At most" });
  if (problem !== null) return { bps: null, problem: problem.startsWith("At most") ? "At most 100 %." : problem };
  return amount === null ? { bps: null, problem: "Write a percentage; 0 accepts no loss." } : { bps: amount, problem: null };
}

function wrong(problem: string): ParsedAmount {
  return { amount: null, problem };
}
