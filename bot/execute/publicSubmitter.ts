import { ALREADY_KNOWN } from "../chain/rpc/answer.ts";
import { rejectionReason } from "./rejection.ts";
import { boundedRpc, type JsonRpc, RpcResponseError } from "./rpc.ts";
import { SubmissionRejectedError, type Submitted, type Submitter } from "./submitter.ts";

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
        const reason = rejectionReason(error.nodeMessage);
        if (reason === null) throw error;
        throw new SubmissionRejectedError(reason, error.nodeMessage);
      }
      return sent;
    },
    // What is public stays public.
    close: async () => undefined,
  };
}
