import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { quantile } from "../../../bot/predict/interval.ts";

/** How hard to ask, and for how long. */
export interface Load {
  /** Each asks again as soon as it has its answer: a closed loop, which waits with a server that is slow instead of adding to its work. */
  readonly connections: number;
  /** Not measured: connections to the database, code that has not been compiled yet. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks one path on a connection that is kept. */
export type Ask = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

export interface LoadFigures {
  /** Requests a second, all connections together. */
  readonly rps: number;
  /** From asking to the last byte of the answer, exact, over every request. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** Of an answer's body, on average. */
  readonly kB: number;
}

export interface VisitFigures extends LoadFigures {
  /** How many there were, those of the warm-up among them. */
  readonly requests: number;
  /** The same for whole visits, where one takes several requests. */
  readonly visitP50Ms: number;
  readonly visitP99Ms: number;
}

/** What somebody who looks at something asks, one after the other. */
export type Visit = (ask: Ask) => Promise<void>;

/** Has `visit` made over and over on every connection. @throws what a visit throws: it says itself which answers will do. */
export async function underLoad(url: string, { connections, warmUpSeconds, seconds }: Load, visit: Visit): Promise<VisitFigures> {
  const began = performance.now();
  const [from, until] = [began + warmUpSeconds * 1_000, began + (warmUpSeconds + seconds) * 1_000];
  const requestMs: number[] = [];
  const visitMs: number[] = [];
  let bytes = 0;
  let asked = 0;
  const follow = async (): Promise<void> => {
    const connection = openConnection(url);
    const timed: Ask = async (path, headers) => {
      const started = performance.now();
      const answer = await connection.ask(path, headers);
      asked += 1;
      if (started >= from) {
        requestMs.push(performance.now() - started);
        bytes += Buffer.byteLength(answer.body);
      }
      return answer;
    };
    try {
      // However slow the first answers are, everybody has one that counts.
      for (let counted = false; !counted || performance.now() < until; ) {
        const started = performance.now();
        await visit(timed);
        if (started < from) continue;
        visitMs.push(performance.now() - started);
        counted = true;
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, follow));
  const measuredSeconds = (performance.now() - from) / 1_000;
  const [requests, visits] = [Float64Array.from(requestMs).sort(), Float64Array.from(visitMs).sort()];
  return {
    rps: rounded(requests.length / measuredSeconds),
    p50Ms: rounded(quantile(requests, 0.5)),
    p99Ms: rounded(quantile(requests, 0.99)),
    worstMs: rounded(quantile(requests, 1)),
    kB: rounded(bytes / requests.length / 1_000),
    requests: asked,
    visitP50Ms: rounded(quantile(visits, 0.5)),
    visitP99Ms: rounded(quantile(visits, 0.99)),
  };
}

/** One connection to a server, which asks one thing at a time. */
export function openConnection(url: string): { readonly ask: Ask; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        const asked = request(`${url}${path}`, { agent, headers }, (response) => {
          const pieces: Buffer[] = [];
          response.on("data", (piece: Buffer) => pieces.push(piece));
          response.on("error", reject);
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString() }),
          );
        });
        asked.on("error", reject);
        asked.end();
      }),
    close: () => agent.destroy(),
  };
}

export function rounded(figure: number): number {
  return Math.round(figure * 10) / 10;
}
