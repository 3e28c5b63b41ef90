import { setTimeout as pause } from "node:timers/promises";
import type { Pace } from "../../chain/pace.ts";
import type { ChartPoint } from "../history/layouts/defillamaChart.ts";
import { DefillamaAnswerError, DefillamaUnavailableError } from "./errors.ts";
import { answerSchema, type Pool, readPoint, readPool } from "./shapes.ts";

export const DEFILLAMA_URL = "https://yields.llama.fi";

export interface DefillamaOptions {
  readonly baseUrl: string;
  /** How long one request may take, the answer included. */
  readonly timeoutMilliseconds: number;
  /** Requests wait for their turn, tries after a failure, too. */
  readonly pace: Pace;
  /** How long to wait before the second try; the time doubles with every further one, and each is a random part of it. */
  readonly firstPauseMilliseconds?: number;
}

/** What was read, and how much of it could not be. */
export interface Listing<Row> {
  readonly rows: readonly Row[];
  readonly malformed: number;
}

/** DefiLlama's yields API. @throws DefillamaUnavailableError, DefillamaAnswerError */
export interface DefillamaClient {
  pools(): Promise<Listing<Pool>>;
  /** The whole chart of a pool, a point a day. */
  chart(pool: string): Promise<Listing<ChartPoint>>;
}

const TRIES = 6;
/** Somebody who is told to come back later than this had better start again then. */
const LONGEST_WAIT_MILLISECONDS = 300_000;

export function createDefillamaClient(options: DefillamaOptions): DefillamaClient {
  async function listing<Row>(path: string, read: (value: unknown) => Row | null): Promise<Listing<Row>> {
    const url = `${options.baseUrl.replace(/\/$/, "")}${path}`;
    const answer = answerSchema.safeParse(await getJson(url, options));
    if (!answer.success) throw new DefillamaAnswerError(url, "no list of rows under `data`");
    const rows = answer.data.data.map(read);
    const usable = rows.filter((row): row is Awaited<Row> & Row => row !== null);
    if (usable.length === 0 && rows.length > 0)
      throw new DefillamaAnswerError(url, `none of its ${rows.length} rows is of the known shape`);
    return { rows: usable, malformed: rows.length - usable.length };
  }
  return {
    pools: () => listing("/pools", readPool),
    chart: (pool) => listing(`/chart/${encodeURIComponent(pool)}`, readPoint),
  };
}

/** An attempt that failed in a way that another may mend. */
class Failed extends Error {
  readonly retryAfterMilliseconds: number | null;

  constructor(message: string, retryAfterMilliseconds: number | null, cause?: unknown) {
    super(message, { cause });
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

async function getJson(url: string, options: DefillamaOptions): Promise<unknown> {
  const { pace, firstPauseMilliseconds = 1_000 } = options;
  for (let tries = 1; ; tries++) {
    await pace();
    try {
      return await attempt(url, options.timeoutMilliseconds);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      // What the server asks for is the least; the random part keeps several clients from coming back at once.
      const wait = (error.retryAfterMilliseconds ?? 0) + Math.random() * firstPauseMilliseconds * 2 ** (tries - 1);
      if (tries === TRIES || wait > LONGEST_WAIT_MILLISECONDS) {
        throw new DefillamaUnavailableError(
          url,
          tries === 1 ? error.message : `${error.message}, after ${tries} tries`,
          error.cause ?? error,
        );
      }
      await pause(wait);
    }
  }
}

async function attempt(url: string, timeoutMilliseconds: number): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(timeoutMilliseconds) });
    text = await response.text();
  } catch (error) {
    throw new Failed(describe(error, timeoutMilliseconds), null, error);
  }
  if (response.status === 429 || response.status >= 500) {
    throw new Failed(`HTTP ${response.status}`, retryAfterMilliseconds(response.headers.get("retry-after"), Date.now()));
  }
  if (!response.ok) throw new DefillamaAnswerError(url, `HTTP ${response.status}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    // An answer that breaks off: the next one may be whole.
    throw new Failed("the answer is not JSON", null, error);
  }
}

function describe(error: unknown, timeoutMilliseconds: number): string {
  const { name, cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === "TimeoutError") return `no answer within ${timeoutMilliseconds / 1000} s`;
  return cause?.code ?? cause?.message ?? message;
}

/** RFC 9110: seconds, or the date to come back at. Null when there is none or it cannot be read. */
export function retryAfterMilliseconds(header: string | null, nowMilliseconds: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMilliseconds);
}
