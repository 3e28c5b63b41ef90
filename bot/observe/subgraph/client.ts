import { ClientError, GraphQLClient } from "graphql-request";
import { redactUrl } from "../../chain/failoverProvider.ts";
import {
  SubgraphBehindError,
  type SubgraphError,
  SubgraphRefusedError,
  SubgraphUnreachableError,
  SubgraphUntrustedError,
} from "./errors.ts";
import { type BlockIdentity, type SubgraphQuery, subgraphRequest } from "./query.ts";

export interface SubgraphOptions {
  /** The subgraph's name in the configuration. */
  readonly name: string;
  readonly url: string;
  /** Sent as a bearer token; it is in no message. */
  readonly apiKey: string | null;
  readonly timeoutMilliseconds: number;
  /** Whether sources do with what the chain says when it gives no usable answer. */
  readonly fallsBackToChain: boolean;
}

/** The entity that a query asked for, null if the subgraph does not have it. */
export type SubgraphEntity = Readonly<Record<string, unknown>> | null;

export interface SubgraphClient {
  readonly name: string;
  readonly fallsBackToChain: boolean;
  /** How many requests it has sent. */
  readonly requestCount: number;
  /**
   * All entities at one block, in the order of the queries: one request.
   * @throws SubgraphError
   */
  query(queries: readonly SubgraphQuery[], block: BlockIdentity): Promise<readonly SubgraphEntity[]>;
}

interface Answer {
  readonly _meta?: {
    readonly hasIndexingErrors?: boolean;
    readonly block?: { readonly number?: number; readonly hash?: string | null } | null;
  } | null;
  readonly [entities: string]: unknown;
}

/** How long a rate limit holds that does not say so itself. */
const DEFAULT_RETRY_AFTER_MILLISECONDS = 60_000;

/** Longest text of somebody else's error that goes into a message. */
const MAX_REASON_LENGTH = 300;

export function createSubgraphClient(options: SubgraphOptions): SubgraphClient {
  const { name, url, apiKey, timeoutMilliseconds } = options;
  const where = redactUrl(url);
  const client = new GraphQLClient(url, apiKey === null ? {} : { headers: { authorization: `Bearer ${apiKey}` } });
  // What this deployment's schema turned out not to have.
  const missingFields = new Set<string>();
  let requestCount = 0;
  let silentUntilMilliseconds = 0;

  async function send(document: string, variables: Readonly<Record<string, unknown>>): Promise<Answer> {
    const waitMilliseconds = silentUntilMilliseconds - Date.now();
    if (waitMilliseconds > 0) {
      throw new SubgraphUnreachableError(name, where, `it asked to be left alone for another ${Math.ceil(waitMilliseconds / 1000)} s`);
    }
    requestCount++;
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    return await client.request<Answer>({ document, variables, signal });
  }

  async function query(queries: readonly SubgraphQuery[], block: BlockIdentity): Promise<readonly SubgraphEntity[]> {
    const { document, variables, places } = subgraphRequest(queries, block, missingFields);
    let answer: Answer;
    try {
      answer = await send(document, variables);
    } catch (error) {
      if (learnsMissingFields(error, queries)) return query(queries, block);
      throw failure(error);
    }
    const distrust = reasonForDistrust(answer, block, places);
    if (distrust !== null) throw new SubgraphUntrustedError(name, where, distrust);
    return queries.map(({ id }, i) => {
      const list = answer[places[i] ?? ""] as readonly { readonly id?: string }[];
      return (list.find((entity) => entity.id === id) as SubgraphEntity | undefined) ?? null;
    });
  }

  /** A schema without an optional field refuses the whole query: from then on it is asked without. */
  function learnsMissingFields(error: unknown, queries: readonly SubgraphQuery[]): boolean {
    if (!(error instanceof ClientError)) return false;
    const messages = (error.response.errors ?? []).map(({ message }) => message);
    const before = missingFields.size;
    for (const field of queries.flatMap((one) => one.optionalFields)) {
      // graph-node: Type `Pool` has no field `x`; graphql-js: Cannot query field "x" on type "Pool".
      if (messages.some((message) => /has no field|Cannot query field/.test(message) && message.includes(field))) missingFields.add(field);
    }
    return missingFields.size > before;
  }

  function failure(error: unknown): SubgraphError | unknown {
    if (error instanceof ClientError) {
      const { status, headers, errors } = error.response;
      if (status === 429) {
        silentUntilMilliseconds = Date.now() + retryAfterMilliseconds(new Headers(headers).get("retry-after"));
        return new SubgraphUnreachableError(name, where, "too many requests (HTTP 429)", error);
      }
      const reason = errors
        ?.map(({ message }) => message)
        .join("; ")
        .slice(0, MAX_REASON_LENGTH);
      if (status === 401 || status === 403) return new SubgraphRefusedError(name, where, `HTTP ${status}`, error);
      if (status >= 500 || reason === undefined) return new SubgraphUnreachableError(name, where, `HTTP ${status}`, error);
      // graph-node: "has only indexed up to block number …", "no block with that hash found"; the gateway: "block not found", "missing block".
      if (/only indexed up to|no block with that hash|block not found|missing block/i.test(reason)) {
        return new SubgraphBehindError(name, where, reason, error);
      }
      if (/bad indexers|no indexers/i.test(reason)) return new SubgraphUnreachableError(name, where, reason, error);
      return new SubgraphRefusedError(name, where, reason, error);
    }
    if (error instanceof SubgraphUnreachableError) return error;
    return new SubgraphUnreachableError(name, where, describe(error, timeoutMilliseconds), error);
  }

  return {
    name,
    fallsBackToChain: options.fallsBackToChain,
    get requestCount() {
      return requestCount;
    },
    query,
  };
}

/** Why an answer without errors cannot be used; null if it can. */
function reasonForDistrust(answer: Answer, block: BlockIdentity, places: readonly string[]): string | null {
  const meta = answer._meta;
  if (meta?.block == null) return "it does not say which block it is about";
  if (meta.hasIndexingErrors !== false) return "its indexing met with errors";
  const { number, hash } = meta.block;
  if (number !== block.number) return `it is about block ${number}, not ${block.number}`;
  if (hash?.toLowerCase() !== block.hash.toLowerCase()) return `it is about another block ${block.number} than the chain's`;
  return places.every((place) => Array.isArray(answer[place])) ? null : "it is incomplete";
}

/** A `Retry-After` header is seconds or a date (RFC 9110). */
function retryAfterMilliseconds(header: string | null): number {
  if (header === null) return DEFAULT_RETRY_AFTER_MILLISECONDS;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? DEFAULT_RETRY_AFTER_MILLISECONDS : Math.max(0, until - Date.now());
}

function describe(error: unknown, timeoutMilliseconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMilliseconds / 1000} s`;
  const code = (error.cause as { code?: string } | undefined)?.code;
  if (code === "ECONNREFUSED") return "connection refused";
  if (code === "ENOTFOUND") return "host not found";
  return code ?? error.message.slice(0, MAX_REASON_LENGTH);
}
