import { z } from "zod";
import { ALERT_STATES, NOTICE_KINDS, SEVERITIES } from "../../../core/alert.ts";
import { DELIVERY_STATUSES } from "../../../store/schema.ts";
import { rules } from "../../alerts/rules/all.ts";
import { comment, person, words } from "./operations.ts";
import { address, seconds } from "./values.ts";

const severity = z.enum(SEVERITIES);
const state = z.enum(ALERT_STATES).exclude(["pending"]);

export const alert = z
  .object({
    id: z.int(),
    rule: z.string(),
    vaultId: z.string().nullable().meta({ description: "Null while the vault's address is not known." }),
    vault: z.object({ name: z.string(), chainId: z.int(), address: address.nullable() }),
    subject: z.string().meta({ description: 'What of the vault: a market, a transaction, "vault".' }),
    severity: severity.meta({ description: "The worst since it began." }),
    state,
    summary: z.string().meta({ description: "One sentence for a person." }),
    openedAtSeconds: seconds,
    lastSeenSeconds: seconds.meta({ description: "When it was last found to be so." }),
    acknowledgedBy: z.string().nullable(),
    acknowledgedAtSeconds: seconds.nullable(),
    acknowledgedComment: z.string().nullable(),
    resolvedAtSeconds: seconds.nullable(),
    silenced: z.boolean().meta({ description: "Whether a silence keeps it from being told now." }),
  })
  .meta({ id: "Alert" });

const delivery = z
  .object({
    id: z.int(),
    route: z.string(),
    notice: z.enum(NOTICE_KINDS),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.int(),
    nextAttemptSeconds: seconds.nullable().meta({ description: "Null when it is delivered or given up." }),
    lastError: z.string().nullable(),
    createdAtSeconds: seconds,
    deliveredAtSeconds: seconds.nullable(),
  })
  .meta({ id: "AlertDelivery" });

const stretch = z.object({ evaluations: z.int(), seconds: z.int() });

export const alertDetail = alert
  .extend({
    details: z.record(z.string(), z.unknown()).meta({ description: "The figures it was judged by; what they are depends on the rule." }),
    evaluatedAtSeconds: seconds.meta({ description: "When it was last judged." }),
    remedy: z.string().nullable().meta({ description: "What to do about it; null where there is no such rule any more." }),
    hysteresis: z.object({ raise: stretch, clear: stretch }).nullable().meta({
      description: "How often in a row, and how long, its rule has to find it before it fires, or find nothing before it is over.",
    }),
    notified: z
      .object({ state, severity, atSeconds: seconds })
      .nullable()
      .meta({ description: "What routes were last told; null before the first time." }),
    deliveries: z.array(delivery).meta({ description: "Everything that routes were told of it or are to be, oldest first." }),
  })
  .meta({ id: "AlertDetail" });

export const silence = z
  .object({
    id: z.int(),
    rule: z.string().nullable().meta({ description: "Null for every rule." }),
    vaultName: z.string().nullable().meta({ description: "Null for every vault." }),
    subject: z.string().nullable().meta({ description: "Null for everything of the vault." }),
    untilSeconds: seconds,
    comment: z.string().nullable(),
    createdBy: z.string(),
    createdAtSeconds: seconds,
  })
  .meta({ id: "Silence" });

export const acknowledgement = z.strictObject({ by: person, comment });

export const newSilence = z.strictObject({
  rule: z
    .enum(rules.map(({ name }) => name))
    .nullable()
    .default(null),
  vaultName: words(100).nullable().default(null),
  subject: words(300).nullable().default(null),
  untilSeconds: z.int().positive().max(99_999_999_999).meta({ description: "Unix seconds: when it ends, which is still to come." }),
  by: person,
  comment,
});
