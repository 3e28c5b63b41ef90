import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { OtherContractsError } from "./errors.ts";
import type { Outcome } from "./outcome.ts";

/** The outcomes so far, kept in a file if one is given: a run that was stopped goes on where it was. */
export interface Journal {
  /** What is known of a mutation already. */
  get(id: string): Outcome | undefined;
  add(outcome: Outcome): void;
}

/** @param fingerprint Of the contracts and tests: outcomes hold for no others. */
export function openJournal(file: string | undefined, fingerprint: string): Journal {
  const outcomes = new Map<string, Outcome>();
  if (file !== undefined) {
    if (!existsSync(file)) writeFileSync(file, `${JSON.stringify({ fingerprint })}\n`);
    const [header = "{}", ...lines] = readFileSync(file, "utf8").split("\n");
    if (JSON.parse(header).fingerprint !== fingerprint) throw new OtherContractsError(file);
    for (const line of lines.filter((text) => text !== "")) {
      const outcome = JSON.parse(line) as Outcome;
      outcomes.set(outcome.id, outcome);
    }
  }
  return {
    get: (id) => outcomes.get(id),
    add(outcome) {
      outcomes.set(outcome.id, outcome);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(outcome)}\n`);
    },
  };
}
