import { createHmac } from "node:crypto";
import type { Announcement } from "../announcement.ts";
import { type Message, severityOf, stateOf, titleOf } from "../message.ts";
import type { Channel } from "./channel.ts";
import { request } from "./http.ts";

export interface WebhookOptions {
  readonly url: string;
  /** Null does not sign. */
  readonly secret: string | null;
  readonly timeoutSeconds: number;
}

/** Anybody who takes JSON over HTTP. */
export function webhookChannel({ url, secret, timeoutSeconds }: WebhookOptions): Channel {
  function post({ id, sentAtSeconds }: Pick<Message, "id" | "sentAtSeconds">, payload: unknown): Promise<void> {
    const body = JSON.stringify(payload);
    const timestamp = String(sentAtSeconds);
    return request({
      url,
      body,
      headers: {
        "idempotency-key": id,
        "x-keeper-timestamp": timestamp,
        ...(secret === null ? {} : { "x-keeper-signature": `sha256=${webhookSignature(secret, timestamp, body)}` }),
      },
      timeoutSeconds,
      secrets: secret === null ? [] : [secret],
    });
  }
  return {
    oneByOne: false,
    send: (message) => post(message, webhookPayload(message)),
    announce: (announcement) => post(announcement, webhookAnnouncement(announcement)),
  };
}

/** Told apart from alerts by `kind`, under which `[kind]` holds all of it. */
export function webhookAnnouncement({ id, kind, title, summary, data }: Announcement) {
  return { version: 1, id, kind, title, summary, [kind]: data };
}

/** HMAC-SHA256 of "timestamp.body", hexadecimal: who checks both knows who sent it, and that it is not an old one once more. */
export function webhookSignature(secret: string, timestamp: string, body: string): string {
  return createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
}

export function webhookPayload(message: Message) {
  return {
    version: 1,
    id: message.id,
    title: titleOf(message),
    severity: severityOf(message),
    state: stateOf(message),
    alerts: message.entries.map(({ alert, remedy }) => ({ ...alert, remedy })),
  };
}
