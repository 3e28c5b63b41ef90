import { z } from "zod";
import type { ApiInstance } from "../apiInstance.ts";
import { failures } from "../schemas/errors.ts";
import { nothing } from "../schemas/parameters.ts";
import { change } from "../schemas/stream.ts";
import type { Broadcast } from "../stream/broadcast.ts";

const headers = z.object({
  "last-event-id": z
    .string()
    .max(100)
    .optional()
    .meta({ description: "The id of the last event that was seen: what came after it is sent first." }),
});

export function streamRoute(api: ApiInstance, broadcast: Broadcast): void {
  api.addHook("preClose", async () => broadcast.close());
  api.get(
    "/v1/stream",
    {
      // A stream has no end that a HEAD could do without.
      exposeHeadRoute: false,
      schema: {
        tags: ["stream"],
        summary: "Server-sent events: tick, decision, transaction, bundle, alert and operation, whenever one is new or has another status.",
        description:
          "`data` of every event is a Change. An event `reset` says that more changed than can be told: read everything again. " +
          "Comments keep the connection open.",
        querystring: nothing,
        headers,
        response: { 200: { description: "A stream of events.", content: { "text/event-stream": { schema: change } } }, ...failures },
      },
    },
    async (request, reply) => {
      broadcast.requireRoom();
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        // Proxies that gather answers would keep events back.
        "x-accel-buffering": "no",
      });
      broadcast.join(reply.raw, request.headers["last-event-id"] ?? null);
    },
  );
}
