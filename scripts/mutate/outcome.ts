/** What became of a mutation. */
export interface Outcome {
  readonly id: string;
  readonly where: string;
  readonly operator: string;
  /** Did nothing: it does not compile or has the original's bytecode, and does not count. */
  readonly verdict: "killed" | "survived" | "nothing";
  /** The test that failed, the time that was up, or why it is nothing. */
  readonly by: string;
  readonly original: string;
  readonly replacement: string;
  readonly seconds: number;
}

/** One line, however many the snippet has. */
export function describeChange({ original, replacement }: Pick<Outcome, "original" | "replacement">): string {
  const brief = (text: string) => {
    const line = text.replaceAll(/\s+/g, " ").trim();
    return line.length > 90 ? `${line.slice(0, 87)}…` : line;
  };
  return `${brief(original)}  →  ${brief(replacement) || "(nothing)"}`;
}
