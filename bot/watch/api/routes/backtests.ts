import { z } from "zod";
import { backtestPage, backtestReportOf, keptBacktest } from "../../../store/backtests.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { pageAnswer, pageAskedFor } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { backtestDetail, listedBacktest } from "../schemas/backtests.ts";
import { failures } from "../schemas/errors.ts";
import { backtestPath, nothing, paging } from "../schemas/parameters.ts";
import { pageOf } from "../schemas/values.ts";
import { toWire } from "../wire.ts";

/**
 * A report is one page with its styles in it, and nothing else. It came out of the database: whatever else should ever stand there can run
 * nothing, load nothing and send nothing, and is of no origin, so that it cannot read this API either. Pages of our own may show it in a frame.
 */
const REPORT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export function backtestRoutes(api: ApiInstance, { store: { db } }: ApiSources): void {
  const tags = ["backtests"];

  api.get(
    "/v1/backtests",
    {
      schema: {
        tags,
        summary: "Backtests that were kept, newest first.",
        querystring: z.strictObject(paging),
        response: { 200: pageOf(listedBacktest), ...failures },
      },
    },
    async ({ query }) => pageAnswer(await backtestPage(db, pageAskedFor(query, ["number", "number"]))),
  );

  api.get(
    "/v1/backtests/:backtestId",
    {
      schema: {
        tags,
        summary: "One of them: what was assumed, and the figures, costs and equity curve of each contender.",
        params: backtestPath,
        querystring: nothing,
        response: { 200: backtestDetail, ...failures },
      },
    },
    async ({ params }) => {
      const found = await keptBacktest(db, params.backtestId);
      if (found === null) throw notFound(`backtest ${params.backtestId}`, "GET /v1/backtests");
      return toWire(found);
    },
  );

  api.get(
    "/v1/backtests/:backtestId/report",
    {
      schema: {
        tags,
        summary: "Its page for a person: HTML without scripts.",
        params: backtestPath,
        querystring: nothing,
        response: { 200: { description: "An HTML page.", content: { "text/html": { schema: z.string() } } }, ...failures },
      },
    },
    async ({ params }, reply) => {
      const html = await backtestReportOf(db, params.backtestId);
      if (html === null) throw notFound(`report of a backtest ${params.backtestId}`, "GET /v1/backtests");
      reply.header("content-security-policy", REPORT_POLICY).header("x-frame-options", "SAMEORIGIN").type("text/html; charset=utf-8");
      return html;
    },
  );
}
