import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiSettings } from "../../config/schema.ts";
import type { ApiInstance } from "./apiInstance.ts";
import { ApiError } from "./errors.ts";

/** What the few actions there are come by. */
const ACTING = new Set(["POST", "DELETE"]);
const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

/** Everything that keeps others out: no writing but by the operator, no other site, no flood. */
export async function secure(api: ApiInstance, settings: ApiSettings, styleHash: string): Promise<void> {
  api.addHook("onRequest", refuseForeignHosts(settings));
  api.addHook("onRequest", answerOrigins(settings.corsOrigins));
  api.addHook("onRequest", refuseWriting);
  await api.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: [styleHash],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
    // What other origins may read is said by corsOrigins.
    crossOriginResourcePolicy: settings.corsOrigins.length === 0 ? { policy: "same-origin" } : { policy: "cross-origin" },
    // It speaks plain HTTP: whoever puts TLS in front says that.
    strictTransportSecurity: false,
  });
  await api.register(rateLimit, {
    global: true,
    max: settings.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: () => new ApiError(429, "TooManyRequests", "Too many requests", "Wait as long as `retry-after` says."),
  });
}

async function refuseWriting({ method, is404 }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (method === "GET" || method === "HEAD" || (ACTING.has(method) && !is404)) return;
  // Nobody reads its body.
  reply.header("allow", "GET, HEAD").header("connection", "close");
  throw new ApiError(
    405,
    "MethodNotAllowed",
    `${method} does nothing here`,
    "Use GET or HEAD: GET /v1/openapi.json names the few actions there are.",
  );
}

/**
 * A page of another site whose name was made to point here would be of our own origin to a browser ("DNS rebinding"); but its requests name
 * that site. So who listens for this machine alone answers only to its names, and to `hosts`.
 */
function refuseForeignHosts({ host, hosts }: ApiSettings) {
  const known = new Set([...LOOPBACK, ...hosts.map((name) => name.toLowerCase())]);
  return async (request: FastifyRequest): Promise<void> => {
    if (!LOOPBACK.has(host) || known.has(nameOf(request.headers.host ?? ""))) return;
    throw new ApiError(421, "ForeignHost", "This API is not at that host", "Ask at 127.0.0.1, or add the name to `api.hosts`.");
  };
}

/** Without its port and brackets. */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

/** Lets pages of the origins named read answers, and no others: a browser keeps them from everybody else. */
function answerOrigins(origins: readonly string[]) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (origins.length === 0) return undefined;
    reply.header("vary", "Origin");
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return undefined;
    reply.header("access-control-allow-origin", origin).header("access-control-expose-headers", "etag, retry-after");
    if (request.method !== "OPTIONS") return undefined;
    return reply
      .header("access-control-allow-methods", "GET, HEAD")
      .header("access-control-allow-headers", "if-none-match")
      .code(204)
      .send();
  };
}
