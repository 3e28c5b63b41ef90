import { z } from "zod";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { ApiError } from "../errors.ts";
import { type Operator, requireOperator } from "../operator.ts";
import { failures } from "../schemas/errors.ts";
import { nothing, vaultPath } from "../schemas/parameters.ts";
import { vaultNamed } from "../vaultsKnown.ts";

export function actionRoutes(api: ApiInstance, sources: ApiSources, operator: Operator | null): void {
  api.post(
    "/v1/vaults/:vaultId/tick",
    {
      onRequest: requireOperator(operator),
      schema: {
        tags: ["actions"],
        summary: "Asks for a tick now instead of at the next boundary; one that is running is followed by another.",
        security: [{ operator: [] }],
        params: vaultPath,
        querystring: nothing,
        response: { 202: z.object({ vaultId: z.string() }).meta({ description: "It was asked for." }), ...failures },
      },
    },
    async ({ params }, reply) => {
      const known = await vaultNamed(sources, params.vaultId);
      if (operator?.requestTick(known) !== true) {
        throw new ApiError(409, "NotLeading", "This process does not lead the vault", "Ask the keeper that does.");
      }
      return reply.code(202).header("cache-control", "no-store").send({ vaultId: known.id });
    },
  );
}
