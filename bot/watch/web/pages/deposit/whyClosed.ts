import { localTime } from "../../format/times.ts";
import type { VaultReading } from "./chain/vaultReading.ts";

/** Why the vault takes no deposit of this account now, and when it will; null while it takes one. */
export function whyClosed(reading: VaultReading): string | null {
  const { maxDeposit, status, trippedAtSeconds, gate, depositCap, grossAssets, adapters } = reading;
  if (maxDeposit > 0n) return null;
  if (status !== 0) {
    const since = trippedAtSeconds === 0 ? "" : ` since ${localTime(trippedAtSeconds)}`;
    const what = status === 1 ? "A breaker has tripped" : "The vault is paused";
    return `${what}${since}: no deposits until its owner opens it again. Withdrawals stay open.`;
  }
  if (gate !== null && !gate.mayDeposit) return "Only accounts on this vault's list may deposit, and this one is not on it.";
  const unreadable = adapters.filter(({ position }) => position === null).length;
  if (unreadable > 0) {
    return "A market cannot say what the vault's position in it is worth, so a price for new shares would be a guess. Deposits open again when it answers.";
  }
  if (depositCap !== null && grossAssets >= depositCap)
    return "The vault is full: its deposit cap is reached. There is room when someone leaves or the cap is raised.";
  return "The next deposit would trip a breaker: what the shares are worth has just fallen too far. Wait until the operator has looked at it.";
}
