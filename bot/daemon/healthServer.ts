import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HealthSettings } from "../config/schema.ts";
import { KeeperError } from "../core/errors.ts";
import type { HealthBoard } from "./health.ts";

/** What `/metrics` says, with the type it is in. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface HealthServer {
  /** "http://127.0.0.1:9464". */
  readonly url: string;
  close(): Promise<void>;
}

/** Nobody can listen there. */
export class HealthPortError extends KeeperError {
  constructor({ host, port }: HealthSettings, cause: NodeJS.ErrnoException) {
    super(
      `Nobody can listen at ${host}:${port} (${cause.code})`,
      "Choose another `health.port` and `health.host`, or stop who listens there.",
      3,
      cause,
    );
  }
}

const LONGEST_URL = 256;
const LARGEST_HEADERS_BYTES = 4_096;
const HEADERS_MILLISECONDS = 2_000;
const REQUEST_MILLISECONDS = 5_000;
const MOST_CONNECTIONS = 32;

/**
 * Answers `/health`, `/ready` and `/metrics` to whoever can reach it; nothing it says is secret and nothing can be told to it. Clients that
 * dawdle are cut off.
 * @throws HealthPortError
 */
export async function serveHealth(settings: HealthSettings, board: HealthBoard, metrics: MetricsText): Promise<HealthServer> {
  const server = createServer(
    {
      maxHeaderSize: LARGEST_HEADERS_BYTES,
      headersTimeout: HEADERS_MILLISECONDS,
      requestTimeout: REQUEST_MILLISECONDS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      // Whoever sends a body has nobody who reads it.
      if (request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined)
        response.setHeader("connection", "close");
      answer(request, response, board, metrics).catch(() => response.destroy());
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(REQUEST_MILLISECONDS);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new HealthPortError(settings, error)));
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer({ method, url = "" }: IncomingMessage, response: ServerResponse, board: HealthBoard, metrics: MetricsText) {
  const send = (status: number, contentType: string, body: string) => {
    response.writeHead(status, {
      "content-type": contentType,
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(method === "HEAD" ? undefined : body);
  };
  const sendJson = (status: number, body: unknown) => send(status, "application/json", `${JSON.stringify(body)}\n`);
  if (method !== "GET" && method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return sendJson(405, { error: "only GET and HEAD" });
  }
  if (url.length > LONGEST_URL) return sendJson(414, { error: "the URL is too long" });
  const [path] = url.split("?", 1);
  switch (path) {
    case "/health":
    case "/ready": {
      const { ok, vaults } = path === "/health" ? board.live() : board.ready();
      return sendJson(ok ? 200 : 503, { status: ok ? "ok" : "failing", vaults });
    }
    case "/metrics":
      return send(200, metrics.contentType, await metrics.text());
    default:
      return sendJson(404, { error: "there are /health, /ready and /metrics" });
  }
}
