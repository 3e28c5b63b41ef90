import type { FetchGetUrlFunc, FetchRequest, GetUrlResponse } from "ethers";
import {
  RelayBusyError,
  RelayFailedError,
  RelayForbiddenError,
  RelayMalformedError,
  RelayTimeoutError,
  RelayUnreachableError,
} from "./relayErrors.ts";

/**
 * How ethers' `FetchRequest` reaches a relay: within a limit that holds for the whole answer, once, following no redirection, which would
 * hand private bytes to another host, and with every failure as a `RelayError`. Messages of the transport are not passed on: they contain the
 * URL, and with it the API key of some builders.
 */
export function relayTransport(builder: string, timeoutMilliseconds: number): FetchGetUrlFunc {
  return async (request) => {
    const method = methodOf(request);
    const { ok, status, text } = await post(builder, method, request, timeoutMilliseconds);
    const answer = jsonObject(text);
    // Some builders answer a JSON-RPC error with HTTP 400.
    const readable = ok || (status === 400 && answer?.error !== undefined);
    if (!readable) throw httpError(builder, method, status, answer === null ? null : wordsOf(answer.error));
    if (answer === null) throw new RelayMalformedError(builder, method);
    return responseOf(normalised(answer));
  };
}

async function post(builder: string, method: string, request: FetchRequest, timeoutMilliseconds: number) {
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const response = await fetch(request.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-flashbots-signature": request.getHeader("x-flashbots-signature"),
      },
      body: Buffer.from(request.body ?? []),
      redirect: "error",
      signal,
    });
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (error) {
    if (signal.aborted) throw new RelayTimeoutError(builder, method, timeoutMilliseconds);
    throw new RelayUnreachableError(builder, method, connectionFailure(error));
  }
}

function httpError(builder: string, method: string, status: number, words: string | null) {
  if (status === 429) return new RelayBusyError(builder, method);
  if (status === 401 || status === 403) return new RelayForbiddenError(builder, method, status, words);
  return new RelayFailedError(builder, method, status);
}

/** In the one form the library reads without tripping: `error` as an object with words, a `result` that has properties. */
function normalised({ error, result }: Record<string, unknown>): object {
  if (error === undefined || error === null) return { result: result ?? {} };
  const { code } = error as { code?: unknown };
  return { error: { message: wordsOf(error) ?? "it gave no reason", code: typeof code === "number" ? code : null } };
}

/** An error is an object with a message, or with some builders the message itself. */
function wordsOf(error: unknown): string | null {
  const words = typeof error === "object" && error !== null ? (error as { message?: unknown }).message : error;
  return typeof words === "string" ? words : null;
}

function responseOf(answer: object): GetUrlResponse {
  return { statusCode: 200, statusMessage: "OK", headers: {}, body: Buffer.from(JSON.stringify(answer)) };
}

function methodOf(request: FetchRequest): string {
  const { method } = JSON.parse(Buffer.from(request.body ?? []).toString("utf8")) as { method: string };
  return method;
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** undici wraps the cause of a failed fetch, whose code, "ECONNREFUSED" for example, names neither URL nor key. */
function connectionFailure(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === "string" ? cause.code : "the connection failed";
}
