import { decisionById } from "../../../store/decisions.ts";
import { forecastsById } from "../../../store/forecasts.ts";
import { observationsById } from "../../../store/observations.ts";
import { risksById } from "../../../store/risks.ts";
import { executionsOf } from "../../../store/transactionHistory.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { notFound } from "../errors.ts";
import { decisionDetail } from "../schemas/decisions.ts";
import { failures } from "../schemas/errors.ts";
import { decisionPath, nothing } from "../schemas/parameters.ts";
import { toWire } from "../wire.ts";

export function decisionRoutes(api: ApiInstance, { store: { db } }: ApiSources): void {
  api.get(
    "/v1/decisions/:decisionId",
    {
      schema: {
        tags: ["decisions"],
        summary: "One decision in full: its explanation and costs, what was read for it, and how it was executed.",
        params: decisionPath,
        querystring: nothing,
        response: { 200: decisionDetail, ...failures },
      },
    },
    async ({ params }) => {
      const decision = await decisionById(db, params.decisionId);
      if (decision === null) throw notFound(`decision ${params.decisionId}`, "GET /v1/vaults/{vaultId}/decisions");
      const [observations, forecasts, risks, executions] = await Promise.all([
        observationsById(db, decision.observationIds, decision.blockTimeSeconds),
        forecastsById(db, decision.forecastIds),
        risksById(db, decision.riskIds),
        executionsOf(db, [decision.id]),
      ]);
      return toWire({ decision, read: { observations, forecasts, risks }, execution: executions[0] ?? null });
    },
  );
}
