import { JsonRpcApiProvider, type JsonRpcError, type JsonRpcPayload, type JsonRpcResult, Network } from "ethers";
import { RpcUnreachableError, WrongChainError } from "./errors.ts";

export interface RpcOptions {
  /** In order of preference. */
  readonly urls: readonly string[];
  readonly chainId: number;
  /** How long one endpoint may take for one request. */
  readonly timeoutMilliseconds: number;
}

/** Rounds over all endpoints before a request is given up; the pause between them doubles. */
const ROUNDS = 3;
const FIRST_PAUSE_MILLISECONDS = 200;

/**
 * An ethers provider over several JSON-RPC endpoints. A request goes to the endpoint that answered last; when that times out, refuses the
 * connection or answers with an HTTP error, the others are tried in order. An answer in JSON-RPC's own terms, a revert for example, is
 * an answer and is never retried.
 *
 * Nothing is cached and nothing is batched: a request made is a request sent, so `requestCount` is what the node saw.
 */
export class FailoverProvider extends JsonRpcApiProvider {
  readonly urls: readonly string[];
  readonly #timeoutMilliseconds: number;
  #preferred = 0;
  #requestCount = 0;

  constructor(options: RpcOptions) {
    const network = Network.from(options.chainId);
    super(network, { staticNetwork: network, cacheTimeout: -1, batchMaxCount: 1, pollingInterval: 1000 });
    this.urls = options.urls;
    this.#timeoutMilliseconds = options.timeoutMilliseconds;
    this._start();
  }

  get requestCount(): number {
    return this.#requestCount;
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<(JsonRpcResult | JsonRpcError)[]> {
    const failures = new Map<string, string>();
    let lastFailure: unknown;
    for (let round = 0; round < ROUNDS; round++) {
      if (round > 0) await pause(FIRST_PAUSE_MILLISECONDS * 2 ** (round - 1));
      for (let offset = 0; offset < this.urls.length; offset++) {
        const index = (this.#preferred + offset) % this.urls.length;
        const url = this.urls[index] as string;
        try {
          const answer = await this.#post(url, payload);
          this.#preferred = index;
          return answer;
        } catch (error) {
          lastFailure = error;
          failures.set(redactUrl(url), describeFailure(error, this.#timeoutMilliseconds));
        }
      }
    }
    const method = Array.isArray(payload) ? payload.map((one) => one.method).join(", ") : payload.method;
    throw new RpcUnreachableError(
      method,
      [...failures].map(([url, reason]) => `${url}: ${reason}`),
      lastFailure,
    );
  }

  async #post(url: string, payload: JsonRpcPayload | JsonRpcPayload[]): Promise<(JsonRpcResult | JsonRpcError)[]> {
    this.#requestCount++;
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payload),
      signal: AbortSignal.timeout(this.#timeoutMilliseconds),
    });
    const text = await response.text();
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      throw new Error(response.ok ? "the answer is not JSON" : `HTTP ${response.status}`);
    }
    const answers = (Array.isArray(body) ? body : [body]) as (JsonRpcResult | JsonRpcError)[];
    // Some nodes send a JSON-RPC error with an HTTP error status: the error is then the answer.
    if (!response.ok && !answers.every((answer) => "error" in answer && answer.id !== undefined))
      throw new Error(`HTTP ${response.status}`);
    if (response.status === 429 || response.status >= 500) throw new Error(`HTTP ${response.status}`);
    return answers;
  }
}

/** Opens a provider and makes sure that the node serves the chain it should. */
export async function connect(options: RpcOptions): Promise<FailoverProvider> {
  const provider = new FailoverProvider(options);
  try {
    const actualChainId = Number(BigInt(await provider.send("eth_chainId", [])));
    if (actualChainId !== options.chainId) {
      throw new WrongChainError(options.chainId, actualChainId, options.urls.map(redactUrl).join(", "));
    }
    return provider;
  } catch (error) {
    provider.destroy();
    throw error;
  }
}

/** A URL fit for a message: providers put their API key into the path or the query. */
export function redactUrl(url: string): string {
  try {
    const { protocol, host, pathname, search, username } = new URL(url);
    const secret = pathname.length > 1 || search !== "" || username !== "";
    return `${protocol}//${host}${secret ? "/…" : ""}`;
  } catch {
    return "an invalid URL";
  }
}

function describeFailure(error: unknown, timeoutMilliseconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMilliseconds / 1000} s`;
  const code = (error.cause as { code?: string } | undefined)?.code;
  if (code === "ECONNREFUSED") return "connection refused";
  if (code === "ENOTFOUND") return "host not found";
  return code ?? error.message;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
