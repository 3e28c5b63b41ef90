import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What an explorer was asked. */
export interface ExplorerRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Empty if the body is none. */
  readonly form: URLSearchParams;
  /** Null if the body is not JSON. */
  readonly json: Record<string, unknown> | null;
}

export type Reply =
  | { readonly json: unknown; readonly httpStatus?: number; readonly headers?: Record<string, string> }
  | { readonly html: string; readonly httpStatus: number; readonly headers?: Record<string, string> }
  /** Takes the request and says nothing. */
  | "hang";

/** A real HTTP server in an explorer's place, which answers as a test tells it to. */
export interface ExplorerServer {
  readonly url: string;
  readonly requests: readonly ExplorerRequest[];
  /** Replaces what it answers, and forgets what it was asked. */
  answerWith(answer: (request: ExplorerRequest, index: number) => Reply): void;
  close(): Promise<void>;
}

export async function serveExplorer(): Promise<ExplorerServer> {
  let answer: (request: ExplorerRequest, index: number) => Reply = () => ({ html: "nothing yet", httpStatus: 500 });
  const requests: ExplorerRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await requestOf(incoming);
    requests.push(request);
    reply(response, answer(request, requests.length - 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answerWith(next) {
      answer = next;
      requests.length = 0;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function requestOf(incoming: IncomingMessage): Promise<ExplorerRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://explorer");
  const type = incoming.headers["content-type"] ?? "";
  return {
    method: incoming.method ?? "",
    path: pathname,
    query: searchParams,
    form: new URLSearchParams(type.startsWith("application/x-www-form-urlencoded") ? body : ""),
    json: type.startsWith("application/json") ? JSON.parse(body) : null,
  };
}

function reply(response: ServerResponse, answer: Reply): void {
  if (answer === "hang") return;
  const isJson = "json" in answer;
  response.writeHead(answer.httpStatus ?? 200, { "content-type": isJson ? "application/json" : "text/html", ...answer.headers });
  response.end(isJson ? JSON.stringify(answer.json) : answer.html);
}

/** As Etherscan and Blockscout write their answers. */
export const ok = (result: string): Reply => ({ json: { status: "1", message: "OK", result } });
export const notOk = (result: string): Reply => ({ json: { status: "0", message: "NOTOK", result } });

/** As Sourcify writes those to a request that it refuses. */
export const refusal = (httpStatus: number, customCode: string, message: string): Reply => ({
  httpStatus,
  json: { customCode, message, errorId: "5d2a1a1e-0f6e-4b0e-9c0d-6f0a3f3a1b11" },
});

/** As Sourcify writes of a job. */
export function job(match: string | null, error?: { customCode: string; message: string }, isJobCompleted = true): Reply {
  const contract = { match, creationMatch: match, runtimeMatch: match, chainId: "1", address: "0x" };
  return {
    json: {
      isJobCompleted,
      verificationId: "a-job",
      jobStartTime: "2026-11-01T00:00:00Z",
      contract,
      ...(error === undefined ? {} : { error: { ...error, errorId: "e" } }),
    },
  };
}
