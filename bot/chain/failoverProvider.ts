import { JsonRpcApiProvider, type JsonRpcError, type JsonRpcPayload, type JsonRpcResult, Network } from "ethers";
import { type RpcClock, systemRpcClock } from "./rpc/clock.ts";
import { Endpoint, type Outcome } from "./rpc/endpoint.ts";
import { EndpointPool } from "./rpc/endpointPool.ts";
import { type EndpointReport, reportOf } from "./rpc/endpointReport.ts";
import { rpcRequest } from "./rpc/request.ts";

export { redactUrl } from "./rpc/redactUrl.ts";

export interface RpcOptions {
  /** In order of preference, where nothing else makes a difference. */
  readonly urls: readonly string[];
  readonly chainId: number;
  /** How long one endpoint may take for one request. */
  readonly timeoutMilliseconds: number;
  /** How long a request may take over all endpoints, pauses and rests included; three times the timeout by default. */
  readonly deadlineMilliseconds?: number;
  /** Most requests a second that may go to an endpoint, by its host name (with its port, if it names one). */
  readonly requestsPerSecond?: Readonly<Record<string, number>>;
  /** Longer answers are not read; 64 MiB by default, more than any that is asked for here. */
  readonly maxBodyBytes?: number;
  readonly clock?: RpcClock;
  /** Told what an operator should know although everything goes on. */
  readonly onWarning?: (warning: string) => void;
}

/** How often requests to an endpoint were answered, and how often not. */
export interface EndpointUse {
  /** Its URL without keys. */
  readonly endpoint: string;
  readonly outcomes: Readonly<Record<Outcome["kind"], number>>;
}

const MAX_BODY_BYTES = 64 * 2 ** 20;

/**
 * An ethers provider over several JSON-RPC endpoints. Requests go to the healthiest: what failed lately, is slow or behind the others' heads
 * ranks lower, what fails again and again is left alone for a while and then probed, what says it is asked too much (HTTP 429, JSON-RPC
 * rate limits) rests as long as it says. A request that one endpoint does not answer goes to the others, in rounds with growing pauses,
 * until its deadline. An endpoint that turns out to serve another chain is not used.
 *
 * Nothing is cached and nothing is batched: a request made is a request sent, so `requestCount` is what the nodes saw.
 */
export class FailoverProvider extends JsonRpcApiProvider {
  readonly urls: readonly string[];
  readonly #chainId: number;
  readonly #endpoints: readonly Endpoint[];
  readonly #pool: EndpointPool;

  constructor(options: RpcOptions) {
    const network = Network.from(options.chainId);
    super(network, { staticNetwork: network, cacheTimeout: -1, batchMaxCount: 1, pollingInterval: 1000 });
    const { urls, chainId, timeoutMilliseconds, maxBodyBytes = MAX_BODY_BYTES, clock = systemRpcClock } = options;
    this.urls = urls;
    this.#chainId = chainId;
    this.#endpoints = urls.map((url) => {
      return new Endpoint({ url, requestsPerSecond: options.requestsPerSecond?.[hostOf(url)] ?? null, maxBodyBytes, clock });
    });
    this.#pool = new EndpointPool({
      endpoints: this.#endpoints,
      chainId,
      timeoutMilliseconds,
      deadlineMilliseconds: options.deadlineMilliseconds ?? 3 * timeoutMilliseconds,
      clock,
      onWarning: options.onWarning ?? (() => undefined),
    });
    this._start();
  }

  get requestCount(): number {
    return this.#endpoints.reduce((sum, endpoint) => sum + endpoint.requestCount, 0);
  }

  /** What has become of the requests to each endpoint since it was opened. */
  endpointUses(): readonly EndpointUse[] {
    return this.#endpoints.map(({ name, outcomes }) => ({ endpoint: name, outcomes }));
  }

  /** How the endpoints do, as far as requests have shown. */
  endpointReports(): readonly EndpointReport[] {
    return this.#endpoints.map((endpoint) => reportOf(endpoint, this.#chainId));
  }

  /** The same after each has been asked for its head. */
  async examineEndpoints(): Promise<readonly EndpointReport[]> {
    await this.#pool.examine();
    return this.endpointReports();
  }

  /** Resolves once one endpoint serves the right chain; throws `WrongChainError` when all serve others. */
  async connect(): Promise<void> {
    await this.#pool.connect();
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<(JsonRpcResult | JsonRpcError)[]> {
    return [...(await this.#pool.ask(rpcRequest(payload)))];
  }

  override destroy(): void {
    this.#pool.close();
    super.destroy();
  }
}

/** Opens a provider and makes sure that a node serves the chain it should. */
export async function connect(options: RpcOptions): Promise<FailoverProvider> {
  const provider = new FailoverProvider(options);
  try {
    await provider.connect();
    return provider;
  } catch (error) {
    provider.destroy();
    throw error;
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}
