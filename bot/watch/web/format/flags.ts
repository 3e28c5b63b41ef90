import type { Schema } from "../../client/keeperClient.ts";
import { words } from "./names.ts";

type Flags = Schema<"Observation">["flags"];

/** What stands in the way of deposits or withdrawals, in words: ["Supply cap reached"]. */
export function flagWords(flags: Flags): readonly string[] {
  return Object.entries(flags).flatMap(([name, isSet]) =>
    isSet ? [words(name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`))] : [],
  );
}

/** The same as one text; "open" where nothing does. */
export function flagsText(flags: Flags): string {
  return flagWords(flags).join(", ") || "open";
}
