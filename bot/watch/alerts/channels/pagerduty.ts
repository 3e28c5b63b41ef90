import { createHash } from "node:crypto";
import { clipped, firstOf, type Message } from "../message.ts";
import type { Channel } from "./channel.ts";
import { request } from "./http.ts";

/** https://developer.pagerduty.com/docs/events-api-v2-overview. */
const MOST_SUMMARY = 1_024;
const ACTIONS = { pending: "trigger", firing: "trigger", acknowledged: "acknowledge", resolved: "resolve" } as const;

export interface PagerDutyOptions {
  readonly apiUrl: string;
  readonly routingKey: string;
  readonly timeoutSeconds: number;
}

/** A service of PagerDuty by its Events API v2: an alert is one incident there, from its first message to its last. */
export function pagerDutyChannel({ apiUrl, routingKey, timeoutSeconds }: PagerDutyOptions): Channel {
  const url = `${apiUrl.replace(/\/+$/, "")}/v2/enqueue`;
  return {
    oneByOne: true,
    announce: null,
    send: (message) => request({ url, body: JSON.stringify(pagerDutyEvent(message, routingKey)), timeoutSeconds, secrets: [routingKey] }),
  };
}

export function pagerDutyEvent(message: Message, routingKey: string) {
  const { alert, remedy } = firstOf(message);
  const { name, chainId, address } = alert.vault;
  return {
    routing_key: routingKey,
    event_action: ACTIONS[alert.state],
    // Sent twice it is still one incident. Ids repeat from database to database, fingerprints do not.
    dedup_key: createHash("sha256").update(`${alert.fingerprint}@${alert.openedAtSeconds}`).digest("hex"),
    payload: {
      summary: clipped(`${name}: ${alert.summary}`, MOST_SUMMARY),
      source: address === null ? name : `${chainId}:${address}`,
      severity: alert.severity,
      timestamp: new Date(alert.openedAtSeconds * 1000).toISOString(),
      component: alert.subject,
      group: name,
      class: alert.rule,
      custom_details: { ...alert.details, ...(remedy === null ? {} : { remedy }), alertId: alert.id },
    },
  };
}
