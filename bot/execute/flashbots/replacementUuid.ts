import { createHash } from "node:crypto";

/** A random UUID of this keeper's own, as RFC 9562 wants a namespace to be. */
const NAMESPACE = Buffer.from("5a1e5f0f6c1d4d8e9c7b2f4e8d3a6b91", "hex");

/**
 * The `replacementUuid` of one offer: a version 5 UUID (RFC 9562, section 5.5) of transaction, builder and block. It follows from what is
 * offered, so a keeper that comes back withdraws what it offered before it was killed, even if it did not get to record it, and an offer
 * made twice replaces itself.
 */
export function replacementUuid(transactionHash: string, builder: string, targetBlock: number): string {
  const digest = createHash("sha1").update(NAMESPACE).update(`${transactionHash}/${builder}/${targetBlock}`).digest();
  const bytes = digest.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
