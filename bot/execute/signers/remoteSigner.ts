import { BlockList, isIP } from "node:net";
import { toQuantity } from "ethers";
import { redactUrl } from "../../chain/rpc/redactUrl.ts";
import { KeeperError } from "../../core/errors.ts";
import type { Address } from "../../core/units.ts";
import type { UnsignedTransaction } from "../transaction.ts";
import type { Signer } from "./signer.ts";

/** A signer elsewhere that speaks JSON-RPC, such as web3signer, Clef or geth. */
export interface RemoteSignerSettings {
  readonly url: string;
  /** The account whose key it holds. */
  readonly address: Address;
  readonly timeoutSeconds: number;
  /** Unencrypted HTTP even to a host that is not known to be on this machine or a private network. */
  readonly allowHttp: boolean;
  /** "user:password" for basic authentication, anything else as a bearer token; null sends none. */
  readonly token: string | null;
}

/** The signer cannot be used. No message contains the token, or more of the URL than its host. */
export class RemoteSignerError extends KeeperError {}

/**
 * Asks `eth_signTransaction` of a signer that holds the key. That it returns what it was asked for is not taken on trust: `GuardedSigner`
 * compares.
 * @throws {RemoteSignerError} when the URL is unsafe, nobody answers, or the account is not one of the signer's.
 */
export async function openRemoteSigner(settings: RemoteSignerSettings): Promise<Signer> {
  requireSafeUrl(settings);
  const { address } = settings;
  const accounts = await ask(settings, "eth_accounts", []);
  if (!Array.isArray(accounts)) throw notUnderstood(settings, "eth_accounts");
  if (!accounts.some((account) => String(account).toLowerCase() === address.toLowerCase())) {
    throw new RemoteSignerError(
      `${nameOf(settings)} does not have the key of ${address}`,
      "Check `signer.address`, and that the signer has loaded the key.",
      2,
    );
  }
  return {
    address,
    async signTransaction(transaction) {
      const raw = rawOf(await ask(settings, "eth_signTransaction", [toRequest(transaction)]));
      if (raw === null) throw notUnderstood(settings, "eth_signTransaction");
      return raw;
    },
  };
}

function toRequest(transaction: UnsignedTransaction): Record<string, string> {
  return {
    type: "0x2",
    chainId: toQuantity(transaction.chainId),
    from: transaction.from,
    to: transaction.to,
    nonce: toQuantity(transaction.nonce),
    gas: toQuantity(transaction.gasLimit),
    maxFeePerGas: toQuantity(transaction.maxFeePerGasWei),
    maxPriorityFeePerGas: toQuantity(transaction.maxPriorityFeePerGasWei),
    value: toQuantity(transaction.valueWei),
    data: transaction.data,
  };
}

/** web3signer answers with the bytes, geth and Clef with an object that has them as `raw`. */
function rawOf(answer: unknown): string | null {
  const raw = typeof answer === "object" && answer !== null && "raw" in answer ? answer.raw : answer;
  return typeof raw === "string" && /^0x02(?:[0-9a-f]{2})+$/i.test(raw) ? raw : null;
}

async function ask(settings: RemoteSignerSettings, method: string, params: readonly unknown[]): Promise<unknown> {
  const { status, text } = await post(settings, JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
  if (status === 401 || status === 403) {
    throw new RemoteSignerError(`${nameOf(settings)} refuses access (HTTP ${status})`, "Check KEEPER_SIGNER_TOKEN.", 2);
  }
  const answer = parsed(text);
  if (answer?.error !== undefined && answer.error !== null) {
    const reason = withoutSecrets(String((answer.error as { message?: unknown }).message ?? "without a reason"), settings);
    throw new RemoteSignerError(
      `${nameOf(settings)} refused ${method}: ${reason}`,
      "Check the signer's own rules, its chain and its log.",
      1,
    );
  }
  if (status !== 200) {
    throw new RemoteSignerError(`${nameOf(settings)} failed ${method} (HTTP ${status})`, "Check the signer and its log.", 3);
  }
  if (answer?.result === undefined) throw notUnderstood(settings, method);
  return answer.result;
}

async function post(settings: RemoteSignerSettings, body: string): Promise<{ readonly status: number; readonly text: string }> {
  const { url, token, timeoutSeconds } = settings;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token === null ? {} : { authorization: authorization(token) }) },
      body,
      // Whoever answers with a redirection would otherwise choose who gets to see the transaction.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const { name, cause } = error as Error;
    const code = (cause as { code?: unknown } | undefined)?.code;
    const reason =
      name === "TimeoutError" ? `no answer in ${timeoutSeconds} seconds` : typeof code === "string" ? code : "the request failed";
    // The library's error may hold the request with its headers, so it does not become the cause.
    throw new RemoteSignerError(`${nameOf(settings)} cannot be reached: ${reason}`, "Check that it runs, and `signer.url`.", 3);
  }
}

function authorization(token: string): string {
  return token.includes(":") ? `Basic ${Buffer.from(token).toString("base64")}` : `Bearer ${token}`;
}

function parsed(text: string): { readonly result?: unknown; readonly error?: unknown } | null {
  try {
    const answer = JSON.parse(text);
    return typeof answer === "object" ? answer : null;
  } catch {
    return null;
  }
}

/** A signer, or a proxy before it, may repeat what it was sent. */
function withoutSecrets(text: string, { url, token }: RemoteSignerSettings): string {
  const { pathname, search } = new URL(url);
  const credentials = token === null ? [] : [authorization(token), authorization(token).replace(/^\w+ /, ""), token];
  const secrets = [url, `${pathname}${search}`, pathname, ...credentials].filter((secret) => secret.length > 1);
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), text).slice(0, 200);
}

function notUnderstood(settings: RemoteSignerSettings, method: string): RemoteSignerError {
  return new RemoteSignerError(
    `${nameOf(settings)} answered ${method} with something else`,
    "Check that `signer.url` is the JSON-RPC endpoint of a signer, such as web3signer in its eth1 mode.",
    3,
  );
}

function nameOf({ url }: RemoteSignerSettings): string {
  return `The signer at ${redactUrl(url)}`;
}

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
] as const) {
  privateNetworks.addSubnet(network, prefix, "ipv4");
}
privateNetworks.addAddress("::1", "ipv6");
privateNetworks.addSubnet("fc00::", 7, "ipv6");
privateNetworks.addSubnet("fe80::", 10, "ipv6");

/** This machine or a private network, as far as the name alone says so. */
function isPrivateHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  const family = isIP(bare);
  if (family === 0) return bare === "localhost" || bare.endsWith(".localhost");
  return privateNetworks.check(bare, family === 6 ? "ipv6" : "ipv4");
}

/** Whoever can read requests sees what is about to be traded; whoever can read headers has the token. */
function requireSafeUrl(settings: RemoteSignerSettings): void {
  const { protocol, hostname, username, password } = new URL(settings.url);
  if (username !== "" || password !== "") {
    throw new RemoteSignerError(
      `${nameOf(settings)} is configured with a password in its URL`,
      "Set KEEPER_SIGNER_TOKEN=user:password instead, and take it out of `signer.url`.",
      2,
    );
  }
  if (protocol === "https:" || settings.allowHttp || isPrivateHost(hostname)) return;
  throw new RemoteSignerError(
    `${nameOf(settings)} would be reached without encryption`,
    "Use https; or, if the network between is yours alone, set `signer.allowHttp`.",
    2,
  );
}
