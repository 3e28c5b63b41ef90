import { RequestTooLargeError, RpcRateLimitedError, RpcUnreachableError, WrongChainError } from "../errors.ts";
import { asTaken, type Doubt, doubtOf, headIn, isTransaction, type RpcAnswer } from "./answer.ts";
import { type Backoff, backoffMilliseconds } from "./backoff.ts";
import { chooseEndpoint } from "./choice.ts";
import type { RpcClock } from "./clock.ts";
import type { Endpoint, Outcome } from "./endpoint.ts";
import { isBehind } from "./health.ts";
import { type RpcRequest, rpcRequest } from "./request.ts";

export interface PoolOptions {
  readonly endpoints: readonly Endpoint[];
  readonly chainId: number;
  /** How long one endpoint may take for one request. */
  readonly timeoutMilliseconds: number;
  /** How long a request may take over all endpoints, pauses and rests included. */
  readonly deadlineMilliseconds: number;
  readonly clock: RpcClock;
  readonly onWarning: (warning: string) => void;
}

/** Rounds over all endpoints before a request is given up. */
const ROUNDS = 3;
const PAUSES: Backoff = { firstMilliseconds: 200, maxMilliseconds: 5_000 };
/** The heads of endpoints that nobody has asked for so long are compared when a head is asked for: a minute is five blocks. */
const COMPARE_HEADS_AFTER_MILLISECONDS = 60_000;

/** Answers requests from whichever of several endpoints is fit to. */
export class EndpointPool {
  readonly #options: PoolOptions;
  readonly #closing = new AbortController();
  readonly #verifications = new Map<Endpoint, Promise<Outcome>>();
  readonly #probing = new Set<Endpoint>();
  #current: Endpoint | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Those that are not known to serve another chain. */
  get #usable(): readonly Endpoint[] {
    const { endpoints, chainId } = this.#options;
    return endpoints.filter((endpoint) => endpoint.chainId === null || endpoint.chainId === chainId);
  }

  /**
   * The answers to a request. An answer in JSON-RPC's own terms, a revert for example, is an answer; only where it may be the endpoint's own
   * lack (a block it has not seen, a state it has pruned, a head behind the others', a method it does not offer) another one is asked first.
   *
   * A transaction is the same bytes wherever it goes, so sending it again cannot send it twice. But once an endpoint may have taken it, no
   * other one's refusal says that it was not: then the request fails as unanswered.
   */
  async ask(request: RpcRequest): Promise<readonly RpcAnswer[]> {
    const { clock, deadlineMilliseconds } = this.#options;
    const attempt = new Attempt(request, clock.nowMilliseconds() + deadlineMilliseconds);
    this.#probeHalfOpen();
    for (let round = 1; ; ) {
      const candidate = this.#choose(attempt);
      if (candidate !== null && clock.nowMilliseconds() < attempt.deadline) {
        const answers = await this.#askOne(candidate, attempt);
        if (answers !== null) return answers;
        continue;
      }
      const { doubtful } = attempt;
      const rest = this.#shortestRest(attempt);
      const restInTime = clock.nowMilliseconds() + rest <= attempt.deadline;
      if (!attempt.failed && (restInTime || doubtful === null)) {
        // Everybody who could help rests: that is no failure, only time.
        if (!restInTime) throw this.#failure(attempt);
        // At least a millisecond, since a timer may fire a little early.
        await clock.pause(Math.max(1, Math.ceil(rest)));
        if (doubtful === null) attempt.nextRound();
        continue;
      }
      if (doubtful !== null && doubtful.doubt !== "no-block") return doubtful.answers;
      const pause = backoffMilliseconds(PAUSES, round, clock.random());
      if (round++ === ROUNDS || clock.nowMilliseconds() + pause > attempt.deadline) {
        if (doubtful !== null) return doubtful.answers;
        throw this.#failure(attempt);
      }
      await clock.pause(pause);
      attempt.nextRound();
    }
  }

  /** Resolves once one endpoint has proved to serve the right chain; the others prove it meanwhile, or when they are first needed. */
  async connect(): Promise<void> {
    const { clock, deadlineMilliseconds } = this.#options;
    const attempt = new Attempt(CHAIN_ID_REQUEST, clock.nowMilliseconds() + deadlineMilliseconds);
    for (let round = 1; ; round++) {
      const verifications = this.#usable.map(async (endpoint) => {
        const outcome = await this.#verified(endpoint);
        if (endpoint.chainId === this.#options.chainId) return;
        attempt.note(endpoint, outcome);
        throw new Error("another chain, or no answer");
      });
      // `Promise.any` rejects when all have.
      const connected = await Promise.any(verifications).then(
        () => true,
        () => false,
      );
      if (connected) return;
      const pause = Math.max(
        backoffMilliseconds(PAUSES, round, clock.random()),
        Math.min(...this.#usable.map((endpoint) => endpoint.millisecondsToRest())),
      );
      const over = this.#usable.length === 0 || round === ROUNDS;
      if (over || clock.nowMilliseconds() + pause > attempt.deadline) throw this.#failure(attempt);
      await clock.pause(pause);
    }
  }

  /** Asks every endpoint for its head, whatever state it is in. */
  async examine(): Promise<void> {
    await Promise.all(this.#usable.map((endpoint) => this.#probe(endpoint)));
  }

  /** Ends what goes on in the background. */
  close(): void {
    this.#closing.abort();
  }

  #choose({ asked, request }: Attempt): Endpoint | null {
    const candidates = this.#usable
      .filter((endpoint) => !asked.has(endpoint) && endpoint.millisecondsToRest() === 0)
      .map((endpoint) => ({
        endpoint,
        verified: endpoint.chainId !== null,
        lacksData: lacksState(endpoint, request),
        circuit: endpoint.circuit(),
        score: endpoint.score(),
      }));
    const current = candidates.find(({ endpoint }) => endpoint === this.#current) ?? null;
    return chooseEndpoint(candidates, current)?.endpoint ?? null;
  }

  /** Null when another endpoint has to be asked. */
  async #askOne(endpoint: Endpoint, attempt: Attempt): Promise<readonly RpcAnswer[] | null> {
    const { request, asked } = attempt;
    asked.add(endpoint);
    if (endpoint.chainId === null) {
      const outcome = await this.#verified(endpoint);
      if (endpoint.chainId !== this.#options.chainId) {
        attempt.note(endpoint, outcome);
        if (this.#usable.length === 0) throw this.#failure(attempt);
        return null;
      }
      // That question may have used up what its rate limit allows.
      if (endpoint.millisecondsToRest() > 0) {
        asked.delete(endpoint);
        return null;
      }
    }
    const left = attempt.deadline - this.#options.clock.nowMilliseconds();
    const outcome = await endpoint.post(request, Math.max(1, Math.min(this.#options.timeoutMilliseconds, left)));
    if (outcome.kind !== "answered") {
      attempt.note(endpoint, outcome);
      // It has not been heard, and may be once it has rested.
      if (outcome.kind === "rate-limited") asked.delete(endpoint);
      if (outcome.kind === "failed" && outcome.mayHaveArrived && request.payloads.some(isTransaction)) attempt.mayHaveArrived = true;
      return null;
    }
    const answers = asTaken(request, outcome.answers);
    const doubt = this.#doubt(endpoint, request, answers);
    if (doubt !== null) {
      attempt.doubtful ??= { answers, doubt };
      return null;
    }
    if (attempt.mayHaveArrived && answers.some((answer) => "error" in answer)) {
      const refusal = answers.find((answer) => "error" in answer);
      attempt.failures.set(endpoint, refusal !== undefined && "error" in refusal ? refusal.error.message : "refused");
      throw this.#failure(attempt);
    }
    // One that lacks a state of long ago is as fit as before for everything newer.
    if (this.#current === null || !lacksState(this.#current, request)) this.#current = endpoint;
    return answers;
  }

  /** Whether another endpoint should be heard, and what the answers say of this one. */
  #doubt(endpoint: Endpoint, request: RpcRequest, answers: readonly RpcAnswer[]): Doubt | null {
    const head = headIn(request, answers);
    if (head !== null) {
      endpoint.sawHead(head, this.#othersThan(endpoint));
      this.#compareHeads(endpoint);
      return isBehind(endpoint.health) ? "behind" : null;
    }
    const doubt = doubtOf(request, answers);
    if (doubt === "no-state" && request.pinnedBlock !== null) {
      endpoint.lacksStateUpTo = Math.max(endpoint.lacksStateUpTo ?? 0, request.pinnedBlock);
    }
    return doubt;
  }

  /** How long until one of those comes back that the round has not heard; infinite when it has heard all. */
  #shortestRest({ asked, doubtful }: Attempt): number {
    const waiting = doubtful === null ? this.#usable : this.#usable.filter((endpoint) => !asked.has(endpoint));
    return Math.min(...waiting.map((endpoint) => endpoint.millisecondsToRest()));
  }

  /** Asks an endpoint for its chain, once for all who wait for that. */
  #verified(endpoint: Endpoint): Promise<Outcome> {
    const running = this.#verifications.get(endpoint);
    if (running !== undefined) return running;
    const verification = this.#verify(endpoint).finally(() => this.#verifications.delete(endpoint));
    this.#verifications.set(endpoint, verification);
    return verification;
  }

  async #verify(endpoint: Endpoint): Promise<Outcome> {
    const { chainId, endpoints, timeoutMilliseconds, onWarning } = this.#options;
    const outcome = await endpoint.post(CHAIN_ID_REQUEST, timeoutMilliseconds, this.#closing.signal);
    const answer = outcome.kind === "answered" ? outcome.answers[0] : undefined;
    const served = answer !== undefined && "result" in answer ? Number(answer.result) : Number.NaN;
    if (!Number.isInteger(served)) return outcome;
    endpoint.chainId = served;
    if (served !== chainId && endpoints.length > 1) {
      onWarning(`The RPC endpoint ${endpoint.name} serves chain ${served}, not ${chainId}: it is not used`);
    }
    return outcome;
  }

  /** Endpoints whose cool-down is over are asked beside real requests, which none of those has to wait for. */
  #probeHalfOpen(): void {
    if (this.#usable.length === 1) return;
    for (const endpoint of this.#usable) if (endpoint.circuit() === "half-open") void this.#probe(endpoint);
  }

  #compareHeads(asked: Endpoint): void {
    const now = this.#options.clock.nowMilliseconds();
    for (const endpoint of this.#othersThan(asked)) {
      const silent = now - endpoint.lastAskedAtMilliseconds > COMPARE_HEADS_AFTER_MILLISECONDS;
      if (silent && endpoint.circuit() === "closed") void this.#probe(endpoint);
    }
  }

  async #probe(endpoint: Endpoint): Promise<void> {
    if (this.#probing.has(endpoint) || endpoint.millisecondsToRest() > 0 || this.#closing.signal.aborted) return;
    this.#probing.add(endpoint);
    try {
      if (endpoint.chainId === null) await this.#verified(endpoint);
      if (endpoint.chainId !== this.#options.chainId) return;
      const outcome = await endpoint.post(HEAD_REQUEST, this.#options.timeoutMilliseconds, this.#closing.signal);
      const head = outcome.kind === "answered" ? headIn(HEAD_REQUEST, outcome.answers) : null;
      if (head !== null) endpoint.sawHead(head, this.#othersThan(endpoint));
    } finally {
      this.#probing.delete(endpoint);
    }
  }

  #othersThan(endpoint: Endpoint): readonly Endpoint[] {
    return this.#usable.filter((other) => other !== endpoint);
  }

  #failure({ request, failures, outcomes, lastCause }: Attempt): Error {
    const { endpoints, chainId } = this.#options;
    const wrong = endpoints.filter((endpoint) => endpoint.chainId !== null && endpoint.chainId !== chainId);
    if (wrong.length === endpoints.length) {
      return new WrongChainError(chainId, wrong[0]?.chainId ?? Number.NaN, endpoints.map(({ name }) => name).join(", "));
    }
    const reasons = endpoints.map((endpoint) => {
      if (wrong.includes(endpoint)) return `${endpoint.name}: serves chain ${endpoint.chainId}`;
      const rest = endpoint.millisecondsToRest();
      const reason = failures.get(endpoint);
      const resting = rest > 0 ? `rests for another ${Math.ceil(rest / 1000)} s` : null;
      return `${endpoint.name}: ${[reason, resting].filter((part) => part != null).join(", ") || "not asked in time"}`;
    });
    const usable = this.#usable;
    if (usable.length > 0 && usable.every((endpoint) => endpoint.millisecondsToRest() > 0)) {
      return new RpcRateLimitedError(request.method, reasons);
    }
    if (outcomes.size > 0 && [...outcomes].every((kind) => kind === "too-large")) return new RequestTooLargeError(request.method, reasons);
    return new RpcUnreachableError(request.method, reasons, lastCause);
  }
}

function lacksState({ lacksStateUpTo }: Endpoint, { pinnedBlock }: RpcRequest): boolean {
  return pinnedBlock !== null && lacksStateUpTo !== null && pinnedBlock <= lacksStateUpTo;
}

/** One request on its way over the endpoints. */
class Attempt {
  readonly request: RpcRequest;
  readonly deadline: number;
  /** Asked in this round. */
  readonly asked = new Set<Endpoint>();
  /** The latest failure of each. */
  readonly failures = new Map<Endpoint, string>();
  readonly outcomes = new Set<Outcome["kind"]>();
  lastCause: unknown;
  /** An endpoint may have taken the transaction although it did not say so. */
  mayHaveArrived = false;
  /** An answer to fall back on when nobody has a better one. */
  doubtful: { readonly answers: readonly RpcAnswer[]; readonly doubt: Doubt } | null = null;
  /** Whether somebody failed in this round, and did not just ask for patience. */
  failed = false;

  constructor(request: RpcRequest, deadline: number) {
    this.request = request;
    this.deadline = deadline;
  }

  note(endpoint: Endpoint, outcome: Outcome): void {
    this.outcomes.add(outcome.kind);
    if (outcome.kind === "answered") {
      this.failures.set(endpoint, "it does not say which chain it serves");
      this.failed = true;
      return;
    }
    this.failures.set(endpoint, outcome.reason);
    if (outcome.kind === "rate-limited") return;
    this.failed = true;
    if (outcome.kind === "failed") this.lastCause = outcome.cause;
  }

  nextRound(): void {
    this.asked.clear();
    this.failed = false;
  }
}

const CHAIN_ID_REQUEST = rpcRequest({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
const HEAD_REQUEST = rpcRequest({ jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] });
