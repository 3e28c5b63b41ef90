import type { Answer, Ask, Visit } from "./closedLoop.ts";
import { BENCH_VAULT } from "./vaultPast.ts";

export const OVERVIEW_PATH = `/v1/vaults/${BENCH_VAULT.chainId}:${BENCH_VAULT.vault}/overview`;
const DAY_SECONDS = 86_400;
const YEAR_DAYS = 365;
/** The most that one page has. */
const LIMIT = 500;

type Resolution = "day" | "hour" | "raw";

/** The days until the last one that is over and, as the dashboard asks for them, at most a year of them. */
export interface YearAsked {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export function yearUntil(lastSeconds: number, firstSeconds: number): YearAsked {
  const toSeconds = Math.floor(lastSeconds / DAY_SECONDS) * DAY_SECONDS;
  return { fromSeconds: Math.max(toSeconds - YEAR_DAYS * DAY_SECONDS, firstSeconds - (firstSeconds % DAY_SECONDS)), toSeconds };
}

/** Asks for one thing, whatever it was before. */
export function look(path: string): Visit {
  return async (ask) => {
    whole(await ask(path));
  };
}

/** Asks for something that has not changed since, as a browser does. */
export async function lookAgain(ask: Ask, path: string): Promise<Visit> {
  const { etag } = whole(await ask(path)).headers;
  if (etag === undefined) throw new Error(`${path} has no etag`);
  return async (askAgain) => {
    const { status } = await askAgain(path, { "if-none-match": etag });
    if (status !== 304) throw new Error(`${path} answered ${status} where nothing had changed`);
  };
}

/** Reads one of the markets' year, another market every time, so that no cache makes it look better; `pages` at most. */
export function readYear(marketIds: readonly string[], resolution: Resolution, year: YearAsked, pages = Number.POSITIVE_INFINITY): Visit {
  return async (ask) => {
    const path = yearPath(marketIds[Math.floor(Math.random() * marketIds.length)] ?? "", resolution, year);
    let cursor: string | undefined;
    for (let page = 0; page < pages; page++) {
      const { body } = whole(await ask(cursor === undefined ? path : `${path}&cursor=${cursor}`));
      cursor = /"nextCursor":"([\w-]+)"/.exec(body)?.[1];
      if (cursor === undefined) return;
    }
  };
}

export function yearPath(marketId: string, resolution: Resolution, { fromSeconds, toSeconds }: YearAsked): string {
  const query = `resolution=${resolution}&from=${fromSeconds}&to=${toSeconds}&limit=${LIMIT}`;
  return `/v1/markets/${encodeURIComponent(marketId)}/observations?${query}`;
}

/** @throws where an answer is not all that was asked for. */
function whole(answer: Answer): Answer {
  if (answer.status === 200) return answer;
  throw new Error(`the API answered ${answer.status}: ${answer.body}`);
}
