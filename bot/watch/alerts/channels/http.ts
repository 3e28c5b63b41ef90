import { retryAfterMilliseconds } from "../../../chain/rpc/retryAfter.ts";
import { codeOf } from "../../../store/errors.ts";
import { clipped } from "../message.ts";
import { DeliveryFailed, redacted } from "./channel.ts";

export interface HttpRequest {
  readonly url: string;
  /** "POST" with a JSON body; without one "GET". */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** What must not be in an error, beside the address. */
  readonly secrets: readonly string[];
}

const MOST_ANSWER_BYTES = 4_096;
const MOST_WORDS = 160;
/** Parts of an address that are shorter are words. */
const LEAST_KEY = 6;

/** @throws DeliveryFailed on any answer but 2xx, and on none in time. Redirects are not followed: they would carry secrets elsewhere. */
export async function request({ url, body, headers = {}, timeoutSeconds, secrets }: HttpRequest): Promise<void> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  let response: Response;
  try {
    response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      redirect: "manual",
      signal,
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw new DeliveryFailed(signal.aborted ? `no answer within ${timeoutSeconds} s` : `not reachable${reasonOf(error)}`);
  }
  if (response.ok) {
    await response.body?.cancel().catch(() => undefined);
    return;
  }
  const answer = await beginningOf(response);
  const words = redacted(answer, [...secretsOf(url), ...secrets])
    .replace(/\s+/g, " ")
    .trim();
  const said = words === "" ? "" : `: ${clipped(words, MOST_WORDS)}`;
  throw new DeliveryFailed(`HTTP ${response.status}${said}`, retryAfter(response, answer));
}

/** The address and what of it may be a key, longest first. */
function secretsOf(url: string): readonly string[] {
  const { pathname, search, searchParams } = new URL(url);
  const parts = [...pathname.split("/"), ...searchParams.values()].filter((part) => part.length >= LEAST_KEY);
  return [url, `${pathname}${search}`, ...parts, ...parts.map(decoded)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Names of system errors only: their messages may hold the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  return code === "" ? "" : ` (${code})`;
}

/** As much of an answer as is worth reading, and what there was when it took too long. */
async function beginningOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      parts.push(part);
      length += part.length;
      if (length >= MOST_ANSWER_BYTES) break;
    }
  } catch {
    // What came before is enough.
  }
  return Buffer.concat(parts).subarray(0, MOST_ANSWER_BYTES).toString();
}

/** Of the header, in seconds or as a date, or else where Discord (`retry_after`) and Telegram (`parameters.retry_after`) say it. */
function retryAfter({ headers }: Response, answer: string): number | null {
  const milliseconds = retryAfterMilliseconds(headers.get("retry-after"), Date.now());
  if (milliseconds !== null) return milliseconds / 1000;
  const found = /"retry_after"\s*:\s*(\d+(?:\.\d+)?)/.exec(answer);
  return found === null ? null : Number(found[1]);
}
