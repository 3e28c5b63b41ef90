import { z } from "zod";
import { SEVERITIES } from "../core/alert.ts";

/** Names of variables of the environment: webhook addresses and tokens are secrets, and all of these names are kept from other processes. */
const variable = z
  .string()
  .regex(
    /^KEEPER_ALERT_(?!FILE(_|$))[A-Z0-9_]+$/,
    "it must name a variable of the environment that begins with KEEPER_ALERT_, for example KEEPER_ALERT_SLACK_URL",
  );
const httpsUrl = z.url({ protocol: /^https?$/, error: "it must be an http or https URL" });
const mailbox = z.string().regex(/^[^\s<>,]+@[^\s<>,]+$/, "it must be an e-mail address");

const ofEveryRoute = {
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "it must be of small letters, digits and hyphens, and begin with a letter"),
  minimumSeverity: z.enum(SEVERITIES).default("warning"),
  /** Names of vaults; null is told of all. */
  vaults: z.array(z.string()).min(1).nullable().default(null),
  timeoutSeconds: z.number().positive().max(60).default(10),
};

const routeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...ofEveryRoute, kind: z.literal("slack"), urlEnv: variable }),
  z.strictObject({ ...ofEveryRoute, kind: z.literal("discord"), urlEnv: variable }),
  z.strictObject({
    ...ofEveryRoute,
    kind: z.literal("telegram"),
    tokenEnv: variable,
    chatId: z.string().min(1),
    /** A Bot API server of one's own. */
    apiUrl: httpsUrl.default("https://api.telegram.org"),
  }),
  z.strictObject({
    ...ofEveryRoute,
    kind: z.literal("pagerduty"),
    /** The integration key of a service with Events API v2. */
    tokenEnv: variable,
    /** https://events.eu.pagerduty.com in the EU. */
    apiUrl: httpsUrl.default("https://events.pagerduty.com"),
  }),
  z.strictObject({
    ...ofEveryRoute,
    kind: z.literal("email"),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(587),
    /** `tls` from the first byte, `starttls` before anything is said, `none` only for a server on this machine or its network. */
    security: z.enum(["tls", "starttls", "none"]).default("starttls"),
    from: mailbox,
    to: z.array(mailbox).min(1),
    user: z.string().min(1).optional(),
    passwordEnv: variable.optional(),
  }),
  z.strictObject({
    ...ofEveryRoute,
    kind: z.literal("webhook"),
    urlEnv: variable,
    /** The key of the signature; without it there is none. */
    secretEnv: variable.optional(),
  }),
]);

/** Who is told what goes wrong. Alerts are recorded in any case. */
export const alertsSchema = z.strictObject({
  routes: z
    .array(routeSchema)
    .refine((routes) => new Set(routes.map(({ name }) => name)).size === routes.length, "two routes have the same name")
    .default([]),
  /** How often everything is judged. */
  everySeconds: z.int().min(5).max(3_600).default(60),
  /** How often a warning or worse is told again until somebody acknowledges it. */
  repeatSeconds: z.int().min(60).default(14_400),
  /** How long a message waits for others of the same vault and rule. */
  groupSeconds: z.int().min(0).max(3_600).default(30),
  /** What is asked for as long as all is well, so that silence is noticed elsewhere. */
  heartbeat: z
    .strictObject({ urlEnv: variable, everySeconds: z.int().min(5).max(86_400).default(60) })
    .nullable()
    .default(null),
});

export type AlertSettings = z.output<typeof alertsSchema>;

export type AlertRoute = AlertSettings["routes"][number];

/** What is wrong with routes taken together with the vaults there are, by the path of the key. */
export function routeProblems({ routes }: AlertSettings, vaultNames: readonly string[]): readonly string[] {
  return routes.flatMap((route, index) => {
    const path = `alerts.routes.${index}`;
    const unknown = (route.vaults ?? []).filter((name) => !vaultNames.includes(name));
    const half = route.kind === "email" && (route.user === undefined) !== (route.passwordEnv === undefined);
    return [
      ...unknown.map((name) => `"${path}.vaults": no vault is called "${name}"; there are ${vaultNames.join(", ")}`),
      ...(half ? [`"${path}": a login has both \`user\` and \`passwordEnv\``] : []),
    ];
  });
}
