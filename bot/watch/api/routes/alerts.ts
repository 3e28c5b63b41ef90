import { z } from "zod";
import { type Alert, isRaised, type Raised, SEVERITIES, type Silence } from "../../../core/alert.ts";
import { type Delivery, deliveriesOf } from "../../../store/alertDeliveries.ts";
import { endSilence, insertSilence, silencesAt } from "../../../store/alertSilences.ts";
import { acknowledgeAlert, alertPage, alertsById, type StoredAlert } from "../../../store/alerts.ts";
import { isSilenced } from "../../alerts/notice.ts";
import { ruleNamed } from "../../alerts/rules/all.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { pageAnswer, pageAskedFor } from "../cursor.ts";
import { ApiError, notFound } from "../errors.ts";
import { type Operator, requireOperator } from "../operator.ts";
import { acknowledgement, alert, alertDetail, newSilence, silence } from "../schemas/alerts.ts";
import { failures } from "../schemas/errors.ts";
import { alertPath, nothing, paging, ruleName, silencePath, vaultId, vaultPath } from "../schemas/parameters.ts";
import { listOf, pageOf } from "../schemas/values.ts";
import { vaultNamed } from "../vaultsKnown.ts";
import { toWire } from "../wire.ts";

const STATES = { open: ["firing", "acknowledged"], resolved: ["resolved"], all: ["firing", "acknowledged", "resolved"] } as const;

export function alertRoutes(api: ApiInstance, sources: ApiSources, operator: Operator | null): void {
  const { db } = sources.store;
  const tags = ["alerts"];
  const acting = { onRequest: requireOperator(operator) };
  const security = [{ operator: [] }];

  api.get(
    "/v1/alerts",
    {
      schema: {
        tags,
        summary: "What is wrong, or was, newest first; what has not lasted long enough to be told is not among it.",
        querystring: z.strictObject({
          state: z.enum(["open", "resolved", "all"]).default("open").meta({ description: "Open are firing and acknowledged ones." }),
          severity: z.enum(SEVERITIES).optional(),
          rule: ruleName.optional(),
          vault: vaultPath.shape.vaultId.optional(),
          ...paging,
        }),
        response: { 200: pageOf(alert), ...failures },
      },
    },
    async ({ query: { state, severity = null, rule = null, vault: name, ...page } }) => {
      const known = name === undefined ? null : await vaultNamed(sources, name);
      const vault = known === null ? null : { ...known, name: known.configured?.name ?? null };
      const [found, silences] = await Promise.all([
        alertPage(db, { states: STATES[state], severity, rule, vault, ...pageAskedFor(page, ["number", "number"]) }),
        silencesNow(),
      ]);
      return pageAnswer({ ...found, items: found.items.filter(isRaised).map((one) => shownOf(one, silences)) });
    },
  );

  api.get(
    "/v1/alerts/:alertId",
    {
      schema: {
        tags,
        summary: "One alert: the figures it was judged by, what to do about it, and who was told.",
        params: alertPath,
        querystring: nothing,
        response: { 200: alertDetail, ...failures },
      },
    },
    async ({ params }) => detailOf(await alertNamed(params.alertId)),
  );

  api.post(
    "/v1/alerts/:alertId/acknowledge",
    {
      ...acting,
      schema: {
        tags,
        summary: "Takes an alert on that fires: it is not repeated any more, unless it gets worse.",
        security,
        params: alertPath,
        querystring: nothing,
        body: acknowledgement,
        response: { 200: alertDetail, ...failures },
      },
    },
    async ({ params: { alertId }, body }, reply) => {
      const taken = await acknowledgeAlert(db, alertId, { ...body, atSeconds: sources.nowSeconds() });
      reply.header("cache-control", "no-store");
      if (taken !== null && isRaised(taken)) return detailOf(taken);
      const { state } = await alertNamed(alertId);
      throw new ApiError(409, "NotFiring", `Alert ${alertId} is ${state}`, "GET /v1/alerts lists those that fire.");
    },
  );

  api.get(
    "/v1/alerts/silences",
    {
      schema: {
        tags,
        summary: "Silences that have not ended, the one that ends first first.",
        querystring: nothing,
        response: { 200: listOf(silence), ...failures },
      },
    },
    async () => ({ items: toWire(await silencesNow()) }),
  );

  api.post(
    "/v1/alerts/silences",
    {
      ...acting,
      schema: {
        tags,
        summary: "Tells nobody of some alerts until a time; they are recorded all the same.",
        security,
        querystring: nothing,
        body: newSilence,
        response: { 201: silence, ...failures },
      },
    },
    async ({ body: { by: createdBy, ...asked } }, reply) => {
      const createdAtSeconds = sources.nowSeconds();
      if (asked.untilSeconds <= createdAtSeconds) {
        throw new ApiError(400, "InvalidRequest", "untilSeconds: it has passed", "Give a time that is still to come, in Unix seconds.");
      }
      const made = await insertSilence(db, { ...asked, createdBy, createdAtSeconds });
      return reply.code(201).header("cache-control", "no-store").send(toWire(made));
    },
  );

  api.delete(
    "/v1/alerts/silences/:silenceId",
    {
      ...acting,
      schema: {
        tags,
        summary: "Ends a silence now.",
        security,
        params: silencePath,
        querystring: nothing,
        response: { 200: silence, ...failures },
      },
    },
    async ({ params: { silenceId } }, reply) => {
      const ended = await endSilence(db, silenceId, sources.nowSeconds());
      if (ended === null) throw notFound(`silence ${silenceId} that has not ended`, "GET /v1/alerts/silences");
      return reply.header("cache-control", "no-store").send(toWire(ended));
    },
  );

  function silencesNow(): Promise<readonly Silence[]> {
    return silencesAt(db, sources.nowSeconds());
  }

  async function alertNamed(id: number): Promise<Raised<StoredAlert>> {
    const [found] = await alertsById(db, [id]);
    if (found === undefined || !isRaised(found)) throw notFound(`alert ${id}`, "GET /v1/alerts?state=all");
    return found;
  }

  async function detailOf(one: Raised<StoredAlert>) {
    const [deliveries, silences] = await Promise.all([deliveriesOf(db, [one.id]), silencesNow()]);
    const rule = ruleNamed(one.rule);
    return toWire({
      ...shownOf(one, silences),
      details: one.details,
      evaluatedAtSeconds: one.evaluatedAtSeconds,
      remedy: rule?.remedy ?? null,
      hysteresis: rule?.hysteresis ?? null,
      notified: one.notified,
      deliveries: deliveries.map(deliveryShown),
    });
  }

  function shownOf(one: Raised<Alert>, silences: readonly Silence[]) {
    const { chainId, address } = one.vault;
    return {
      ...one,
      vaultId: address === null ? null : vaultId({ chainId, vault: address }),
      silenced: isSilenced(one, silences, sources.nowSeconds()),
    };
  }
}

function deliveryShown({ nextAttemptSeconds, ...delivery }: Delivery) {
  const isOpen = delivery.status === "waiting" || delivery.status === "sending";
  return { ...delivery, nextAttemptSeconds: isOpen ? nextAttemptSeconds : null };
}
