import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiInstance } from "../apiInstance.ts";
import { ApiError, notFound } from "../errors.ts";

/** Its own scripts and styles, this API, and nothing from elsewhere. A wallet is injected by the browser, which no policy forbids. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The dashboard at every path that is not the API's: its pages are one document, which looks at the path itself.
 * @param folder Where it was built; null where it was not.
 */
export async function dashboardRoutes(api: ApiInstance, folder: string | null): Promise<void> {
  if (folder === null) {
    api.get("/", { schema: { hide: true } }, () => {
      throw new ApiError(404, "NotFound", "The dashboard is not built", "npm run build:web builds it; the API's own page is /docs.");
    });
    return;
  }
  const assets = path.join(folder, "assets");
  await api.register(fastifyStatic, {
    root: assets,
    prefix: "/assets/",
    index: false,
    cacheControl: false,
    setHeaders(reply, file) {
      reply.header("content-security-policy", CONTENT_SECURITY_POLICY);
      // The names of assets change with their content.
      reply.header("cache-control", file.startsWith(assets) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const send = (reply: FastifyReply, file: string) => reply.sendFile(file, folder);
  const hidden = { schema: { hide: true } };
  api.get("/", hidden, (_request, reply) => send(reply, "index.html"));
  api.get("/icon.svg", hidden, (_request, reply) => send(reply, "icon.svg"));
  api.get("/*", hidden, (request: FastifyRequest, reply: FastifyReply) => {
    if (request.url.startsWith("/v1/") || request.headers.accept?.includes("text/html") !== true) {
      throw notFound("such path", "GET /v1/openapi.json");
    }
    return send(reply, "index.html");
  });
}
