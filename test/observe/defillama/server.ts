import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** DefiLlama's yields API as far as we use it: `/pools` and `/chart/{pool}`, in the envelope and with the field names of the original. */
export interface DefillamaServer {
  readonly url: string;
  readonly requests: string[];
  readonly pools: unknown[];
  readonly charts: Map<string, unknown[]>;
  /** What to do instead of answering; false lets the answer through. */
  fault: (path: string, attempt: number, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

export async function serveDefillama(): Promise<DefillamaServer> {
  const attempts = new Map<string, number>();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(request.url ?? "");
    const attempt = (attempts.get(path) ?? 0) + 1;
    attempts.set(path, attempt);
    api.requests.push(path);
    if (api.fault(path, attempt, response)) return;
    const data = path === "/pools" ? api.pools : api.charts.get(path.replace("/chart/", ""));
    if (data === undefined) response.writeHead(400).end('"invalid configID!"');
    else response.setHeader("content-type", "application/json").end(JSON.stringify({ status: "success", data }));
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const api: DefillamaServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    pools: [],
    charts: new Map(),
    fault: () => false,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return api;
}

/** A pool as `/pools` lists it, with fields that we do not read. */
export function pool(id: string, project: string, symbol: string, tvlUsd: number, chain = "Ethereum"): Record<string, unknown> {
  const apy = { apyBase: 4.1, apyReward: null, apy: 4.1, apyPct1D: 0.2, apyMean30d: 4 };
  return { chain, project, symbol, tvlUsd, pool: id, ...apy, stablecoin: true, ilRisk: "no", exposure: "single", poolMeta: null };
}

/** A point of a chart, `days` after 1 January 2026, in the evening. */
export function point(days: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const timestamp = new Date(Date.UTC(2026, 0, 1 + days, 23, 1, 22, 911)).toISOString();
  return { timestamp, tvlUsd: 1_000_000 + days, apy: 5, apyBase: 4, apyReward: 1, il7d: null, apyBase7d: null, ...changes };
}
