import { ExplorerRefusedError } from "../errors.ts";
import { askExplorer, type Correspondent, quote, type RequestPolicy } from "../explorerRequest.ts";
import type { Explorer, Standing } from "../submission.ts";

export const SOURCIFY_URL = "https://sourcify.dev/server";
const PAGES_URL = "https://repo.sourcify.dev";

interface SourcifyAnswer {
  readonly verificationId?: string;
  readonly isJobCompleted?: boolean;
  readonly contract?: { readonly match?: string | null };
  /** A failure of the job. */
  readonly error?: { readonly customCode?: string; readonly message?: string } | null;
  /** A failure of the request. */
  readonly customCode?: string;
  readonly message?: string;
}

/** Sourcify's API version 2 (https://docs.sourcify.dev/docs/api/). It needs no key and passes on what it verifies to other explorers. */
export function sourcify(url: URL, chainId: number, policy: RequestPolicy): Explorer {
  const base = url.href.replace(/\/+$/, "");
  const correspondent: Correspondent = { name: base === SOURCIFY_URL ? "Sourcify" : `Sourcify at ${url.host}`, apiKey: null, policy };
  const ask = async (path: string, body?: object) => {
    const answer = await askExplorer(correspondent, { url: new URL(`${base}${path}`), ...(body === undefined ? {} : { body }) });
    if (typeof answer.body === "object" && answer.body !== null) return answer.body as SourcifyAnswer;
    const what =
      answer.httpStatus === 413
        ? "the sources are too large for it (HTTP 413)"
        : `its answer is not Sourcify's (HTTP ${answer.httpStatus})`;
    throw new ExplorerRefusedError(correspondent.name, what);
  };
  const failed = (code: string | undefined, message: unknown): Standing => {
    if (code === "already_verified") return { status: "already-verified" };
    const reason = quote(message, correspondent);
    if (code === "unsupported_chain" || code === "route_not_found") throw new ExplorerRefusedError(correspondent.name, reason);
    return { status: code === "contract_not_deployed" ? "unknown-contract" : "failed", reason };
  };
  return {
    name: correspondent.name,
    contractUrl: (address) =>
      base === SOURCIFY_URL ? `${PAGES_URL}/${chainId}/${address}` : `${base}/v2/contract/${chainId}/${address}?fields=all`,
    async submit({ address, contractName, compilerVersion, input, transactionHash }) {
      const { verificationId, customCode, message } = await ask(`/v2/verify/${chainId}/${address}`, {
        stdJsonInput: input,
        compilerVersion,
        contractIdentifier: contractName,
        // Tells creation code and constructor arguments, which Sourcify takes from the chain.
        ...(transactionHash === null ? {} : { creationTransactionHash: transactionHash }),
      });
      return verificationId === undefined ? failed(customCode, message) : { status: "submitted", ticket: verificationId };
    },
    async check(ticket) {
      const { isJobCompleted, contract, error, customCode, message } = await ask(`/v2/verify/${encodeURIComponent(ticket)}`);
      if (isJobCompleted === undefined) return failed(customCode, message);
      if (!isJobCompleted) return { status: "submitted", ticket };
      if (error !== undefined && error !== null) return failed(error.customCode, error.message);
      return typeof contract?.match === "string" ? { status: "verified" } : failed(undefined, "it found no match");
    },
  };
}
