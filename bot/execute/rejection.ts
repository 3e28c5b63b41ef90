import type { SubmissionRejectionReason } from "./submitter.ts";

/**
 * What a node or a builder means by refusing bytes; null when its words, such as "txpool is full" or a rate limit, leave open whether it
 * took them.
 *
 * JSON-RPC has no codes for these, so the clients' words have to do: geth (core/txpool/errors.go, core/error.go, also Erigon's and
 * Reth's), Nethermind (AcceptTxResult.cs, names in older versions), Besu and Hardhat.
 */
export function rejectionReason(words: string): SubmissionRejectionReason | null {
  return meanings.find(({ pattern }) => pattern.test(words))?.reason ?? null;
}

const meanings: readonly { readonly reason: SubmissionRejectionReason; readonly pattern: RegExp }[] = [
  { reason: "nonce-too-low", pattern: /nonce (is )?too low|OldNonce/i },
  { reason: "replacement-underpriced", pattern: /replacement transaction underpriced|ReplacementNotAllowed/i },
  { reason: "underpriced", pattern: /transaction underpriced|FeeTooLow|max ?fee ?per ?gas (is )?(too low|less than)/i },
  { reason: "insufficient-funds", pattern: /insufficient ?funds|enough funds|upfront cost exceeds/i },
  {
    reason: "invalid",
    pattern: /intrinsic gas|exceeds (the )?(block gas limit|configured cap)|gas limit (is )?too high|invalid (sender|chain)/i,
  },
];
