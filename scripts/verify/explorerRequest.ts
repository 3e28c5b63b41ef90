import { setTimeout as pause } from "node:timers/promises";
import { ExplorerBusyError, ExplorerRefusedError, ExplorerUnreachableError } from "./errors.ts";

/** How an explorer is asked. */
export interface RequestPolicy {
  /** How long one request may take, answer included. */
  readonly timeoutMilliseconds: number;
  /** Requests before one is given up, the first included. */
  readonly attempts: number;
  /** Before the second request; doubles each time. An explorer that names a time has it, up to the longest. */
  readonly pauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
}

export const REQUEST_POLICY: RequestPolicy = {
  timeoutMilliseconds: 30_000,
  attempts: 5,
  pauseMilliseconds: 1_000,
  longestPauseMilliseconds: 30_000,
};

/** Whom to ask. */
export interface Correspondent {
  readonly name: string;
  /** Must not be seen anywhere, even if the explorer repeats it. */
  readonly apiKey: string | null;
  readonly policy: RequestPolicy;
  /** Whether an answer with a good status says, in its own words, that there were too many requests. */
  isRateLimit?(body: unknown): boolean;
}

export interface Question {
  readonly url: URL;
  /** A form if it is one, JSON otherwise; without it the question is a GET. */
  readonly body?: URLSearchParams | object;
}

export interface Answer {
  readonly httpStatus: number;
  /** Null if it is not JSON. */
  readonly body: unknown;
}

/**
 * The answer to a question, whatever it says. Asked again, with growing pauses, when the explorer cannot be reached, takes too long, fails
 * (HTTP 5xx) or says that there were too many requests (HTTP 429).
 * @throws ExplorerUnreachableError, ExplorerBusyError, ExplorerRefusedError for a redirection: an API key is not sent elsewhere.
 */
export async function askExplorer(explorer: Correspondent, question: Question): Promise<Answer> {
  const { attempts } = explorer.policy;
  for (let attempt = 1; ; attempt++) {
    const outcome = await askOnce(explorer, question);
    if ("answer" in outcome) return outcome.answer;
    if (attempt >= attempts) {
      const reason = `${withoutKey(outcome.reason, explorer.apiKey)} (${question.url.origin}, asked ${attempts} times)`;
      throw outcome.isBusy ? new ExplorerBusyError(explorer.name, reason) : new ExplorerUnreachableError(explorer.name, reason);
    }
    await pause(pauseBefore(attempt, explorer.policy, outcome.retryAfterMilliseconds));
  }
}

/** A text of the explorer's, fit to be shown: on one line, not too long, without the API key. */
export function quote(text: unknown, { apiKey }: Pick<Correspondent, "apiKey">): string {
  const line = withoutKey(typeof text === "string" ? text : JSON.stringify(text ?? "no reason given"), apiKey).replace(/\s+/g, " ");
  return line.length > 300 ? `${line.slice(0, 300)}…` : line.trim();
}

interface Retry {
  readonly reason: string;
  readonly isBusy: boolean;
  readonly retryAfterMilliseconds: number | null;
}

async function askOnce(explorer: Correspondent, { url, body }: Question): Promise<{ readonly answer: Answer } | Retry> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(explorer.policy.timeoutMilliseconds),
      ...requestOf(body),
    });
    text = await response.text();
  } catch (error) {
    return { reason: reasonOf(error, explorer.policy), isBusy: false, retryAfterMilliseconds: null };
  }
  const { status, headers } = response;
  const answer: Answer = { httpStatus: status, body: parsed(text) };
  if (status >= 300 && status < 400) {
    throw new ExplorerRefusedError(explorer.name, `it redirects from ${url.origin} to ${originOf(headers.get("location"), url)}`);
  }
  const isBusy = status === 429 || explorer.isRateLimit?.(answer.body) === true;
  if (!isBusy && status < 500) return { answer };
  const words = answer.body === null ? "" : `: ${quote(messageIn(answer.body), explorer)}`;
  return { reason: `HTTP ${status}${words}`, isBusy, retryAfterMilliseconds: retryAfter(headers.get("retry-after")) };
}

function requestOf(body: Question["body"]): RequestInit {
  if (body === undefined) return { headers: { accept: "application/json" } };
  // A form says its own type.
  if (body instanceof URLSearchParams) return { method: "POST", headers: { accept: "application/json" }, body };
  return {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

function pauseBefore(attempt: number, policy: RequestPolicy, wished: number | null): number {
  return Math.min(wished ?? policy.pauseMilliseconds * 2 ** (attempt - 1), policy.longestPauseMilliseconds);
}

/** `Retry-After` in either of its forms: seconds or a date. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}

/** Etherscan says it in `result`, Sourcify in `message`. */
function messageIn(body: unknown): unknown {
  const { result, message } = body as { result?: unknown; message?: unknown };
  return typeof result === "string" ? result : message;
}

function reasonOf(error: unknown, { timeoutMilliseconds }: RequestPolicy): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMilliseconds / 1_000} s`;
  const { code, message } = (error.cause as { code?: string; message?: string } | undefined) ?? {};
  if (code === "ECONNREFUSED") return "connection refused";
  if (code === "ENOTFOUND") return "host not found";
  return code ?? message ?? error.message;
}

function originOf(location: string | null, from: URL): string {
  return location === null || !URL.canParse(location, from.href) ? "nowhere" : new URL(location, from.href).origin;
}

function withoutKey(text: string, apiKey: string | null): string {
  if (apiKey === null || apiKey === "") return text;
  return text.replaceAll(apiKey, "[API key]").replaceAll(encodeURIComponent(apiKey), "[API key]");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
