/** An endpoint's HTTP answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

export interface PostOptions {
  readonly timeoutMilliseconds: number;
  /** An answer with a longer body is not read to its end. */
  readonly maxBodyBytes: number;
  /** Ends the request when nobody wants its answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** A request without a usable answer. */
export class PostFailure extends Error {
  /** False when the endpoint certainly has not seen it. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** Posts JSON and reads the answer, within a time and a size. Throws `PostFailure` whose message never holds the URL. */
export async function postJson(url: string, body: string, options: PostOptions): Promise<HttpAnswer> {
  const { timeoutMilliseconds, signal } = options;
  const controller = new AbortController();
  const abort = () => controller.abort();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    abort();
  }, timeoutMilliseconds);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: controller.signal,
    });
    const text = await boundedText(response, options.maxBodyBytes);
    return { status: response.status, retryAfter: response.headers.get("retry-after"), text };
  } catch (error) {
    if (error instanceof PostFailure) throw error;
    if (timedOut) throw new PostFailure(`no answer within ${timeoutMilliseconds / 1000} s`, true, error);
    const { reason, mayHaveArrived } = transportFailure(error);
    throw new PostFailure(reason, mayHaveArrived, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function boundedText(response: Response, maxBodyBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Counted as it comes out of decompression: what a header says of the length is a claim.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) throw new PostFailure(`an answer of more than ${maxBodyBytes.toLocaleString("en-US")} bytes`, true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function transportFailure(error: unknown): { reason: string; mayHaveArrived: boolean } {
  const { cause, name } = error as { cause?: { code?: string; message?: string }; name?: string };
  if (name === "AbortError") return { reason: "it was given up", mayHaveArrived: true };
  if (cause?.code === "ECONNREFUSED") return { reason: "connection refused", mayHaveArrived: false };
  if (cause?.code === "ENOTFOUND") return { reason: "host not found", mayHaveArrived: false };
  return { reason: cause?.code ?? cause?.message ?? "the connection failed", mayHaveArrived: true };
}
