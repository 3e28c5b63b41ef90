import type { Schema } from "../../../client/keeperClient.ts";
import type { Tone } from "../../elements/tone.ts";
import { camelWords, marketName, words } from "../../format/names.ts";

type Alert = Schema<"Alert">;
type Silence = Schema<"Silence">;

export const SEVERITY_TONES: Readonly<Record<Alert["severity"], Tone>> = { critical: "bad", warning: "warn", info: "info" };

/** How far it has come. */
export const STATE_WORDS: Readonly<Record<Alert["state"], string>> = {
  firing: "Firing",
  acknowledged: "Acknowledged",
  resolved: "Over",
};

/** "APY anomaly" of "apy-anomaly". */
export function ruleText(rule: string): string {
  return words(rule).replace(/^(Apy|Nav)\b/, (name) => name.toUpperCase());
}

/** What of a vault: the vault itself, one of its limits ("dailyLossBps") in words, a market by its readable name, a transaction as it is. */
export function subjectText(subject: string): string {
  if (subject === "vault") return "the vault";
  return /^[a-z]+([A-Z][a-z]+)+$/.test(subject) ? camelWords(subject.replace(/Bps$/, "")).toLowerCase() : marketName(subject);
}

/** "Breaker tripped, of main: the vault"; what a silence keeps quiet. */
export function silenceText({ rule, vaultName, subject }: Pick<Silence, "rule" | "vaultName" | "subject">): string {
  if (rule === null && vaultName === null && subject === null) return "Everything";
  const what = rule === null ? "Every rule" : ruleText(rule);
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
