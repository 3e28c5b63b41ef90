import { isRateLimit, type RpcAnswer } from "./answer.ts";
import { backoffMilliseconds } from "./backoff.ts";
import type { RpcClock } from "./clock.ts";
import {
  afterAnswer,
  afterFailure,
  afterHead,
  circuitOf,
  type EndpointHealth,
  healthScore,
  type SeenHead,
  UNKNOWN_HEALTH,
} from "./health.ts";
import { redactUrl } from "./redactUrl.ts";
import type { RpcRequest } from "./request.ts";
import { retryAfterMilliseconds } from "./retryAfter.ts";
import { millisecondsUntilToken, newBucket, type TokenBucket, takeToken } from "./tokenBucket.ts";
import { PostFailure, postJson } from "./transport.ts";

/** What came of asking one endpoint once. */
export type Outcome =
  | { readonly kind: "answered"; readonly answers: readonly RpcAnswer[] }
  | { readonly kind: "rate-limited"; readonly reason: string }
  /** The request's body is longer than it takes. */
  | { readonly kind: "too-large"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string; readonly mayHaveArrived: boolean; readonly cause: unknown };

export interface EndpointOptions {
  readonly url: string;
  /** Most requests a second that may go there; null is no limit of ours. */
  readonly requestsPerSecond: number | null;
  readonly maxBodyBytes: number;
  readonly clock: RpcClock;
}

/** After a rate limit that says nothing of when to come back. */
const UNTOLD_REST = { firstMilliseconds: 1_000, maxMilliseconds: 60_000 };

/** One JSON-RPC endpoint, and what is known of it. */
export class Endpoint {
  readonly name: string;
  /** Null until it has said which chain it serves. */
  chainId: number | null = null;
  /** It lacks the state of this block and of all before it; null when nothing is known to be lacking. */
  lacksStateUpTo: number | null = null;
  lastAskedAtMilliseconds = Number.NEGATIVE_INFINITY;
  /** Why the last failed request failed. */
  lastFailure: string | null = null;
  readonly #options: EndpointOptions;
  #health: EndpointHealth = UNKNOWN_HEALTH;
  #bucket: TokenBucket | null;
  #restUntilMilliseconds = 0;
  #rateLimitsInARow = 0;
  readonly #outcomes: Record<Outcome["kind"], number> = { answered: 0, failed: 0, "rate-limited": 0, "too-large": 0 };
  #requestCount = 0;

  constructor(options: EndpointOptions) {
    const { url, requestsPerSecond, clock } = options;
    this.name = redactUrl(url);
    this.#options = options;
    this.#bucket = requestsPerSecond === null ? null : newBucket(requestsPerSecond, clock.nowMilliseconds());
  }

  get requestCount(): number {
    return this.#requestCount;
  }

  /** What has become of requests, by how often. */
  get outcomes(): Readonly<Record<Outcome["kind"], number>> {
    return { ...this.#outcomes };
  }

  get head(): SeenHead | null {
    return this.#health.head;
  }

  get health(): EndpointHealth {
    return this.#health;
  }

  score(): number {
    return healthScore(this.#health, this.#options.clock.nowMilliseconds());
  }

  circuit(): "closed" | "open" | "half-open" {
    return circuitOf(this.#health, this.#options.clock.nowMilliseconds());
  }

  /** How long it wants to be left alone from now on; zero when it may be asked. */
  millisecondsToRest(): number {
    const now = this.#options.clock.nowMilliseconds();
    const forToken = this.#bucket === null ? 0 : millisecondsUntilToken(this.#bucket, now);
    return Math.max(0, this.#restUntilMilliseconds - now, forToken);
  }

  sawHead(number: number, others: readonly Endpoint[]): void {
    const head = { number, atMilliseconds: this.#options.clock.nowMilliseconds() };
    this.#health = afterHead(
      this.#health,
      head,
      others.map((other) => other.head),
    );
  }

  /** Sends the request once, and learns from what comes of it. */
  async post(request: RpcRequest, timeoutMilliseconds: number, signal?: AbortSignal): Promise<Outcome> {
    const { url, clock, maxBodyBytes } = this.#options;
    // Latency is measured on a clock that nobody sets.
    const startedAt = performance.now();
    this.#requestCount++;
    this.lastAskedAtMilliseconds = clock.nowMilliseconds();
    if (this.#bucket !== null) this.#bucket = takeToken(this.#bucket, this.lastAskedAtMilliseconds) ?? this.#bucket;
    const outcome = await this.#attempt(url, request, { timeoutMilliseconds, maxBodyBytes, signal });
    const now = clock.nowMilliseconds();
    // What was given up on purpose says nothing of it.
    if (outcome.kind !== "failed" || signal?.aborted !== true) this.#outcomes[outcome.kind]++;
    if (outcome.kind === "answered") {
      this.#health = afterAnswer(this.#health, performance.now() - startedAt, now);
      this.#rateLimitsInARow = 0;
    } else if (outcome.kind === "failed") {
      this.lastFailure = outcome.reason;
      if (signal?.aborted !== true) this.#health = afterFailure(this.#health, now, clock.random());
    }
    return outcome;
  }

  async #attempt(url: string, request: RpcRequest, options: Parameters<typeof postJson>[2]): Promise<Outcome> {
    try {
      const { status, retryAfter, text } = await postJson(url, request.body, options);
      if (status === 429) return this.#rest("HTTP 429", retryAfter);
      if (status === 413) return { kind: "too-large", reason: "HTTP 413" };
      const parsed = parse(text);
      const limit = errorsIn(parsed).find(isRateLimit);
      if (limit !== undefined) return this.#rest(limit.message, retryAfter);
      if (status >= 500 || status === 401 || status === 403) throw new PostFailure(`HTTP ${status}`, true);
      const answers = answersTo(request, parsed);
      // Some nodes send a JSON-RPC error with an HTTP error status: the error is then the answer.
      const answered = answers !== null && (status < 400 || answers.every((answer) => "error" in answer));
      if (answered) return { kind: "answered", answers };
      throw new PostFailure(status < 400 ? describeGarbage(parsed) : `HTTP ${status}`, true);
    } catch (error) {
      if (!(error instanceof PostFailure)) throw error;
      return { kind: "failed", reason: error.message, mayHaveArrived: error.mayHaveArrived, cause: error };
    }
  }

  #rest(reason: string, retryAfter: string | null): Outcome {
    const { clock } = this.#options;
    const now = clock.nowMilliseconds();
    this.#rateLimitsInARow++;
    const told = retryAfterMilliseconds(retryAfter, now);
    const rest = told ?? backoffMilliseconds(UNTOLD_REST, this.#rateLimitsInARow, clock.random());
    this.#restUntilMilliseconds = Math.max(this.#restUntilMilliseconds, now + rest);
    return { kind: "rate-limited", reason };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeGarbage(parsed: unknown): string {
  return parsed === undefined ? "the answer is not JSON" : "the answer is not JSON-RPC";
}

/** Errors in a body, also those that name no request: a gateway may refuse before it has read one. */
function errorsIn(parsed: unknown): { code: number; message: string }[] {
  return (Array.isArray(parsed) ? parsed : [parsed]).flatMap((one: unknown) => {
    const error = isObject(one) && isObject(one.error) ? one.error : null;
    return error === null ? [] : [{ code: Number(error.code), message: String(error.message ?? "") }];
  });
}

/** The answers to all payloads of the request, in their order; null when one is missing or malformed. */
function answersTo({ payloads }: RpcRequest, parsed: unknown): readonly RpcAnswer[] | null {
  const bodies = (Array.isArray(parsed) ? parsed : [parsed]).filter(isObject);
  const answers: RpcAnswer[] = [];
  for (const { id } of payloads) {
    const body = bodies.find((one) => one.id === id);
    if (body === undefined) return null;
    if (isObject(body.error)) {
      const { code, message, data } = body.error;
      if (typeof code !== "number") return null;
      answers.push({ id, error: { code, message: String(message ?? ""), ...(data === undefined ? {} : { data }) } });
    } else if ("result" in body) answers.push({ id, result: body.result });
    else return null;
  }
  return answers;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
