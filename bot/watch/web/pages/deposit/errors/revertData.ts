import { nestedErrors } from "../wallet/eip1193.ts";

/** What the contract said when it refused: wallets and nodes bury it differently. Null where it is nowhere. */
export function revertData(error: unknown): string | null {
  const layers = nestedErrors(error);
  for (const { data } of layers) if (isRevert(data)) return data;
  // Older nodes write it into the message.
  for (const { message } of layers) {
    const written = typeof message === "string" ? /(?:reverted|error).*?\b(0x(?:[0-9a-fA-F]{2}){4,})\b/is.exec(message)?.[1] : undefined;
    // An address or a hash in a message is no answer of a contract.
    if (written !== undefined && (written.length - 10) % 64 === 0) return written;
  }
  return null;
}

function isRevert(data: unknown): data is string {
  return typeof data === "string" && /^0x(?:[0-9a-fA-F]{2}){4,}$/.test(data);
}
