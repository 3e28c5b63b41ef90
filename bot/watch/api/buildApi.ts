import { randomBytes } from "node:crypto";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { ApiSettings } from "../../config/schema.ts";
import { recentRows } from "../../store/recentChanges.ts";
import type { ApiInstance, ApiSources } from "./apiInstance.ts";
import { answerBrokenRequest } from "./brokenRequest.ts";
import { type ApiDocument, DOCS_STYLE_HASH, docsPage } from "./docsPage.ts";
import { errorBodyOf, errorHandler, notFound, toApiError } from "./errors.ts";
import { tagAnswer } from "./etag.ts";
import type { Operator } from "./operator.ts";
import { withReachableSchemas } from "./reachableSchemas.ts";
import { actionRoutes } from "./routes/actions.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { backtestRoutes } from "./routes/backtests.ts";
import { collectorRoutes } from "./routes/collector.ts";
import { contractRoute } from "./routes/contract.ts";
import { dashboardRoutes } from "./routes/dashboard.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { healthRoute } from "./routes/health.ts";
import { marketRoutes } from "./routes/markets.ts";
import { modelRoutes } from "./routes/models.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { streamRoute } from "./routes/stream.ts";
import { vaultRoutes } from "./routes/vaults.ts";
import { secure } from "./security.ts";
import { createBroadcast } from "./stream/broadcast.ts";
import { createChangeLog } from "./stream/changeLog.ts";

const LARGEST_BODY_BYTES = 65_536;
const LARGEST_HEADERS_BYTES = 16_384;
const HEADERS_MILLISECONDS = 2_000;
const REQUEST_MILLISECONDS = 5_000;
/** Of silence: streams say something more often. */
const IDLE_MILLISECONDS = 60_000;
const LONGEST_PARAMETER = 300;

const POLL_MILLISECONDS = 1_500;
const HEARTBEAT_MILLISECONDS = 15_000;
const MOST_UNREAD_BYTES = 262_144;
/** Of every kind, at every look. */
const ROWS_LOOKED_AT = 50;
const CHANGES_KEPT = 1_000;

export interface ApiDeps extends ApiSources {
  readonly settings: ApiSettings;
  /** Null where nothing can be done, only read. */
  readonly operator: Operator | null;
  /** Where the dashboard was built; null where it was not, or shall not be shown. */
  readonly dashboardFolder?: string | null;
  /** Told of what clients are not: why a request failed on our side. */
  readonly onDefect: (error: Error) => void;
}

/** The whole API, not listening yet. */
export async function buildApi({ settings, operator, dashboardFolder = null, onDefect, ...sources }: ApiDeps): Promise<ApiInstance> {
  const api: ApiInstance = Fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: REQUEST_MILLISECONDS,
    connectionTimeout: IDLE_MILLISECONDS,
    forceCloseConnections: true,
    http: { maxHeaderSize: LARGEST_HEADERS_BYTES, headersTimeout: HEADERS_MILLISECONDS, connectionsCheckingInterval: 1_000 },
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _request, reply) => sendUnrouted(error, reply as FastifyReply),
  }).withTypeProvider<ZodTypeProvider>();
  // Bodies are JSON: Fastify would take plain text, too.
  api.removeContentTypeParser("text/plain");
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  api.setErrorHandler(errorHandler(onDefect));
  api.setNotFoundHandler(async () => {
    throw notFound("such path", "GET /v1/openapi.json");
  });
  await secure(api, settings, DOCS_STYLE_HASH);
  api.addHook("onSend", (request: FastifyRequest, reply: FastifyReply, payload) => tagAnswer(request, reply, payload));
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "yield-keeper",
        version: "1",
        description: "What a keeper sees, expects, decides and does, from its database.",
      },
      components: { securitySchemes: { operator: { type: "http", scheme: "bearer", description: "KEEPER_API_TOKEN of the keeper." } } },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withReachableSchemas(jsonSchemaTransformObject(document)),
  });

  const { store } = sources;
  const broadcast = createBroadcast({
    log: createChangeLog(randomBytes(6).toString("hex"), CHANGES_KEPT),
    read: () => recentRows(store.db, ROWS_LOOKED_AT),
    mostClients: settings.streamClients,
    pollMilliseconds: POLL_MILLISECONDS,
    heartbeatMilliseconds: HEARTBEAT_MILLISECONDS,
    mostUnreadBytes: MOST_UNREAD_BYTES,
  });
  // Routes come after the plugins that look at every route.
  await api.register(async (routes: ApiInstance) => {
    vaultRoutes(routes, sources);
    overviewRoutes(routes, sources);
    decisionRoutes(routes, sources);
    marketRoutes(routes, sources);
    modelRoutes(routes, sources);
    contractRoute(routes, sources);
    backtestRoutes(routes, sources);
    collectorRoutes(routes, sources);
    healthRoute(routes, sources);
    streamRoute(routes, broadcast);
    actionRoutes(routes, sources, operator);
    alertRoutes(routes, sources, operator);
    routes.get("/v1/openapi.json", { schema: { hide: true } }, (_request, reply) => {
      reply.type("application/json").send(openApiText(api));
    });
    routes.get("/docs", { schema: { hide: true } }, (_request, reply) => {
      reply.type("text/html; charset=utf-8").send(docsPage(api.swagger() as ApiDocument));
    });
    await dashboardRoutes(routes, dashboardFolder);
  });
  await api.ready();
  return api;
}

/** The OpenAPI 3.1 document of everything under /v1. */
export function openApiText(api: ApiInstance): string {
  return `${JSON.stringify(api.swagger(), null, 2)}\n`;
}

/** Of a request that never comes to a route: its URL cannot be read. */
function sendUnrouted(error: FastifyError, reply: FastifyReply): void {
  const shown = toApiError(error);
  reply
    .code(shown.statusCode)
    .header("cache-control", "no-store")
    .type("application/json")
    .send(JSON.stringify(errorBodyOf(shown)));
}
