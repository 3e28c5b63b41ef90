import type { RelayClient } from "../execute/flashbots/relayClient.ts";
import { RelayError, RelayRefusedError } from "../execute/flashbots/relayErrors.ts";
import type { Check } from "./doctor.ts";

/** Whether the builders that private transactions would be offered to answer, all asked at the same time. */
export function examineBuilders(relays: readonly RelayClient[], headBlock: number): Promise<readonly Check[]> {
  return Promise.all(relays.map((relay) => examineBuilder(relay, headBlock)));
}

async function examineBuilder(relay: RelayClient, headBlock: number): Promise<Check> {
  const name = `builder ${relay.builder}`;
  try {
    const { isHighPriority } = await relay.userStats(headBlock);
    return { name, status: "ok", detail: `answers; the reputation key has ${isHighPriority ? "high" : "no high"} priority`, remedy: "" };
  } catch (error) {
    // Most builders besides Flashbots keep no such statistics; that they say so is an answer.
    if (error instanceof RelayRefusedError) return { name, status: "ok", detail: "answers", remedy: "" };
    if (!(error instanceof RelayError)) throw error;
    return { name, status: "warning", detail: error.message, remedy: error.remedy };
  }
}
