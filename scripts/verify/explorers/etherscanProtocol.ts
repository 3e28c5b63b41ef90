import type { Address } from "../../../bot/core/units.ts";
import { ExplorerBusyError, ExplorerRefusedError } from "../errors.ts";
import { type Answer, askExplorer, type Correspondent, quote, type RequestPolicy } from "../explorerRequest.ts";
import type { Explorer, Standing, Submission } from "../submission.ts";

/** An explorer that answers to Etherscan's `module=contract`: Etherscan itself, Blockscout and others. */
export interface EtherscanLike {
  readonly name: string;
  /** Up to the question mark. */
  readonly apiUrl: URL;
  /** Sent with every request beside module, action and key. */
  readonly query: Readonly<Record<string, string>>;
  readonly apiKey: string | null;
  readonly policy: RequestPolicy;
  contractUrl(address: Address): string;
}

/** Etherscan's number for the MIT licence. */
const MIT = "3";

/** Actions `verifysourcecode` and `checkverifystatus`, as https://docs.etherscan.io/contract-verification/verify-with-api describes them. */
export function etherscanLike({ name, apiUrl, query, apiKey, policy, contractUrl }: EtherscanLike): Explorer {
  const correspondent: Correspondent = { name, apiKey, policy, isRateLimit: (body) => isShortRateLimit(textOf(body)) };
  const ask = async (action: string, more: Readonly<Record<string, string>>, body?: URLSearchParams) => {
    const url = new URL(apiUrl);
    const parameters = { ...query, module: "contract", action, ...more, ...(apiKey === null ? {} : { apikey: apiKey }) };
    for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
    const answer = await askExplorer(correspondent, { url, ...(body === undefined ? {} : { body }) });
    return understood(answer, correspondent);
  };
  return {
    name,
    contractUrl,
    async submit(submission) {
      const { isOk, text } = await ask("verifysourcecode", {}, formOf(submission));
      if (isOk) return { status: "submitted", ticket: text };
      return standingOf(text, correspondent) ?? { status: "failed", reason: quote(text, correspondent) };
    },
    async check(ticket) {
      const { text } = await ask("checkverifystatus", { guid: ticket });
      // Blockscout knows a ticket only some moments after it has given it.
      if (/pending|in queue|in progress|unknown uid/i.test(text)) return { status: "submitted", ticket };
      if (/^pass\b/i.test(text)) return { status: "verified" };
      return standingOf(text, correspondent) ?? { status: "failed", reason: quote(text, correspondent) };
    },
  };
}

function formOf({ address, contractName, compilerVersion, input, constructorArguments }: Submission): URLSearchParams {
  return new URLSearchParams({
    contractaddress: address,
    sourceCode: JSON.stringify(input),
    codeformat: "solidity-standard-json-input",
    contractname: contractName,
    compilerversion: `v${compilerVersion}`,
    constructorArguments,
    // The name by Etherscan's older and Blockscout's documentation; each passes over the other's.
    constructorArguements: constructorArguments,
    licenseType: MIT,
  });
}

/** @throws ExplorerRefusedError for an answer that is not one of Etherscan's or is about the key, ExplorerBusyError for a used-up day. */
function understood({ httpStatus, body }: Answer, correspondent: Correspondent): { readonly isOk: boolean; readonly text: string } {
  const text = textOf(body);
  if (text === null) {
    const what =
      httpStatus === 413 ? "the sources are too large for it (HTTP 413)" : `its answer is not an Etherscan API's (HTTP ${httpStatus})`;
    throw new ExplorerRefusedError(correspondent.name, what);
  }
  if (isRateLimit(text)) throw new ExplorerBusyError(correspondent.name, quote(text, correspondent));
  if (concernsAccess(text)) throw new ExplorerRefusedError(correspondent.name, quote(text, correspondent));
  return { isOk: String((body as { status?: unknown }).status) === "1", text };
}

/** The words of an answer, or null if it is none. */
function textOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("status" in body || "message" in body)) return null;
  const { result, message } = body as { result?: unknown; message?: unknown };
  if (typeof result === "string" && result !== "") return result;
  return typeof message === "string" ? message : null;
}

function isRateLimit(text: string): boolean {
  return /rate limit/i.test(text);
}

/** "Max calls per sec rate limit reached (3/sec)": waiting a moment helps, unlike with a day's limit. */
function isShortRateLimit(text: string | null): boolean {
  return text !== null && isRateLimit(text) && !/daily|per day|day\/limit/i.test(text);
}

/** "Invalid API Key (#err2)", "Missing or unsupported chainid parameter", "Free API access is not supported for this chain". */
function concernsAccess(text: string): boolean {
  return /^(missing|invalid|unsupported|free api)/i.test(text) && /api ?(key|access)|chainid/i.test(text);
}

function standingOf(text: string, correspondent: Correspondent): Standing | null {
  if (/already (been )?verified/i.test(text)) return { status: "already-verified" };
  if (/unable to locate contractcode|not a smart contract/i.test(text)) {
    return { status: "unknown-contract", reason: quote(text, correspondent) };
  }
  return null;
}
