import { ALREADY_KNOWN } from "../chain/rpc/answer.ts";
import { boundedRpc, type JsonRpc, RpcResponseError } from "./rpc.ts";
import { SubmissionRejectedError, type SubmissionRejectionReason, type Submitted, type Submitter } from "./submitter.ts";

/** The `kind` of what was sent for all to see. */
export const PUBLIC_MEMPOOL = "public-mempool";

/** Sends to the public mempool through `eth_sendRawTransaction`. */
export function publicSubmitter(rpc: JsonRpc, timeoutMilliseconds: number): Submitter {
  const node = boundedRpc(rpc, timeoutMilliseconds);
  return {
    kind: PUBLIC_MEMPOOL,
    async submit({ rawTransaction }) {
      const sent: Submitted = { via: PUBLIC_MEMPOOL, offeredNow: true };
      try {
        await node.send("eth_sendRawTransaction", [rawTransaction]);
      } catch (error) {
        if (!(error instanceof RpcResponseError)) throw error;
        if (ALREADY_KNOWN.test(error.nodeMessage)) return sent;
        const rejection = rejections.find(({ words }) => words.test(error.nodeMessage));
        if (!rejection) throw error;
        throw new SubmissionRejectedError(rejection.reason, error.nodeMessage);
      }
      return sent;
    },
    // What is public stays public.
    close: async () => undefined,
  };
}

/*
 * JSON-RPC has no codes for these, so the clients' words have to do: geth (core/txpool/errors.go, core/error.go, also Erigon's and
 * Reth's), Nethermind (AcceptTxResult.cs, names in older versions), Besu and Hardhat. Words that are not here, such as "txpool is full"
 * or a rate limit, leave open whether the transaction was taken.
 */

const rejections: readonly { readonly reason: SubmissionRejectionReason; readonly words: RegExp }[] = [
  { reason: "nonce-too-low", words: /nonce (is )?too low|OldNonce/i },
  { reason: "replacement-underpriced", words: /replacement transaction underpriced|ReplacementNotAllowed/i },
  { reason: "underpriced", words: /transaction underpriced|FeeTooLow|max ?fee ?per ?gas (is )?(too low|less than)/i },
  { reason: "insufficient-funds", words: /insufficient ?funds|enough funds|upfront cost exceeds/i },
  {
    reason: "invalid",
    words: /intrinsic gas|exceeds (the )?(block gas limit|configured cap)|gas limit (is )?too high|invalid (sender|chain)/i,
  },
];
