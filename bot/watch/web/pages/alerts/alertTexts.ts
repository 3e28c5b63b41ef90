import type { Schema } from "../../../client/keeperClient.ts";
import type { Tone } from "../../elements/tone.ts";
import { marketName, words } from "../../format/names.ts";

type Alert = Schema<"Alert">;
type Silence = Schema<"Silence">;

export const SEVERITY_TONES: Readonly<Record<Alert["severity"], Tone>> = { critical: "bad", warning: "warn", info: "info" };

/** How far it has come. */
export const STATE_WORDS: Readonly<Record<Alert["state"], string>> = {
  firing: "Firing",
  acknowledged: "Acknowledged",
  resolved: "Over",
};

/** A market by its readable name, anything else as it is: the vault itself, a limit, a transaction. */
export function subjectText(subject: string): string {
  return subject === "vault" ? "the vault" : marketName(subject);
}

/** "Breaker tripped, of main: the vault"; what a silence keeps quiet. */
export function silenceText({ rule, vaultName, subject }: Pick<Silence, "rule" | "vaultName" | "subject">): string {
  if (rule === null && vaultName === null && subject === null) return "Everything";
  const what = rule === null ? "Every rule" : words(rule);
  const vault = vaultName === null ? "every vault" : vaultName;
  return `${what}, of ${vault}${subject === null ? "" : `: ${subjectText(subject)}`}`;
}

const HOUR_SECONDS = 3_600;

/** For how long something is kept quiet. */
export const SILENCE_SPANS = [
  { seconds: HOUR_SECONDS, text: "1 hour" },
  { seconds: 4 * HOUR_SECONDS, text: "4 hours" },
  { seconds: 24 * HOUR_SECONDS, text: "1 day" },
  { seconds: 72 * HOUR_SECONDS, text: "3 days" },
  { seconds: 168 * HOUR_SECONDS, text: "1 week" },
] as const;
