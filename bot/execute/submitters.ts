import type { SubmissionRoute } from "../core/outbox.ts";
import type { Submitter } from "./submitter.ts";

/** The ways this keeper has. Without a private one, what was to be private is offered to nobody: it waits for its deadline. */
export interface Submitters {
  readonly public: Submitter;
  readonly private: Submitter | null;
}

/** The way that was chosen for a transaction when it was signed. */
export function submitterOf(submitters: Submitters, { route }: { readonly route: SubmissionRoute }): Submitter | null {
  return submitters[route];
}
